package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventId;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class StoredDuplicatesTest {
    private final SmallBatch batch;

    StoredDuplicatesTest(SparkSession spark) {
        batch = new SmallBatch(spark);
    }

    @Test
    void knowsAStoredEventAgain() {
        batch.event("m-1", "bought");
        batch.event("m-2", "bought");

        assertThat(batch.decisions(batch.stored("m-1", batch.fingerprint(0)))).containsExactly("0 duplicate m-1");
    }

    @Test
    void keepsContentUnlikeTheStoredUnderAnIdOfItsOwn() {
        batch.event("m-1", "bought");
        batch.event("m-1", "returned");
        Dataset<Row> stored = batch.stored("m-1", batch.fingerprint(1));

        // The stored event owns the id, though the other comes first in this batch.
        assertThat(batch.decisions(stored))
                .containsExactlyInAnyOrder("0 conflict " + batch.conflictId("m-1", 0), "1 duplicate m-1");
        assertThat(batch.kept(stored)).containsExactly(batch.conflictId("m-1", 0) + " bought {original_event_id=m-1}");
    }

    @Test
    void knowsAStoredConflictAgain() {
        batch.event("m-1", "bought");
        batch.event("m-1", "returned");
        Dataset<Row> stored = batch.stored("m-1", batch.fingerprint(0))
                .union(batch.stored(batch.conflictId("m-1", 1), batch.fingerprint(1)));

        assertThat(batch.decisions(stored))
                .containsExactlyInAnyOrder("0 duplicate m-1", "1 conflict duplicate " + batch.conflictId("m-1", 1));
        assertThat(batch.kept(stored)).isEmpty();
    }

    @Test
    void knowsEveryStoredEventOfAnIdAgain() {
        batch.event("m-1", "bought");
        batch.event("m-1", "returned");
        batch.event("m-1", "other");
        Dataset<Row> stored =
                batch.stored("m-1", batch.fingerprint(0)).union(batch.stored("m-1", batch.fingerprint(1)));

        assertThat(batch.decisions(stored))
                .containsExactlyInAnyOrder(
                        "0 duplicate m-1", "1 duplicate m-1", "2 conflict " + batch.conflictId("m-1", 2));
    }

    @Test
    void knowsAConflictAgainThatWasStoredWithoutMicroseconds() throws Exception {
        batch.event("m-1", "bought");
        batch.event("m-1", "bought");
        batch.firstAgain(EventsTable.EVENT_TIME, Timestamp.from(Instant.parse("2026-01-31T13:00:00.000100Z")));
        // {"kind":"track","name":"bought", …}: what was digested before times were compared to the microsecond.
        byte[] earlier = sha256("{\"kind\":\"track\",\"name\":\"bought\",\"customer_key\":\"shop:ann\","
                + "\"time\":\"2026-01-31T13:00:00.000Z\",\"properties\":[]}");
        Dataset<Row> stored = batch.stored("m-1", batch.fingerprint(0))
                .union(batch.stored(EventId.ofConflict(SmallBatch.SOURCE, "m-1", earlier), batch.fingerprint(2)));

        assertThat(batch.decisions(stored))
                .containsExactlyInAnyOrder(
                        "0 duplicate m-1", "1 duplicate m-1", "2 conflict duplicate " + batch.conflictId("m-1", 2));
    }

    /** By the rule of before, the third has the id that the second is stored under. */
    @Test
    void keepsAnEventThatOnlyTheEarlierRuleTakesForAStoredOne() {
        batch.event("m-1", "bought");
        batch.firstAgain(EventsTable.EVENT_TIME, Timestamp.from(Instant.parse("2026-01-31T13:00:00Z")));
        batch.firstAgain(EventsTable.EVENT_TIME, Timestamp.from(Instant.parse("2026-01-31T13:00:00.000100Z")));
        Dataset<Row> stored = batch.stored("m-1", batch.fingerprint(0))
                .union(batch.stored(batch.conflictId("m-1", 1), batch.fingerprint(1)));

        assertThat(batch.decisions(stored))
                .containsExactlyInAnyOrder(
                        "0 duplicate m-1",
                        "1 conflict duplicate " + batch.conflictId("m-1", 1),
                        "2 conflict " + batch.conflictId("m-1", 2));
    }

    @Test
    void addsOnlyTheEqualRecordsThatAreNotStoredYet() {
        batch.byContent("line");
        batch.byContent("line");
        batch.byContent("line");
        Dataset<Row> stored = batch.stored(SmallBatch.contentId("line", 0), new byte[32])
                .union(batch.stored(SmallBatch.contentId("line", 1), new byte[32]));

        assertThat(batch.decisions(stored))
                .containsExactlyInAnyOrder(
                        "0 duplicate " + SmallBatch.contentId("line", 0),
                        "1 duplicate " + SmallBatch.contentId("line", 1),
                        "2 " + SmallBatch.contentId("line", 2));
    }

    @Test
    void theFingerprintOfAWholeMillisecondIsWhatItWas() throws Exception {
        batch.event("m-1", "bought");

        assertThat(batch.fingerprint(0))
                .isEqualTo(sha256("{\"kind\":\"track\",\"name\":\"bought\",\"customer_key\":\"shop:ann\","
                        + "\"time\":\"2026-01-31T12:00:00.000Z\",\"properties\":[]}"));
    }

    private static byte[] sha256(String text) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anEmptyBatchHasNoDecisions() {
        assertThat(batch.decisions(batch.stored("m-1", null))).isEmpty();
        assertThat(batch.kept(batch.nothing())).isEmpty();
    }
}
