package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.XxHash64Function;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.ContentId;
import org.crmlake.ingest.decode.PlaceId;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which candidates a dead letter stands for, under which ids, and what becomes of it. */
@ExtendWith(SharedSpark.class)
class ReplayTransformTest {
    private static final String SOURCE = "shop";
    private static final String FILE = "file:/in/day.csv";
    private static final String TOPIC = "kafka:orders/0";
    private static final Instant NOW = Instant.parse("2026-02-04T00:00:00Z");
    private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

    private final SparkSession spark;
    private final List<Row> letters = new ArrayList<>();
    private final List<Row> decoded = new ArrayList<>();

    ReplayTransformTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void theSecondOfTwoEqualRecordsKeepsItsOwnIdWhenItIsReplayedAlone() {
        letter("map", FILE, 10, 0, "line", contentId(Candidates.REJECTED, "line", 0, 1));
        event(0, null, "line");

        Row candidate = candidates().collectAsList().get(0);

        String id = contentId(Candidates.EVENT, "line", 0, 1);
        assertThat(candidate.<String>getAs(EventsTable.EVENT_ID)).isEqualTo(id);
        assertThat(candidate.<byte[]>getAs(Candidates.ROW_KEY))
                .isEqualTo(TimelineRowKey.of("shop:ann", TIME.getEpochSecond() * 1_000_000, id));
    }

    @Test
    void equalLettersHaveTheirOrdinalsHoweverManyTheyAre() {
        int many = 20_000;
        for (int ordinal = many - 1; ordinal >= 0; ordinal--) {
            letter("map", FILE, ordinal, 0, "line", contentId(Candidates.REJECTED, "line", 0, ordinal));
        }
        Dataset<Row> all = lettersTable();

        assertThat(ReplayTransform.letters(all, all)
                        .where(col(ReplayTransform.ORDINAL).equalTo(col(DeadLettersTable.POSITION)))
                        .count())
                .isEqualTo(many);
        Dataset<Row> one = all.where(col(DeadLettersTable.POSITION).equalTo(many - 1));
        assertThat(ReplayTransform.letters(one, all)
                        .select(ReplayTransform.ORDINAL)
                        .first()
                        .getInt(0))
                .isEqualTo(many - 1);
    }

    @Test
    void anEventWithAnIdOfItsSourceKeepsIt() {
        letter("map", FILE, 10, 0, "line", contentId(Candidates.REJECTED, "line", 0, 0));
        event(0, "m-1", "line");

        assertThat(outcomes()).containsExactly("0 event m-1");
    }

    @Test
    void aRecordOfATopicIsIdentifiedByItsPlace() {
        letter("map", TOPIC, 42, 0, "line", PlaceId.of(Candidates.REJECTED, SOURCE, TOPIC, 42, 0));
        event(0, null, "line");

        assertThat(outcomes()).containsExactly("0 event " + PlaceId.of(Candidates.EVENT, SOURCE, TOPIC, 42, 0));
        assertThat(candidates().collectAsList().get(0).<byte[]>getAs(Candidates.CONTENT))
                .isNull();
    }

    @Test
    void ofALetterThatIsOneEventOfItsRowOnlyThatOneCounts() {
        letter("map", FILE, 10, 1, "line", contentId(Candidates.REJECTED, "line", 1, 0));
        event(0, "m-1", "line");
        event(1, "m-2", "line");

        assertThat(outcomes()).containsExactly("1 event m-2");
    }

    @Test
    void aLetterWhoseEventTheMappingLeavesOutNowIsFiltered() {
        letter("map", FILE, 10, 1, "line", contentId(Candidates.REJECTED, "line", 1, 0));
        event(0, "m-1", "line");

        assertThat(outcomes()).containsExactly("1 filtered null");
    }

