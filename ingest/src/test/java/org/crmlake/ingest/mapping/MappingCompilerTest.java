package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedSpark.class)
class MappingCompilerTest {
    private static final StructType COLUMNS = new StructType()
            .add("customer", DataTypes.StringType)
            .add("day", DataTypes.StringType)
            .add("spent", DataTypes.StringType)
            .add("tags", DataTypes.createArrayType(DataTypes.StringType));

    private final SparkSession spark;

    MappingCompilerTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void namesTheColumnThatWasProbablyMeant() {
        assertThat(problemsOf("custmer"))
                .startsWith("name `custmer`: A column, variable, or function parameter with name `custmer` cannot be"
                        + " resolved. Did you mean one of the following? [`customer`")
                .doesNotContain("SQLSTATE");
    }

    @Test
    void saysWhatIsWrongWithABrokenExpression() {
        assertThat(problemsOf("concat(customer,")).startsWith("name `concat(customer,`: Syntax error at or near ");
        assertThat(problemsOf("concatt(customer)"))
                .startsWith("name `concatt(customer)`: Cannot resolve routine `concatt`");
        assertThat(problemsOf("*")).startsWith("name `*`: Invalid usage of '*'");
    }

    @Test
    void refusesATypeThatTheFieldCannotHave() {
        CrmException problem = problem(EventField.PROPERTIES, "customer");

        assertThat(problem.getMessage())
                .startsWith("Cannot use mapping shop: properties `customer`: Cannot resolve")
                .contains("\"MAP<STRING, STRING>\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max(customer)",
                "first(customer) over (partition by day order by spent)",
                "row_number() over (order by day)"
            })
    void refusesWhatLooksAtOtherRows(String expression) {
        assertThat(problemsOf(expression)).endsWith("`: it is not a plain function of one row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"explode(tags)", "posexplode(tags)", "inline(array(struct(customer)))"})
    void refusesWhatMakesSeveralRows(String expression) {
        assertThat(problem(EventField.NAME, expression).getMessage())
                .startsWith("Cannot use mapping shop: name `" + expression + "`: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(select max(id) from range(3))",
                "exists(select 1)",
                "customer in (select id from range(3))",
                "case when exists(select 1) then customer end"
            })
    void refusesToReadOtherTables(String expression) {
        assertThat(problemsOf(expression)).endsWith("`: it reads another table, which a mapping must not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java_method('java.lang.System', 'getProperty', customer)",
                "reflect('java.lang.System', 'getProperty', 'user.home')",
                "try_reflect('java.lang.System', 'getProperty', customer)",
                "upper(concat('a', reflect('java.lang.System', 'exit', 1)))",
                "element_at(transform(tags, t -> java_method('java.lang.System', 'getenv', t)), 1)"
            })
    void refusesToCallJavaMethods(String expression) {
        assertThat(problemsOf(expression)).contains("`: function ").endsWith(" is not among those that may be called");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "current_timestamp()",
                "current_timestamp",
                "now()",
                "current_date()",
                "localtimestamp()",
                "current_time()",
                "unix_timestamp()",
                "date_format(now(), 'yyyy')",
                "element_at(transform(tags, t -> concat(t, now())), 1)",
                "timestamp 'now'",
                "TIMESTAMP ' Today '",
                "date \"yesterday\"",
                "cast('tomorrow' as date)",
                "cast('now' as timestamp)",
                "timestamp_ntz'now UTC'",
                "timestamp r'now'",
                "timestamp '\\u006eow'",
                "timestamp /* */ 'now'",
                "timestamp '12:30'",
                "cast('12:30' as timestamp)",
                "cast(concat('n', 'ow') as timestamp)",
                "to_timestamp('now')",
                "to_date('today')"
            })
    void refusesTheCurrentTime(String expression) {
        assertThat(problemsOf(expression))
                .endsWith("`: it asks for the current time, so the same row would give another event tomorrow");
    }

    /** Of a time of day Spark makes one of today, and no text inside of something can be looked at before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "variant_get(parse_json(day), '$.at', 'timestamp')",
                "try_variant_get(parse_json(day), '$.at', 'timestamp_ntz')",
                "variant_get(parse_json(day), '$', 'array<timestamp>')[0]",
                "variant_get(parse_json(day), '$', 'struct<at: timestamp>').at",
                "cast(parse_json(day) as timestamp)",
                "parse_json(day)::timestamp_ntz",
                "from_json(day, 'at timestamp').at",
                "from_json(day, 'of struct<at: timestamp_ntz>').of.at",
                "from_json(day, 'map<string, timestamp>')['at']",
                "from_json(day, 'at timestamp', map('mode', 'FAILFAST')).at",
                "from_csv(day, 'at timestamp').at",
                "cast(tags as array<timestamp>)[0]",
                "element_at(transform(tags, t -> from_json(t, 'at timestamp').at), 1)"
            })
    void refusesToReadTimesOutOfTextsInsideOfSomething(String time) {
        assertThat(problemsOf("cast(" + time + " as string)"))
                .endsWith(
                        "`: it reads times out of texts inside of something, and of a time of day it would make one of"
                                + " today. Cast the text itself to a timestamp");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "variant_get(parse_json(day), '$.at', 'string')",
                "cast(cast(variant_get(parse_json(day), '$.at', 'string') as timestamp) as string)",
                "from_json(day, 'at string, n int').at",
                "cast(from_json(day, 'at timestamp', map('timestampFormat', 'yyyy-MM-dd HH:mm')).at as string)",
                "cast(from_csv(day, 'at timestamp', map('timestampFormat', 'yyyy-MM-dd HH:mm')).at as string)"
            })
    void readsWhatHasNoTimeOfTodayOutOfSomething(String expression) {
        assertThat(MappingCompiler.compile(spark, "shop", mapping(EventField.NAME, expression), COLUMNS)
                        .events())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rand()",
                "uuid()",
                "shuffle(tags)[0]",
                "monotonically_increasing_id()",
                "aes_encrypt(customer, '0000111122223333')"
            })
    void refusesWhatDiffersFromRunToRun(String expression) {
        assertThat(problemsOf(expression)).endsWith("`: the same row would give another event in every run");
    }

    @Test
    void allowsPlainFunctionsOfARow() {
        for (String expression : List.of(
                "case when startswith(customer, 'date ') then 'now' else 'today' end",
                "date_format(timestamp '2026-01-31 12:00:00', 'yyyy')",
                "element_at(transform(filter(tags, t -> t <> ''), t -> upper(t)), 1)",
                "regexp_extract(customer, '([0-9]+)', 1)",
                "cast('2026-01-31' as date)",
                "null")) {
            Mapping mapping = mapping(EventField.NAME, expression);

            assertThat(MappingCompiler.compile(spark, "shop", mapping, COLUMNS).events())
                    .as(expression)
                    .hasSize(1);
        }
    }

    @Test
    void refusesAConstantThatAlwaysFails() {
        assertThat(problemsOf("cast('tree' as int)"))
                .startsWith(
                        "name `cast('tree' as int)`: it always fails: The value 'tree' of the type \"STRING\" cannot"
                                + " be cast to \"INT\"");
    }

    @Test
    void reportsAllProblemsAtOnce() {
        Mapping mapping = new Mapping(
                "shop",
                SourceFormat.CSV,
                Map.of(),
                null,
                "spnt > 0",
                List.of(
                        new EventTemplate(fields(EventField.NAME, "nam"), "whn"),
                        new EventTemplate(fields(EventField.AMOUNT, "rand()"), null)));

        CrmException problem = catchThrowableOfType(
                CrmException.class, () -> MappingCompiler.compile(spark, "shop", mapping, COLUMNS));

        assertThat(problem.kind()).isEqualTo(Kind.CONFIG);
        assertThat(problem.getMessage())
                .startsWith("Cannot use mapping shop: 4 problems: filter `spnt > 0`: ")
                .contains("; events[0].when `whn`: ", "; events[0].name `nam`: ")
                .endsWith("; events[1].amount `rand()`: the same row would give another event in every run."
                        + " Correct the mapping.")
                .doesNotContain("\n");
    }

    private String problemsOf(String nameExpression) {
        String message = problem(EventField.NAME, nameExpression).getMessage();
        assertThat(message).startsWith("Cannot use mapping shop: ").endsWith(". Correct the mapping.");
        return message.substring(
                "Cannot use mapping shop: ".length(), message.length() - ". Correct the mapping.".length());
    }

    private CrmException problem(EventField field, String expression) {
        Mapping mapping = mapping(field, expression);
        CrmException problem = catchThrowableOfType(
                CrmException.class, () -> MappingCompiler.compile(spark, "shop", mapping, COLUMNS));
        assertThat(problem).as(expression).isNotNull();
        return problem;
    }

    private static Mapping mapping(EventField field, String expression) {
        return new Mapping(
                "shop",
                SourceFormat.CSV,
                Map.of(),
                null,
                null,
                List.of(new EventTemplate(fields(field, expression), null)));
    }

    private static Map<EventField, String> fields(EventField field, String expression) {
        return Map.of(
                EventField.CUSTOMER_KEY, "customer", EventField.EVENT_TIME, "to_timestamp(day)", field, expression);
    }
}
