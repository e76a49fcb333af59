package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.ContentId;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventId;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class DuplicatesTransformTest {
    private static final String SOURCE = "shop";
    private static final StructType STORED = new StructType()
            .add(DuplicatesTransform.STORED_ID, DataTypes.StringType)
            .add(DuplicatesTransform.STORED_FINGERPRINT, DataTypes.BinaryType);

    private final SparkSession spark;
    private final List<Row> candidates = new ArrayList<>();

    DuplicatesTransformTest(SparkSession spark) {
        // A session of its own: to compile code for four rows takes longer than to run without.
        this.spark = spark.newSession();
        this.spark.conf().set("spark.sql.codegen.wholeStage", false);
        this.spark.conf().set("spark.sql.adaptive.enabled", false);
    }

    @Test
    void decidesNothingWhereEveryIdIsNew() {
        event("m-1", "bought");
        event("m-2", "bought");
        rejected("x");
        filtered();

        assertThat(decisions(nothing())).isEmpty();
        assertThat(kept(nothing())).containsExactly("m-1 bought", "m-2 bought");
    }

    @Test
    void keepsTheFirstOfEventsWithTheSameIdAndContent() {
        event("m-1", "bought");
        event("m-2", "looked");
        event("m-1", "bought");
        event("m-1", "bought");

        assertThat(decisions(nothing())).containsExactlyInAnyOrder("2 duplicate m-1", "3 duplicate m-1");
        assertThat(kept(nothing())).containsExactly("m-1 bought", "m-2 looked");
    }

    @Test
    void keepsOtherContentUnderAnIdOfItsOwnThatRemembersTheTakenOne() {
        event("m-1", "bought");
        event("m-1", "returned");
        event("m-1", "returned");
        event("m-1", "bought");

        String renamed = conflictId("m-1", 1);
        assertThat(decisions(nothing()))
                .containsExactlyInAnyOrder(
                        "1 conflict " + renamed, "2 conflict duplicate " + renamed, "3 duplicate m-1");
        assertThat(kept(nothing()))
                .containsExactlyInAnyOrder("m-1 bought", renamed + " returned {original_event_id=m-1}");
    }

    @Test
    void givesTheRenamedEventTheRowKeyOfItsNewId() {
        event("m-1", "bought");
        event("m-1", "returned");

        for (Row row : renamed(nothing()).collectAsList()) {
            assertThat(row.<byte[]>getAs(Candidates.ROW_KEY))
                    .isEqualTo(TimelineRowKey.of(
                            "shop:ann", micros("2026-01-31T12:00:00Z"), row.<String>getAs(EventsTable.EVENT_ID)));
        }
    }

    @Test
    void overwritesAnOriginalIdThatTheSourceClaims() {
        event("m-1", "bought");
        candidate("m-1", "returned", null, Map.of(JudgedTransform.ORIGINAL_EVENT_ID, "forged", "ip", "1.2.3.4"));

        assertThat(kept(nothing())).contains(conflictId("m-1", 1) + " returned {ip=1.2.3.4, original_event_id=m-1}");
    }

    @Test
    void theFirstByPositionKeepsAnIdWhateverTheOrderOfTheRows() {
        event("m-1", "bought");
        event("m-1", "returned");
        java.util.Collections.reverse(candidates);

        assertThat(kept(nothing())).contains("m-1 bought");
    }

    @Test
    void countsEqualRecordsWithoutIdsThrough() {
        byContent("line");
        byContent("line");
        byContent("other");
        byContent("line");

        assertThat(decisions(nothing()))
                .containsExactlyInAnyOrder("1 " + contentId("line", 1), "3 " + contentId("line", 2));
        assertThat(kept(nothing())).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void countsRejectionsAsEventsWithoutIds() {
        rejected("bad");
        rejected("bad");
        byContent("bad");

        String second = ContentId.of(Candidates.REJECTED, SOURCE, content("bad"), 1);
        assertThat(decisions(nothing())).containsExactly("1 rejected " + second);
        assertThat(decisions(stored(ContentId.of(Candidates.REJECTED, SOURCE, content("bad"), 0), null)))
                .containsExactlyInAnyOrder(
                        "0 rejected duplicate " + ContentId.of(Candidates.REJECTED, SOURCE, content("bad"), 0),
                        "1 rejected " + second);
    }

    @Test
    void knowsAStoredEventAgain() {
        event("m-1", "bought");
        event("m-2", "bought");

        assertThat(decisions(stored("m-1", fingerprint(0)))).containsExactly("0 duplicate m-1");
    }

    @Test
    void keepsContentUnlikeTheStoredUnderAnIdOfItsOwn() {
        event("m-1", "bought");
        event("m-1", "returned");
        Dataset<Row> stored = stored("m-1", fingerprint(1));

        // The stored event owns the id, though the other comes first in this batch.
        assertThat(decisions(stored))
                .containsExactlyInAnyOrder("0 conflict " + conflictId("m-1", 0), "1 duplicate m-1");
        assertThat(kept(stored)).containsExactly(conflictId("m-1", 0) + " bought {original_event_id=m-1}");
    }

    @Test
    void knowsAStoredConflictAgain() {
        event("m-1", "bought");
        event("m-1", "returned");
        Dataset<Row> stored = stored("m-1", fingerprint(0)).union(stored(conflictId("m-1", 1), fingerprint(1)));

        assertThat(decisions(stored))
                .containsExactlyInAnyOrder("0 duplicate m-1", "1 conflict duplicate " + conflictId("m-1", 1));
        assertThat(kept(stored)).isEmpty();
    }

    @Test
    void addsOnlyTheEqualRecordsThatAreNotStoredYet() {
        byContent("line");
        byContent("line");
        byContent("line");
        Dataset<Row> stored =
                stored(contentId("line", 0), new byte[32]).union(stored(contentId("line", 1), new byte[32]));

        assertThat(decisions(stored))
                .containsExactlyInAnyOrder(
                        "0 duplicate " + contentId("line", 0),
                        "1 duplicate " + contentId("line", 1),
                        "2 " + contentId("line", 2));
    }

    @Test
    void aSecondAttemptReceivedLaterIsADuplicate() {
        candidate("m-1", "bought", "2026-01-31T12:00:00Z", Map.of("ip", "1.2.3.4"));
        candidate("m-1", "bought", "2026-01-31T12:00:07Z", Map.of("ip", "5.6.7.8"));

        assertThat(decisions(nothing())).containsExactly("1 duplicate m-1");
    }

    @Test
    void withoutAReceiptTheTimeIsContent() {
        event("m-1", "bought");
        candidates.add(changed(candidates.get(0), 1, EventsTable.EVENT_TIME, Timestamp.from(Instant.EPOCH)));

        assertThat(decisions(nothing())).containsExactly("1 conflict " + conflictId("m-1", 1));
    }

    @Test
    void everythingThatAnEventSaysIsContent() {
        Map<String, Object> changes = Map.of(
                EventsTable.KIND, "page",
                EventsTable.NAME, "other",
                EventsTable.CUSTOMER_KEY, "shop:bob",
                EventsTable.USER_ID, "u",
                EventsTable.ANONYMOUS_ID, "u",
                EventsTable.CAMPAIGN_ID, "u",
                EventsTable.AMOUNT, new BigDecimal("1.0000"),
                EventsTable.CURRENCY, "EUR",
                EventsTable.PROPERTIES, Map.of("a", "b"));
        event("m-1", "bought");
        changes.forEach(
                (column, value) -> candidates.add(changed(candidates.get(0), candidates.size(), column, value)));

        assertThat(decisions(nothing()))
                .hasSize(changes.size())
                .allMatch(decision -> decision.contains(" conflict ") && !decision.contains("duplicate"));
    }

    @Test
    void surroundingsAndTransportAreNoContent() {
        event("m-1", "bought");
        candidates.add(changed(candidates.get(0), 1, EventsTable.CONTEXT, Map.of("ip", "1.2.3.4")));
        candidates.add(changed(candidates.get(0), 2, EventsTable.CHANNEL, "web"));

        assertThat(decisions(nothing())).containsExactlyInAnyOrder("1 duplicate m-1", "2 duplicate m-1");
    }

    @Test
    void anEmptyBatchHasNoDecisions() {
        assertThat(decisions(stored("m-1", null))).isEmpty();
        assertThat(kept(nothing())).isEmpty();
    }

    private List<String> decisions(Dataset<Row> stored) {
        return decided(stored).collectAsList().stream()
                .map(row -> row.getAs(Candidates.POSITION)
                        + (row.<Integer>getAs(DuplicatesTransform.DECIDED_OUTCOME) == Candidates.REJECTED
                                ? " rejected"
                                : "")
                        + (row.<Boolean>getAs(DuplicatesTransform.CONFLICT) ? " conflict" : "")
                        + (row.<Boolean>getAs(DuplicatesTransform.DUPLICATE) ? " duplicate " : " ")
                        + row.getAs(DuplicatesTransform.NEW_ID))
                .toList();
    }

    /** The events as they would be stored: id, name and, unless empty, the context. */
    private List<String> kept(Dataset<Row> stored) {
        return renamed(stored).orderBy(Candidates.POSITION).collectAsList().stream()
                .map(row -> {
                    Map<String, String> context = new java.util.TreeMap<>(row.getJavaMap(row.fieldIndex("context")));
                    return row.getAs(EventsTable.EVENT_ID) + " " + row.getAs(EventsTable.NAME)
                            + (context.isEmpty() ? "" : " " + context);
                })
                .toList();
    }

    private Dataset<Row> renamed(Dataset<Row> stored) {
        return JudgedTransform.renamed(JudgedTransform.kept(dataset(), Candidates.EVENT, decided(stored)));
    }

    private Dataset<Row> decided(Dataset<Row> stored) {
        Dataset<Row> all = dataset();
        Dataset<Row> index = CandidateIndex.columns(all);
        Dataset<Row> suspects = DuplicatesTransform.repeated(index).unionAll(DuplicatesTransform.known(index, stored));
        return DuplicatesTransform.decisions(all, suspects, stored, SOURCE);
    }

    private Dataset<Row> dataset() {
        return spark.createDataFrame(candidates, Candidates.SCHEMA);
    }

    private Dataset<Row> nothing() {
        return spark.createDataFrame(List.of(), STORED);
    }

    private Dataset<Row> stored(String id, byte[] fingerprint) {
        return spark.createDataFrame(List.of(RowFactory.create(id, fingerprint)), STORED);
    }

    private String conflictId(String taken, int position) {
        return EventId.ofConflict(SOURCE, taken, fingerprint(position));
    }

    private byte[] fingerprint(int position) {
        return (byte[]) dataset()
                .where(col(Candidates.POSITION).equalTo(lit(position)))
                .select(DuplicatesTransform.contentFingerprint())
                .first()
                .get(0);
    }

    private static byte[] content(String line) {
        byte[] content = new byte[16];
        System.arraycopy(line.getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, content, 0, line.length());
        return content;
    }

    private static String contentId(String line, int ordinal) {
        return ContentId.of(Candidates.EVENT, SOURCE, content(line), ordinal);
    }

    private void event(String id, String name) {
        candidate(id, name, null, Map.of());
    }

    private void byContent(String line) {
        event(contentId(line, 0), line);
        candidates.set(
                candidates.size() - 1,
                changed(
                        candidates.get(candidates.size() - 1),
                        candidates.size() - 1,
                        Candidates.CONTENT,
                        content(line)));
    }

    private void candidate(String id, String name, String receivedAt, Map<String, String> context) {
        Instant time = Instant.parse(receivedAt == null ? "2026-01-31T12:00:00Z" : receivedAt);
        Object[] row = head(Candidates.EVENT);
        row[index(Candidates.ROW_KEY)] = TimelineRowKey.of("shop:ann", time.getEpochSecond() * 1_000_000, id);
        row[index(EventsTable.EVENT_ID)] = id;
        row[index(EventsTable.KIND)] = "track";
        row[index(EventsTable.NAME)] = name;
        row[index(EventsTable.CUSTOMER_KEY)] = "shop:ann";
        row[index(EventsTable.EVENT_TIME)] = Timestamp.from(time);
        row[index(EventsTable.RECEIVED_AT)] = receivedAt == null ? null : Timestamp.from(time);
        row[index(EventsTable.SOURCE)] = SOURCE;
        row[index(EventsTable.PROPERTIES)] = Map.of();
        row[index(EventsTable.CONTEXT)] = context;
        row[index(EventsTable.CLOCK_SUSPECT)] = false;
        candidates.add(RowFactory.create(row));
    }

    private void rejected(String line) {
        Object[] row = head(Candidates.REJECTED);
        row[index(Candidates.CONTENT)] = content(line);
        row[index(EventsTable.EVENT_ID)] = ContentId.of(Candidates.REJECTED, SOURCE, content(line), 0);
        candidates.add(RowFactory.create(row));
    }

    private void filtered() {
        candidates.add(RowFactory.create(head(Candidates.FILTERED)));
    }

    private Object[] head(int outcome) {
        Object[] row = new Object[Candidates.SCHEMA.size()];
        row[index(Candidates.OUTCOME)] = outcome;
        row[index(Candidates.REGION)] = 0;
        row[index(Candidates.FILE)] = 0;
        row[index(Candidates.POSITION)] = (long) candidates.size();
        row[index(Candidates.PART)] = 0;
        return row;
    }

    private static Row changed(Row row, long position, String column, Object value) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        values[index(Candidates.POSITION)] = position;
        values[index(column)] = value;
        return RowFactory.create(values);
    }

    private static int index(String column) {
        return Candidates.SCHEMA.fieldIndex(column);
    }

    private static long micros(String time) {
        return Instant.parse(time).getEpochSecond() * 1_000_000;
    }
}
