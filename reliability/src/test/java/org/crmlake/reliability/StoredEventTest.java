package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.Record;
import org.crmlake.hbase.EventCells;
import org.crmlake.hbase.Profile;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The comparison is only worth something if it tells whatever may be wrong with an event that a store has. */
class StoredEventTest {
    private static final Map<String, String> BATCHES = Map.of("batch-1", "shop", "batch-2", "letters");
    private static final Instant TIME = Instant.parse("2026-03-04T05:06:07.089Z");

    /** The event of all these tests, as its source has it. */
    private static final Map<String, Object> FIELDS = fields();

    private static final EventText TEXT = new EventText(
            "track",
            "Order Completed",
            "user:u1",
            "u1",
            "a1",
            TIME,
            TIME.plusSeconds(5),
            "shop",
            "web",
            "spring",
            new BigDecimal("12.30"),
            "EUR",
            new TreeMap<>(Map.of("order_id", "o1")),
            new TreeMap<>(Map.of("ip", "198.18.0.1")),
            false,
            EventText.OF_ITS_SOURCE);

    private static Map<String, Object> fields() {
        Map<String, Object> fields = new HashMap<>();
        fields.put(EventsTable.EVENT_ID, "e1");
        fields.put(EventsTable.KIND, "track");
        fields.put(EventsTable.NAME, "Order Completed");
        fields.put(EventsTable.CUSTOMER_KEY, "user:u1");
        fields.put(EventsTable.USER_ID, "u1");
        fields.put(EventsTable.ANONYMOUS_ID, "a1");
        fields.put(EventsTable.EVENT_TIME, TIME);
        fields.put(EventsTable.RECEIVED_AT, TIME.plusSeconds(5));
        fields.put(EventsTable.SOURCE, "shop");
        fields.put(EventsTable.CHANNEL, "web");
        fields.put(EventsTable.CAMPAIGN_ID, "spring");
        fields.put(EventsTable.AMOUNT, new BigDecimal("12.3000"));
        fields.put(EventsTable.CURRENCY, "EUR");
        fields.put(EventsTable.PROPERTIES, Map.of("order_id", "o1"));
        fields.put(EventsTable.CONTEXT, Map.of("ip", "198.18.0.1"));
        fields.put(EventsTable.CLOCK_SUSPECT, false);
        fields.put(EventsTable.BATCH_ID, "batch-1");
        return fields;
    }

    /** Of each field of an event one that a store might have instead: another value, or none where there may be none. */
    static Stream<Map.Entry<String, Object>> wrong() {
        List<Map.Entry<String, Object>> wrong = new ArrayList<>(List.of(
                Map.entry(EventsTable.EVENT_ID, "e2"),
                Map.entry(EventsTable.KIND, "page"),
                Map.entry(EventsTable.NAME, "Order Refunded"),
                Map.entry(EventsTable.CUSTOMER_KEY, "user:u2"),
                Map.entry(EventsTable.USER_ID, "u2"),
                Map.entry(EventsTable.ANONYMOUS_ID, "a2"),
                Map.entry(EventsTable.EVENT_TIME, TIME.plusNanos(1_000)),
                Map.entry(EventsTable.RECEIVED_AT, TIME.plusSeconds(6)),
                Map.entry(EventsTable.SOURCE, "letters"),
                Map.entry(EventsTable.CHANNEL, "mobile"),
                Map.entry(EventsTable.CAMPAIGN_ID, "autumn"),
                Map.entry(EventsTable.AMOUNT, new BigDecimal("12.3001")),
                Map.entry(EventsTable.CURRENCY, "GBP"),
                Map.entry(EventsTable.PROPERTIES, Map.of("order_id", "o2")),
                Map.entry(EventsTable.PROPERTIES, Map.of()),
                Map.entry(EventsTable.CONTEXT, Map.of("ip", "198.18.0.2")),
                Map.entry(EventsTable.CONTEXT, Map.of("ip", "198.18.0.1", "locale", "en")),
                Map.entry(EventsTable.CLOCK_SUSPECT, true),
                // Of another source, and of no commit at all.
                Map.entry(EventsTable.BATCH_ID, "batch-2"),
                Map.entry(EventsTable.BATCH_ID, "batch-3")));
        for (String optional : List.of(
                EventsTable.NAME,
                EventsTable.USER_ID,
                EventsTable.ANONYMOUS_ID,
                EventsTable.RECEIVED_AT,
                EventsTable.CHANNEL,
                EventsTable.CAMPAIGN_ID,
                EventsTable.AMOUNT,
                EventsTable.CURRENCY)) {
            wrong.add(new java.util.AbstractMap.SimpleEntry<>(optional, null));
        }
        return wrong.stream();
    }