    @Test
    void oneEventOfARowStaysWhatItIsIfTheRowFailsAsAWhole() {
        String fingerprint = contentId(Candidates.REJECTED, "line", 1, 0);
        letter("map", FILE, 10, 1, "line", fingerprint);
        rejected(0, "filter", "filter: no", "line");

        assertThat(outcomes()).containsExactly("1 rejected " + fingerprint);
        assertThat(merged()).containsExactly("1 filter open 2 " + fingerprint + " was 1");
    }

    @Test
    void aRowThatFailedAsAWholeIsReplayedAsAWhole() {
        String whole = contentId(Candidates.REJECTED, "line", 0, 0);
        String second = contentId(Candidates.REJECTED, "line", 1, 0);
        letter("decode", FILE, 10, 0, "line", whole);
        event(0, "m-1", "line");
        rejected(1, "validate", "customer_key is missing", "line");

        assertThat(outcomes()).containsExactly("0 event m-1", "1 rejected " + second);
        assertThat(merged())
                .containsExactlyInAnyOrder(
                        "0 decode replaying 1 " + whole + " was 1", "1 validate open 2 " + second + " was 0");
    }

    @Test
    void whatIsTurnedDownAgainHasTheNewReasonAndOneMoreAttempt() {
        String fingerprint = contentId(Candidates.REJECTED, "line", 0, 0);
        letter("decode", FILE, 10, 0, "line", fingerprint);
        rejected(0, "validate", "kind is missing", "line");

        Row row = rows().get(0);

        assertThat(merged()).containsExactly("0 validate open 2 " + fingerprint + " was 1");
        assertThat(row.<String>getAs(DeadLettersTable.REASON)).isEqualTo("kind is missing");
        assertThat(row.<String>getAs(DeadLettersTable.RULES)).isEqualTo("new rules");
        assertThat(row.<String>getAs(DeadLettersTable.ORIGIN)).isEqualTo(FILE);
        assertThat(row.<Long>getAs(DeadLettersTable.POSITION)).isEqualTo(10);
        assertThat(row.<Timestamp>getAs(DeadLettersTable.CHANGED_AT).toInstant())
                .isEqualTo(NOW);
        assertThat(row.<String>getAs(DeadLettersTable.REPLAY_BATCH_ID)).isNull();
    }

    @Test
    void aLetterWhoseBytesWereChangedIsRefused() {
        letter("map", FILE, 10, 0, "line", "some other fingerprint");

        assertThatThrownBy(() ->
                        ReplayTransform.letters(lettersTable(), lettersTable()).collectAsList())
                .rootCause()
                .hasMessageStartingWith(
                        "Cannot replay dead letter some other fingerprint: its fingerprint is not that of"
                                + " its bytes");
    }

    private List<String> outcomes() {
        List<String> names = List.of("event", "rejected", "filtered");
        return candidates().orderBy(Candidates.PART).collectAsList().stream()
                .map(row -> row.getAs(Candidates.PART) + " " + names.get(row.<Integer>getAs(Candidates.OUTCOME)) + " "
                        + row.getAs(EventsTable.EVENT_ID))
                .toList();
    }

    private List<String> merged() {
        return rows().stream()
                .map(row -> row.getAs(DeadLettersTable.PART) + " " + row.getAs(DeadLettersTable.STAGE) + " "
                        + row.getAs(DeadLettersTable.STATE) + " " + row.getAs(DeadLettersTable.ATTEMPT) + " "
                        + row.getAs(DeadLettersTable.FINGERPRINT) + " was "
                        + row.getAs(ReplayTransform.ATTEMPT_BEFORE))
                .toList();
    }

