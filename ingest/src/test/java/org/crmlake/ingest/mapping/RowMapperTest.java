package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlake.ingest.mapping.MappedRows.fields;
import static org.crmlake.ingest.mapping.MappedRows.row;

import java.util.EnumMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.crmlake.ingest.mapping.RowMapper.Outcome;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class RowMapperTest {
    private final MappedRows rows;

    RowMapperTest(SparkSession spark) {
        rows = MappedRows.of(spark, "customer", "day", "spent");
    }

    @Test
    void deliversTheFieldsInTheirOrderAndNullForThoseNotGiven() {
        RowMapper mapper = mapper(null, Map.of(EventField.AMOUNT, "cast(spent as decimal(18,4))"), null);

        InternalRow values = fields(mapper.map(row("ann", "2026-01-31", "12.5"), 0));

        assertThat(values.numFields()).isEqualTo(EventField.values().length);
        assertThat(values.getUTF8String(EventField.CUSTOMER_KEY.ordinal())).hasToString("ann");
        assertThat(values.getLong(EventField.EVENT_TIME.ordinal())).isEqualTo(1_769_817_600_000_000L);
        assertThat(values.getDecimal(EventField.AMOUNT.ordinal(), 18, 4)).hasToString("12.5000");
        assertThat(values.isNullAt(EventField.CURRENCY.ordinal())).isTrue();
    }

    @Test
    void namesTheFieldAndTheReasonOfABadCast() {
        RowMapper mapper = mapper(null, Map.of(EventField.AMOUNT, "cast(spent as decimal(18,4))"), null);

        assertThat(mapper.map(row("ann", "2026-01-31", "12,50"), 0))
                .isEqualTo(new Outcome.Failed(
                        "amount: The value '12,50' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\" because it"
                                + " is malformed"));
        assertThat(((Outcome.Failed) mapper.map(row("ann", "31.1.2026", "1"), 0)).reason())
                .startsWith("event_time: The value '31.1.2026' of the type \"STRING\" cannot be cast to \"TIMESTAMP\"");
        assertThat(((Outcome.Failed) mapper.map(row("ann", "2026-01-31", "123456789012345"), 0)).reason())
                .startsWith("amount: ")
                .contains("123456789012345");
    }

    @Test
    void startsAfreshAfterARowThatFailed() {
        RowMapper mapper = mapper(null, Map.of(EventField.AMOUNT, "cast(spent as decimal(18,4))"), null);

        assertThat(mapper.map(row("ann", "2026-01-31", "x"), 0)).isInstanceOf(Outcome.Failed.class);
        assertThat(fields(mapper.map(row("bob", "2026-01-31", "2"), 0))
                        .getUTF8String(EventField.CUSTOMER_KEY.ordinal()))
                .hasToString("bob");
    }

    @Test
    void keepsOnlyRowsForWhichTheFilterIsTrue() {
        RowMapper mapper = mapper("cast(spent as int) > 0", Map.of(), null);

        assertThat(mapper.filtered(row("ann", "2026-01-31", "1"))).isNull();
        assertThat(mapper.filtered(row("ann", "2026-01-31", "0"))).isEqualTo(new Outcome.None());
        assertThat(mapper.filtered(row("ann", "2026-01-31", null))).isEqualTo(new Outcome.None());
        assertThat(mapper.filtered(row("ann", "2026-01-31", "x")))
                .isEqualTo(new Outcome.Failed("filter: The value 'x' of the type \"STRING\" cannot be cast to \"INT\""
                        + " because it is malformed"));
        assertThat(mapper(null, Map.of(), null).filtered(row("ann", "2026-01-31", null)))
                .isNull();
    }

    @Test
    void hasNoEventWhereItsConditionIsNotTrue() {
        RowMapper mapper = mapper(null, Map.of(), "cast(spent as int) > 0");

        assertThat(mapper.map(row("ann", "2026-01-31", "1"), 0)).isInstanceOf(Outcome.Fields.class);
        assertThat(mapper.map(row("ann", "2026-01-31", "-1"), 0)).isEqualTo(new Outcome.None());
        assertThat(mapper.map(row("ann", "2026-01-31", null), 0)).isEqualTo(new Outcome.None());
        assertThat(((Outcome.Failed) mapper.map(row("ann", "2026-01-31", "x"), 0)).reason())
                .startsWith("when: The value 'x'");
    }

    @Test
    void failsWhereAMapHasAKeyTwice() {
        RowMapper mapper = mapper(null, Map.of(EventField.PROPERTIES, "map(customer, '1', spent, '2')"), null);

        assertThat(mapper.map(row("a", "2026-01-31", "b"), 0)).isInstanceOf(Outcome.Fields.class);
        assertThat(((Outcome.Failed) mapper.map(row("a", "2026-01-31", "a"), 0)).reason())
                .startsWith("properties: Duplicate map key a was found");
    }

    @Test
    void aReasonIsFoundInAMessageOfAnyLength() {
        RowMapper mapper = mapper(null, Map.of(EventField.AMOUNT, "cast(spent as int)"), null);

        String reason =
                ((Outcome.Failed) mapper.map(row("ann", "2026-01-31", "1" + " ".repeat(1_000_000) + "x"), 0)).reason();

        assertThat(reason).startsWith("amount: The value '1   ").hasSizeLessThan(300);
    }

    private RowMapper mapper(String filter, Map<EventField, String> more, String when) {
        Map<EventField, String> fields = new EnumMap<>(EventField.class);
        fields.put(EventField.CUSTOMER_KEY, "customer");
        fields.put(EventField.EVENT_TIME, "cast(day as timestamp)");
        fields.putAll(more);
        return rows.mapper(filter, fields, when);
    }
}