    @Test
    void agreesWithAnEventThatIsAsItsSourceHasIt() {
        assertThat(compare(inLake(FIELDS)).agrees()).isTrue();
        assertThat(compare(inTimeline(FIELDS)).agrees()).isTrue();
    }

    @Test
    void eachFieldOfAnEventIsTried() {
        List<String> columns = new ArrayList<>(EventsTable.TABLE.schema().columns().stream()
                .map(column -> column.name())
                .toList());
        columns.remove(EventsTable.INGESTED_AT);

        assertThat(wrong().map(Map.Entry::getKey).distinct()).containsExactlyInAnyOrderElementsOf(columns);
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void tellsAFieldThatIsWrong(Map.Entry<String, Object> wrong) {
        Map<String, Object> fields = new HashMap<>(FIELDS);
        fields.put(wrong.getKey(), wrong.getValue());

        for (StoredRecord found : List.of(inLake(fields), inTimeline(fields))) {
            Side side = compare(found);
            assertThat(side.agrees()).isFalse();
            assertThat(side.misfiled()).isOne();
            assertThat(side.lost()).isEqualTo(wrong.getKey().equals(EventsTable.EVENT_ID) ? 1 : 0);
        }
    }

    @Test
    void tellsAnEventThatIsLostOrThereTwice() {
        StoredRecord event = inLake(FIELDS);

        assertThat(compare().lost()).isOne();
        assertThat(compare(event, event).duplicated()).isOne();
        assertThat(compare(event, event).agrees()).isFalse();
    }

    @Test
    void tellsACellUnderTheKeyOfAnother() {
        TimelineCell cell = cell(FIELDS);
        byte[] key = cell.rowKey().clone();
        // Its hash is that of another customer.
        key[0] ^= 1;

        StoredRecord found = StoredEvent.inTimeline(new TimelineCell(key, cell.timestamp(), cell.value()), BATCHES);

        assertThat(compare(found).misfiled()).isOne();
    }

    @Test
    void tellsATraitAConsentAndAScoreThatAProfileShouldNotHave() {
        Said gold = new Said("user:u1", Said.TRAIT, "tier", "gold", TIME, "e1", "shop");
        Said no = new Said("user:u1", Said.CONSENT, "email", "denied", TIME, "e2", "shop");
        Map<String, String> expected = Map.of(
                gold.stored().key(),
                gold.stored().text(),
                no.stored().key(),
                no.stored().text());
        Statement tier = new Statement(Topic.TRAIT, "tier", "gold", TIME, "e1", "shop");
        Statement denied = new Statement(Topic.CONSENT, "email", "denied", TIME, "e2", "shop");

        assertThat(profiles(expected, List.of(tier), List.of(denied)).agrees()).isTrue();
        assertThat(profiles(expected, List.of(), List.of(denied)).lost()).isOne();
        for (Statement wrong : List.of(
                new Statement(Topic.TRAIT, "tier", "silver", TIME, "e1", "shop"),
                new Statement(Topic.TRAIT, "tier", "gold", TIME.plusMillis(1), "e1", "shop"),
                new Statement(Topic.TRAIT, "tier", "gold", TIME, "e3", "shop"),
                new Statement(Topic.TRAIT, "tier", "gold", TIME, "e1", "letters"),
                new Statement(Topic.TRAIT, "rank", "gold", TIME, "e1", "shop"))) {
            assertThat(profiles(expected, List.of(wrong), List.of(denied)).misfiled())
                    .as("%s", wrong)
                    .isOne();
        }
    }

    @Test
    void theLatestWordHoldsAndOfTheSameMomentTheOneOfTheGreaterId() {
        Said first = new Said("user:u1", Said.TRAIT, "tier", "gold", TIME, "e1", "shop");
        Said later = new Said("user:u1", Said.TRAIT, "tier", "basic", TIME.plusMillis(1), "e0", "shop");
        Said greater = new Said("user:u1", Said.TRAIT, "tier", "silver", TIME, "e2", "shop");

        assertThat(Said.later(first, later)).isEqualTo(later).isEqualTo(Said.later(later, first));
        assertThat(Said.later(first, greater)).isEqualTo(greater).isEqualTo(Said.later(greater, first));
    }

    private static Side profiles(Map<String, String> expected, List<Statement> traits, List<Statement> consents) {
        TreeMap<String, Statement> byTrait = new TreeMap<>();
        traits.forEach(trait -> byTrait.put(trait.name(), trait));
        TreeMap<String, Statement> byPurpose = new TreeMap<>();
        consents.forEach(consent -> byPurpose.put(consent.name(), consent));
        List<StoredRecord> found = new ArrayList<>();
        StoredProfiles.of(new Profile(new CustomerKey("user:u1"), byTrait, new TreeMap<>(), byPurpose), found);
        return Side.compare("profiles", expected, found);
    }

    private static Side compare(StoredRecord... found) {
        return Side.compare("store", Map.of("e1", TEXT.text()), Arrays.asList(found));
    }

    private static StoredRecord inLake(Map<String, Object> fields) {
        Record row = GenericRecord.create(EventsTable.TABLE.schema());
        fields.forEach((name, value) ->
                row.setField(name, value instanceof Instant moment ? moment.atOffset(ZoneOffset.UTC) : value));
        return StoredEvent.inLake(row, BATCHES);
    }

    private static StoredRecord inTimeline(Map<String, Object> fields) {
        return StoredEvent.inTimeline(cell(fields), BATCHES);
    }

    @SuppressWarnings("unchecked")
    private static TimelineCell cell(Map<String, Object> fields) {
        Event event = new Event(
                (String) fields.get(EventsTable.EVENT_ID),
                EventKind.parse((String) fields.get(EventsTable.KIND)).orElseThrow(),
                (String) fields.get(EventsTable.NAME),
                new CustomerKey((String) fields.get(EventsTable.CUSTOMER_KEY)),
                (String) fields.get(EventsTable.USER_ID),
                (String) fields.get(EventsTable.ANONYMOUS_ID),
                (Instant) fields.get(EventsTable.EVENT_TIME),
                (Instant) fields.get(EventsTable.RECEIVED_AT),
                (String) fields.get(EventsTable.SOURCE),
                (String) fields.get(EventsTable.CHANNEL),
                (String) fields.get(EventsTable.CAMPAIGN_ID),
                (BigDecimal) fields.get(EventsTable.AMOUNT),
                (String) fields.get(EventsTable.CURRENCY),
                (Map<String, String>) fields.get(EventsTable.PROPERTIES),
                (Map<String, String>) fields.get(EventsTable.CONTEXT),
                (Boolean) fields.get(EventsTable.CLOCK_SUSPECT),
                (String) fields.get(EventsTable.BATCH_ID));
        long micros = event.eventTime().getEpochSecond() * 1_000_000
                + event.eventTime().getNano() / 1_000;
        return new TimelineCell(EventCells.rowKey(event), EventCells.timestamp(micros), EventCells.encode(event));
    }
}