    /** A record that ends like another's part has another digest now; its letter is known by the one it was stored with. */
    @Test
    void aLetterKeepsTheDigestThatItsFingerprintIsOf() {
        String line = "{}\u0001\0";
        byte[] earlier = ContentId.earlierDigest(bytes(line), 0);
        letter("map", "file:a", 0, 0, line, ContentId.of(Candidates.REJECTED, SOURCE, earlier, 0));
        event(0, null, line);

        assertThat(candidates().collectAsList())
                .extracting(row -> row.getAs(EventsTable.EVENT_ID))
                .containsExactly(ContentId.of(Candidates.EVENT, SOURCE, earlier, 0));
        letters.clear();
        letter("map", "file:a", 0, 0, line, contentId(Candidates.REJECTED, line, 0, 0));
        decoded.clear();
        event(0, null, line);
        assertThat(candidates().collectAsList())
                .extracting(row -> row.getAs(EventsTable.EVENT_ID))
                .containsExactly(contentId(Candidates.EVENT, line, 0, 0));
    }

    private List<Row> rows() {
        Dataset<Row> rejections = candidates().where("outcome = " + Candidates.REJECTED);
        return ReplayTransform.merged(
                        ReplayTransform.letters(lettersTable(), lettersTable()), rejections, "b1", "new rules", NOW)
                .collectAsList();
    }

    private Dataset<Row> candidates() {
        return ReplayTransform.candidates(
                spark.createDataFrame(decoded, Candidates.SCHEMA),
                ReplayTransform.letters(lettersTable(), lettersTable()),
                SOURCE);
    }

    private Dataset<Row> lettersTable() {
        return spark.createDataFrame(letters, SparkLake.columns(DeadLettersTable.TABLE));
    }

    private void letter(String stage, String origin, long position, int part, String line, String fingerprint) {
        letters.add(RowFactory.create(
                fingerprint,
                "b0",
                SOURCE,
                origin,
                position,
                part,
                stage,
                "old reason",
                bytes(line),
                1,
                "open",
                Timestamp.from(TIME),
                "old rules",
                null,
                null,
                null,
                null));
    }

    private void event(int part, String id, String line) {
        Object[] row = head(Candidates.EVENT, part);
        set(row, Candidates.CONTENT, id == null ? ContentId.digest(bytes(line), part) : null);
        set(row, EventsTable.EVENT_ID, id == null ? contentId(Candidates.EVENT, line, part, 0) : id);
        set(row, Candidates.ROW_KEY, new byte[] {1});
        set(row, EventsTable.KIND, "track");
        set(row, EventsTable.CUSTOMER_KEY, "shop:ann");
        set(row, EventsTable.EVENT_TIME, Timestamp.from(TIME));
        set(row, EventsTable.PROPERTIES, Map.of());
        set(row, EventsTable.CONTEXT, Map.of());
        decoded.add(RowFactory.create(row));
    }

    private void rejected(int part, String stage, String reason, String line) {
        Object[] row = head(Candidates.REJECTED, part);
        set(row, Candidates.STAGE, stage);
        set(row, Candidates.REASON, reason);
        set(row, Candidates.PAYLOAD, bytes(line));
        set(row, Candidates.CONTENT, ContentId.digest(bytes(line), part));
        set(row, EventsTable.EVENT_ID, contentId(Candidates.REJECTED, line, part, 0));
        decoded.add(RowFactory.create(row));
    }

    private Object[] head(int outcome, int part) {
        Object[] row = new Object[Candidates.SCHEMA.size()];
        set(row, Candidates.OUTCOME, outcome);
        set(row, Candidates.REGION, 0);
        set(row, Candidates.FILE, 0);
        set(row, Candidates.POSITION, numberOfTheLetter());
        set(row, Candidates.PART, part);
        return row;
    }

    private long numberOfTheLetter() {
        UTF8String fingerprint = UTF8String.fromString(letters.get(0).getString(0));
        return XxHash64Function.hash(fingerprint, DataTypes.StringType, 42L);
    }

    private static void set(Object[] row, String column, Object value) {
        row[Candidates.SCHEMA.fieldIndex(column)] = value;
    }

    private static String contentId(int outcome, String line, int part, int ordinal) {
        return ContentId.of(outcome, SOURCE, ContentId.digest(bytes(line), part), ordinal);
    }

    private static byte[] bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8);
    }
}
