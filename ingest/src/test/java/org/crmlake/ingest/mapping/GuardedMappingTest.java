package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.ingest.mapping.MappedRows.fields;
import static org.crmlake.ingest.mapping.MappedRows.row;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.crmlake.ingest.mapping.RowMapper.Outcome;
import org.crmlake.model.CrmException;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No record says how much is to be done: what takes or makes too much is the fault of its record, or of the mapping. */
@ExtendWith(SharedSpark.class)
class GuardedMappingTest {
    private final MappedRows rows;

    GuardedMappingTest(SparkSession spark) {
        rows = MappedRows.of(spark, "customer", "day", "spent");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spent rlike 'a*a*a*a*a*b'",
                "regexp_like(spent, 'a*a*a*a*a*b')",
                "regexp_replace(spent, 'a*a*a*a*a*b', '') = ''",
                "regexp_extract(spent, 'a*a*a*a*a*b', 0) = ''",
                "size(regexp_extract_all(spent, 'a*a*a*a*a*b', 0)) = 0",
                "regexp_instr(spent, 'a*a*a*a*a*b') = 0",
                "regexp_count(spent, 'a*a*a*a*a*b') = 0",
                "size(split(spent, 'a*a*a*a*a*b')) = 0",
                "str_to_map(spent, 'a*a*a*a*a*b', ':') is null",
                "str_to_map(spent, ',', 'a*a*a*a*a*b') is null",
                "exists(array(spent), x -> x rlike 'a*a*a*a*a*b')"
            })
    void aRecordCannotHoldATaskWithARegularExpression(String expression) {
        assertThat(mapper(expression, Map.of(), null).filtered(row("ann", "2026-01-31", "a".repeat(60) + "!")))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.reason())
                        .startsWith("filter: the regular expression '")
                        .contains("' takes more than 168442 steps on a text of 61 characters"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spent like '%a%a%a%a%a%b'",
                "spent ilike '%A%A%A%A%A%B'",
                "spent like any ('%a%a%a%a%a%b', 'x')",
                "spent not like all ('%a%a%a%a%a%b', 'x')"
            })
    void norWithALike(String expression) {
        assertThat(mapper(expression, Map.of(), null).filtered(row("ann", "2026-01-31", "a".repeat(1_000))))
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.reason())
                        .contains("takes more than 3100000 steps on a text of 1000 characters"));
    }

    @Test
    void aTextThatTakesAllTheStackIsARecordThatFails() {
        RowMapper mapper = mapper("spent rlike '^(\\\\w|-)+$'", Map.of(), null);

        assertThat(((Outcome.Failed) mapper.filtered(row("ann", "2026-01-31", "a".repeat(1_000_000)))).reason())
                .startsWith("filter: the regular expression ")
                .endsWith(" takes more stack than there is on a text of 1000000 characters");
        assertThat(mapper.filtered(row("ann", "2026-01-31", "a-b"))).isNull();
    }

    @Test
    void functionsOfRegularExpressionsReturnWhatTheyDidUnguarded() {
        String texts =
                "concat_ws('|', regexp_replace(spent, '(\\\\d+)-(\\\\d+)', '$2-$1'), regexp_extract(spent, '(?<=#)[a-z]+', 0),"
                        + " array_join(split(spent, '\\\\s*;\\\\s*'), '/'), regexp_instr(spent, '[0-9]+'), regexp_count(spent, ';+'),"
                        + " array_join(map_keys(str_to_map(spent, ' *; *', '[-#]+')), '/'), spent like '%;%12%', spent rlike 'x*$')";
        RowMapper mapper = mapper(null, Map.of(EventField.NAME, texts), null);

        assertThat(fields(mapper.map(row("ann", "2026-01-31", "12-34 ; #ab;c"), 0))
                        .getUTF8String(EventField.NAME.ordinal()))
                .hasToString("34-12 ; #ab;c|ab|12-34/#ab/c|1|2|12//c|false|true");
        assertThat(mapper.map(row("ann", "2026-01-31", null), 0)).isInstanceOf(Outcome.Fields.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cast(spent as timestamp)",
                "to_timestamp(spent)",
                "spent",
                "cast(cast(spent as timestamp_ntz) as timestamp)",
                "date_trunc('day', spent)",
                "cast(concat(spent, '') as timestamp)",
                "element_at(transform(array(spent), x -> cast(x as timestamp)), 1)"
            })
    void aTimeOfDayInARecordIsNoneOfToday(String expression) {
        RowMapper mapper = mapper(null, Map.of(EventField.RECEIVED_AT, expression), null);

        for (String time : List.of("12:30", "T7:05", " 7:5", "T12", "12:30:00Z", "T12:30:00+02:00")) {
            assertThat(((Outcome.Failed) mapper.map(row("ann", "2026-01-31", time), 0)).reason())
                    .isEqualTo("received_at: the time '" + time
                            + "' has no date: the same record would be of another day tomorrow");
        }
        for (String word : List.of("now", "today", "yesterday")) {
            assertThat(mapper.map(row("ann", "2026-01-31", word), 0)).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(fields(mapper.map(row("ann", "2026-01-31", "2026-01-31"), 0))
                        .getLong(EventField.RECEIVED_AT.ordinal()))
                .isEqualTo(1_769_817_600_000_000L);
    }

    @Test
    void aCastThatForgivesMakesNullOfATimeOfDay() {
        for (String expression : List.of("try_cast(spent as timestamp)", "try_to_timestamp(spent)")) {
            RowMapper mapper = mapper(null, Map.of(EventField.RECEIVED_AT, expression), null);

            assertThat(fields(mapper.map(row("ann", "2026-01-31", "12:30"), 0))
                            .isNullAt(EventField.RECEIVED_AT.ordinal()))
                    .as(expression)
                    .isTrue();
        }
    }

    @Test
    void aRecordCannotHoldATaskWithADistance() {
        RowMapper mapper = mapper("levenshtein(spent, day) > 2", Map.of(), null);

        assertThat(mapper.filtered(row("ann", "a".repeat(150_000), "b".repeat(150_000))))
                .isEqualTo(new Outcome.Failed(
                        "filter: levenshtein of texts of 150000 and 150000 characters takes more than 20000000 steps"));
        assertThat(mapper.filtered(row("ann", "kitten", "sitting"))).isNull();
    }

    @Test
    void aRecordCannotHoldATaskWithDigits() {
        RowMapper strict = mapper(null, Map.of(EventField.AMOUNT, "cast(spent as decimal(18,4))"), null);
        RowMapper forgiving = mapper(null, Map.of(EventField.AMOUNT, "try_cast(spent as decimal(18,4))"), null);
        InternalRow hostile = row("ann", "2026-01-31", "9".repeat(900_000));
        InternalRow padded = row("ann", "2026-01-31", " ".repeat(2_000) + "0".repeat(990) + "7.5\n");

        assertThat(strict.map(hostile, 0))
                .isEqualTo(new Outcome.Failed("amount: a number of 900000 characters is longer than 1000"));
        assertThat(fields(forgiving.map(hostile, 0)).isNullAt(EventField.AMOUNT.ordinal()))
                .isTrue();
        assertThat(fields(strict.map(padded, 0)).getDecimal(EventField.AMOUNT.ordinal(), 18, 4))
                .hasToString("7.5000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "repeat(spent, 10000)                          # a text of 150000 bytes, 10000 times, is more than 16777216 bytes",
                "repeat(repeat(spent, 100), 10000)             # a text of 15000000 bytes, 10000 times, is more than 16777216 bytes",
                "array_join(array_repeat(spent, 10000), '')    # a text of 150000 bytes, 10000 times, is more than 16777216 bytes",
                "regexp_replace(spent, 'a', day)               # to replace the regular expression 'a' makes more than 16777216"
                        + " characters of a text of 150000",
                "regexp_replace(spent, 'a+', repeat('$0', 200)) # to replace the regular expression 'a+' makes more than 16777216"
                        + " characters of a text of 150000",
                "regexp_replace(spent, 'a', repeat('b', 112))  # to replace the regular expression 'a' makes more than 16777216"
                        + " characters of a text of 150000",
                "replace(spent, 'a', repeat('b', 112))         # to replace 1 bytes by 112 makes more than 16777216 bytes of a"
                        + " text of 150000",
            })
    void aRecordIsNotMultipliedWithoutEnd(String expression, String reason) {
        RowMapper mapper = mapper(null, Map.of(EventField.NAME, expression), null);

        assertThat(mapper.map(row("ann", "b".repeat(150_000), "a".repeat(150_000)), 0))
                .isEqualTo(new Outcome.Failed("name: " + reason));
    }

    @Test
    void whatStaysShortEnoughIsReplaced() {
        String expression = "replace(replace(spent, 'a', repeat('b', 111)), 'c', repeat('d', 10000))";

        assertThat(fields(mapper(null, Map.of(EventField.NAME, expression), null)
                                .map(row("ann", "2026-01-31", "a".repeat(150_000)), 0))
                        .getUTF8String(EventField.NAME.ordinal())
                        .numBytes())
                .isEqualTo(111 * 150_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "contains(spent, day)",
                "instr(spent, day) > 0",
                "replace(spent, day, 'x') > ''",
                "substring_index(spent, day, 1) >= ''",
                "split_part(spent, day, 1) >= ''",
                "trim(both day from spent) = ''",
                "trim(leading day from spent) = ''",
                "trim(trailing day from spent) = ''"
            })
    void aRecordCannotHoldATaskWithTwoTextsThatAreSearchedForEachOther(String filter) {
        RowMapper mapper = mapper(filter, Map.of(), null);
        String half = "a".repeat(300_000);
        long most = filter.startsWith("trim") ? 20_000_000 : 1_000_000_000;

        assertThat(mapper.filtered(row("ann", half + "b", half + half)))
                .isEqualTo(new Outcome.Failed("filter: to search texts of 600000 and 300001 bytes for each other takes"
                        + " more than " + most + " steps"));
        assertThat(mapper.filtered(row("ann", "a", "aaa"))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sequence(date'0001-01-01', date'9999-12-31')",
                "sequence(date'0001-01-01', date'9999-12-31', interval 1 month)",
                "sequence(date'2026-01-01', date'2026-12-31', interval 1 second)",
                "sequence(timestamp'0001-01-01 00:00:00', timestamp'9999-12-31 00:00:00')",
                "sequence(timestamp'2026-01-01 00:00:00', timestamp'2026-01-02 00:00:00', interval '1' second)",
                "sequence(0L, -9000000000000000000L)",
                "sequence(-2000000000, -1)"
            })
    void aSequenceHasAnEnd(String expression) {
        assertThatThrownBy(
                        () -> mapper(null, Map.of(EventField.NAME, "cast(size(" + expression + ") as string)"), null))
                .hasMessageContaining(": sequence makes ")
                .hasMessageContaining(" values, more than 10000");
    }

    @Test
    void aSequenceOfSomeValuesIsMadeOfAnyType() {
        String sizes = "concat_ws(' ', size(sequence(date'2026-01-01', date'2026-12-31')),"
                + " size(sequence(date'2016-01-01', date'2026-01-01', interval 1 month)),"
                + " size(sequence(timestamp'2026-01-01 00:00:00', timestamp'2026-01-02 00:00:00', interval '1' hour)),"
                + " size(sequence(2000000000, 1999999998)))";

        assertThat(fields(mapper(null, Map.of(EventField.NAME, sizes), null).map(row("ann", "2026-01-31", ""), 0))
                        .getUTF8String(EventField.NAME.ordinal()))
                .hasToString("365 121 25 3");
    }

    /** Of each family of functions whose cost an argument decides. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                // As often or as long as the argument says.
                "repeat(spent, cast(day as int))",
                "space(cast(day as int))",
                "lpad(spent, cast(day as int), 'x')",
                "rpad(spent, cast(day as int), 'x')",
                "array_join(array_repeat(spent, cast(day as int)), '')",
                "array_join(sequence(1, cast(day as int)), '')",
                "array_join(array_insert(array(spent), cast(day as int), 'x'), '')",
                // As wide as the form says.
                "format_string(day, spent)",
                "format_number(1.5, cast(day as int))",
                // Two texts of a record multiplied.
                "replace(spent, 'a', day)",
                // A part of a regular expression.
                "parse_url(spent, 'QUERY', day)",
                "try_parse_url(spent, 'QUERY', day)",
                "parse_url(spent, 'QUERY', 'a*a*a*a*a*b')",
                "repeat(spent, 1000000)",
                "space(1000000)"
            })
    void aRecordDoesNotSayHowMuchIsToBeDone(String expression) {
        assertThatThrownBy(() -> mapper(null, Map.of(EventField.NAME, expression), null))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.CONFIG))
                .message()
                .containsAnyOf(
                        "comes from the record, which could take all memory or time with it. Write it out",
                        "has other characters than letters, digits and _ % ~ -",
                        "is 1000000, more than 10000");
    }

    @Test
    void whatTheMappingSaysIsDone() {
        String texts = "concat_ws('|', repeat(spent, 2), lpad(spent, 3, '0'), array_join(sequence(1, 3), ''),"
                + " format_string('%s!', spent), format_number(1.5, 2), replace(day, '-', ''),"
                + " parse_url('http://h/?a_b=1&c=2', 'QUERY', 'c'), levenshtein(spent, day))";

        assertThat(fields(mapper(null, Map.of(EventField.PROPERTIES, "map('x', " + texts + ")"), null)
                                .map(row("ann", "2026-01-31", "7"), 0))
                        .getMap(EventField.PROPERTIES.ordinal())
                        .valueArray()
                        .getUTF8String(0))
                .hasToString("77|007|123|7!|1.50|20260131|2|10");
    }

    private RowMapper mapper(String filter, Map<EventField, String> more, String when) {
        Map<EventField, String> fields = new EnumMap<>(EventField.class);
        fields.put(EventField.CUSTOMER_KEY, "customer");
        fields.put(EventField.EVENT_TIME, "cast(day as timestamp)");
        fields.putAll(more);
        return rows.mapper(filter, fields, when);
    }
}
