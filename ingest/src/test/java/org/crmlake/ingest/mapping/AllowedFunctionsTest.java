package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.source.InternalRows;
import org.crmlake.model.CrmException;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each function that a mapping may call is evaluated on a row, by the examples that Spark has of it, with a column in the place of its
 * first plain argument; and says what Spark says of the same question in a query.
 */
@ExtendWith(SharedSpark.class)
class AllowedFunctionsTest {
    private static final Pattern EXAMPLE = Pattern.compile("> SELECT (.*?);\\n", Pattern.DOTALL);
    private static final int AT_ONCE = 25;

    private final SparkSession spark;

    AllowedFunctionsTest(SparkSession spark) {
        this.spark = spark.newSession();
        this.spark.conf().set("spark.sql.codegen.wholeStage", false);
    }

    /** A call, and the value that its column has. */
    private record Call(String function, String expression, String value) {}

    @Test
    void eachOfThemCanBeEvaluatedOnARow() throws Exception {
        List<Call> calls = calls();
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> evaluated = new TreeMap<>();
        for (int from = 0; from < calls.size(); from += AT_ONCE) {
            List<Call> some = calls.subList(from, Math.min(calls.size(), from + AT_ONCE));
            if (!agree(some, evaluated)) {
                for (Call one : some) {
                    if (!agree(List.of(one), evaluated)) {
                        wrong.add(one + ": " + said(List.of(one)) + " and not " + asked(List.of(one)));
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(evaluated).hasSizeGreaterThan(300).containsKeys("regexp_substr", "nullif", "nullifzero", "between");
    }

    private boolean agree(List<Call> calls, Map<String, Integer> evaluated) {
        boolean agree = said(calls).equals(asked(calls));
        if (agree) {
            calls.forEach(call -> evaluated.merge(call.function(), 1, Integer::sum));
        }
        return agree;
    }

    /** Returns the calls that compile, of each function that may be called the first one. */
    private List<Call> calls() throws Exception {
        List<Call> calls = new ArrayList<>(List.of(
                new Call("between", "c between 2 and 3", "2"),
                new Call("nullif of a call", "nullif(concat('a:', c), 'a:')", "'x'")));
        List<String> names = asJava(FunctionRegistry.expressions()).keySet().stream()
                .filter(name -> name.matches("[a-z].*"))
                .sorted()
                .toList();
        for (String name : names) {
            Matcher example = EXAMPLE.matcher(
                    FunctionRegistry.expressions().apply(name)._1().getExamples());
            boolean found = false;
            while (!found && example.find()) {
                for (Call call : calls(name, example.group(1))) {
                    if (!found && compiles(call)) {
                        calls.add(call);
                        found = true;
                    }
                }
            }
        }
        return calls;
    }

    private List<Call> calls(String name, String example) {
        List<Call> calls = new ArrayList<>();
        try {
            Expression parsed = ((org.apache.spark.sql.classic.SparkSession) spark)
                    .sessionState()
                    .sqlParser()
                    .parseExpression(example);
            if (parsed instanceof UnresolvedFunction function) {
                for (Expression argument : asJava(function.arguments())) {
                    if (argument instanceof Literal literal && literal.value() != null) {
                        String sql = literal.sql();
                        int at = example.indexOf(sql);
                        if (at >= 0) {
                            calls.add(new Call(
                                    name, example.substring(0, at) + "c" + example.substring(at + sql.length()), sql));
                        }
                    }
                }
            }
        } catch (Exception e) {
            // An example of several columns is no expression.
            return List.of();
        }
        calls.add(new Call(name, example, "1"));
        return calls;
    }

    private boolean compiles(Call call) {
        try {
            mapper(List.of(call));
            asked(List.of(call));
            return true;
        } catch (CrmException e) {
            return false;
        } catch (Exception e) {
            // Spark refuses it in a query, too.
            return false;
        }
    }

    private Dataset<Row> row(List<Call> calls) {
        List<String> columns = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            columns.add(calls.get(i).value() + " as c" + i);
        }
        return spark.range(1).selectExpr(columns.toArray(String[]::new));
    }

    private static String expression(List<Call> calls, int i) {
        return "cast(" + calls.get(i).expression().replaceAll("\\bc\\b", "c" + i) + " as string)";
    }

    private CompiledMapping mapper(List<Call> calls) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            texts.add("'" + i + "', " + expression(calls, i));
        }
        Map<EventField, String> fields = new HashMap<>();
        fields.put(EventField.PROPERTIES, "map(" + String.join(", ", texts) + ")");
        Mapping mapping =
                new Mapping("test", SourceFormat.JSON, Map.of(), null, null, List.of(new EventTemplate(fields, null)));
        return MappingCompiler.compile(spark, "test", mapping, row(calls).schema());
    }

    /** What a mapping makes of the row. */
    private String said(List<Call> calls) {
        InternalRow row = InternalRows.rdd(row(calls)).map(InternalRow::copy).first();
        RowMapper.Outcome outcome = new RowMapper(mapper(calls)).map(row, 0);
        if (outcome instanceof RowMapper.Outcome.Failed failed) {
            return "failed: " + failed.reason();
        }
        var map = ((RowMapper.Outcome.Fields) outcome).values().getMap(EventField.PROPERTIES.ordinal());
        List<String> said = new ArrayList<>();
        for (int i = 0; i < map.numElements(); i++) {
            UTF8String text =
                    map.valueArray().isNullAt(i) ? null : map.valueArray().getUTF8String(i);
            said.add(String.valueOf(text));
        }
        return said.toString();
    }

    /** What a query makes of it. */
    private String asked(List<Call> calls) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            texts.add(expression(calls, i));
        }
        Row answer = row(calls).selectExpr(texts.toArray(String[]::new)).head();
        List<String> said = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            said.add(String.valueOf(answer.get(i)));
        }
        return said.toString();
    }
}
