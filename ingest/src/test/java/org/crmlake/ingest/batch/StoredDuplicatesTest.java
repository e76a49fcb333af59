package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
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
    void anEmptyBatchHasNoDecisions() {
        assertThat(batch.decisions(batch.stored("m-1", null))).isEmpty();
        assertThat(batch.kept(batch.nothing())).isEmpty();
    }
}
