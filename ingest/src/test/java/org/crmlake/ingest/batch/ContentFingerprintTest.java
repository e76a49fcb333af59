package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.EventsTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class ContentFingerprintTest {
    private final SmallBatch batch;

    ContentFingerprintTest(SparkSession spark) {
        batch = new SmallBatch(spark);
    }

    @Test
    void aSecondAttemptReceivedLaterIsADuplicate() {
        batch.candidate("m-1", "bought", "2026-01-31T12:00:00Z", Map.of("ip", "1.2.3.4"));
        batch.candidate("m-1", "bought", "2026-01-31T12:00:07Z", Map.of("ip", "5.6.7.8"));

        assertThat(batch.decisions(batch.nothing())).containsExactly("1 duplicate m-1");
    }

    @Test
    void withoutAReceiptTheTimeIsContent() {
        batch.event("m-1", "bought");
        batch.firstAgain(EventsTable.EVENT_TIME, Timestamp.from(Instant.EPOCH));

        assertThat(batch.decisions(batch.nothing())).containsExactly("1 conflict " + batch.conflictId("m-1", 1));
    }

    @Test
    void aTimeIsContentToTheMicrosecond() {
        batch.event("m-1", "bought");
        batch.firstAgain(EventsTable.EVENT_TIME, Timestamp.from(Instant.parse("2026-01-31T12:00:00.000100Z")));
        batch.firstAgain(EventsTable.EVENT_TIME, Timestamp.from(Instant.parse("2026-01-31T12:00:00.000200Z")));

        assertThat(batch.decisions(batch.nothing()))
                .containsExactlyInAnyOrder(
                        "1 conflict " + batch.conflictId("m-1", 1), "2 conflict " + batch.conflictId("m-1", 2));
        assertThat(batch.kept(batch.nothing())).hasSize(3);
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
        batch.event("m-1", "bought");
        changes.forEach(batch::firstAgain);

        assertThat(batch.decisions(batch.nothing()))
                .hasSize(changes.size())
                .allMatch(decision -> decision.contains(" conflict ") && !decision.contains("duplicate"));
    }

    @Test
    void surroundingsAndTransportAreNoContent() {
        batch.event("m-1", "bought");
        batch.firstAgain(EventsTable.CONTEXT, Map.of("ip", "1.2.3.4"));
        batch.firstAgain(EventsTable.CHANNEL, "web");

        assertThat(batch.decisions(batch.nothing())).containsExactlyInAnyOrder("1 duplicate m-1", "2 duplicate m-1");
    }
}
