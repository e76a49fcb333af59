package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.ContentId;
import org.crmlake.lake.EventsTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class DuplicatesTransformTest {
    private final SmallBatch batch;

    DuplicatesTransformTest(SparkSession spark) {
        batch = new SmallBatch(spark);
    }

    @Test
    void decidesNothingWhereEveryIdIsNew() {
        batch.event("m-1", "bought");
        batch.event("m-2", "bought");
        batch.rejected("x");
        batch.filtered();

        assertThat(batch.decisions(batch.nothing())).isEmpty();
        assertThat(batch.kept(batch.nothing())).containsExactly("m-1 bought", "m-2 bought");
    }

    @Test
    void keepsTheFirstOfEventsWithTheSameIdAndContent() {
        batch.event("m-1", "bought");
        batch.event("m-2", "looked");
        batch.event("m-1", "bought");
        batch.event("m-1", "bought");

        assertThat(batch.decisions(batch.nothing())).containsExactlyInAnyOrder("2 duplicate m-1", "3 duplicate m-1");
        assertThat(batch.kept(batch.nothing())).containsExactly("m-1 bought", "m-2 looked");
    }

    @Test
    void keepsOtherContentUnderAnIdOfItsOwnThatRemembersTheTakenOne() {
        batch.event("m-1", "bought");
        batch.event("m-1", "returned");
        batch.event("m-1", "returned");
        batch.event("m-1", "bought");

        String renamed = batch.conflictId("m-1", 1);
        assertThat(batch.decisions(batch.nothing()))
                .containsExactlyInAnyOrder(
                        "1 conflict " + renamed, "2 conflict duplicate " + renamed, "3 duplicate m-1");
        assertThat(batch.kept(batch.nothing()))
                .containsExactlyInAnyOrder("m-1 bought", renamed + " returned {original_event_id=m-1}");
    }

    @Test
    void givesTheRenamedEventTheRowKeyOfItsNewId() {
        batch.event("m-1", "bought");
        batch.event("m-1", "returned");

        for (Row row : batch.renamed(batch.nothing()).collectAsList()) {
            assertThat(row.<byte[]>getAs(Candidates.ROW_KEY))
                    .isEqualTo(TimelineRowKey.of(
                            "shop:ann", micros("2026-01-31T12:00:00Z"), row.<String>getAs(EventsTable.EVENT_ID)));
        }
    }

    @Test
    void overwritesAnOriginalIdThatTheSourceClaims() {
        batch.event("m-1", "bought");
        batch.candidate("m-1", "returned", null, Map.of(JudgedTransform.ORIGINAL_EVENT_ID, "forged", "ip", "1.2.3.4"));

        assertThat(batch.kept(batch.nothing()))
                .contains(batch.conflictId("m-1", 1) + " returned {ip=1.2.3.4, original_event_id=m-1}");
    }

    @Test
    void theFirstByPositionKeepsAnIdWhateverTheOrderOfTheRows() {
        batch.event("m-1", "bought");
        batch.event("m-1", "returned");
        batch.reverse();

        assertThat(batch.kept(batch.nothing())).contains("m-1 bought");
    }

    @Test
    void countsEqualRecordsWithoutIdsThrough() {
        batch.byContent("line");
        batch.byContent("line");
        batch.byContent("other");
        batch.byContent("line");

        assertThat(batch.decisions(batch.nothing()))
                .containsExactlyInAnyOrder(
                        "1 " + SmallBatch.contentId("line", 1), "3 " + SmallBatch.contentId("line", 2));
        assertThat(batch.kept(batch.nothing())).hasSize(4).doesNotHaveDuplicates();
    }

    @Test
    void countsRejectionsAsEventsWithoutIds() {
        batch.rejected("bad");
        batch.rejected("bad");
        batch.byContent("bad");

        String second = ContentId.of(Candidates.REJECTED, SmallBatch.SOURCE, SmallBatch.content("bad"), 1);
        assertThat(batch.decisions(batch.nothing())).containsExactly("1 rejected " + second);
        assertThat(batch.decisions(batch.stored(
                        ContentId.of(Candidates.REJECTED, SmallBatch.SOURCE, SmallBatch.content("bad"), 0), null)))
                .containsExactlyInAnyOrder(
                        "0 rejected duplicate "
                                + ContentId.of(Candidates.REJECTED, SmallBatch.SOURCE, SmallBatch.content("bad"), 0),
                        "1 rejected " + second);
    }

    private static long micros(String time) {
        return Instant.parse(time).getEpochSecond() * 1_000_000;
    }
}
