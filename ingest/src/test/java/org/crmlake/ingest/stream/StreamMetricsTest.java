package org.crmlake.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;

class StreamMetricsTest {
    private static final Pattern LINE =
            Pattern.compile("(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+\\{[a-z]+=\"[^\"]*\"(,[a-z]+=\"[^\"]*\")*} [0-9.]+)");

    private final HandClock clock = new HandClock(Instant.parse("2026-02-03T04:05:06Z"));
    private final StreamMetrics metrics = new StreamMetrics(new Tenant("acme"), "shop", clock);

    @Test
    void countsRecordsByOutcomeAndBatchesByDuration() {
        metrics.taken(batch(10, 5, 3, 1, 1, Duration.ofMillis(700)));
        metrics.taken(batch(4, 4, 0, 0, 0, Duration.ofSeconds(7)));
        metrics.passedOver(new CrmException(Kind.DATA, "Cannot read it."));

        assertThat(metrics.text().lines())
                .contains(
                        "crmlake_ingest_records_total{tenant=\"acme\",source=\"shop\",outcome=\"accepted\"} 9",
                        "crmlake_ingest_records_total{tenant=\"acme\",source=\"shop\",outcome=\"duplicate\"} 1",
                        "crmlake_ingest_records_total{tenant=\"acme\",source=\"shop\",outcome=\"filtered\"} 1",
                        "crmlake_ingest_records_total{tenant=\"acme\",source=\"shop\",outcome=\"rejected\"} 3",
                        "crmlake_ingest_unreadable_total{tenant=\"acme\",source=\"shop\"} 1",
                        "# TYPE crmlake_ingest_batch_seconds histogram",
                        "crmlake_ingest_batch_seconds_bucket{tenant=\"acme\",source=\"shop\",le=\"0.5\"} 0",
                        "crmlake_ingest_batch_seconds_bucket{tenant=\"acme\",source=\"shop\",le=\"1.0\"} 1",
                        "crmlake_ingest_batch_seconds_bucket{tenant=\"acme\",source=\"shop\",le=\"10.0\"} 2",
                        "crmlake_ingest_batch_seconds_bucket{tenant=\"acme\",source=\"shop\",le=\"+Inf\"} 2",
                        "crmlake_ingest_batch_seconds_sum{tenant=\"acme\",source=\"shop\"} 7.7",
                        "crmlake_ingest_batch_seconds_count{tenant=\"acme\",source=\"shop\"} 2",
                        "crmlake_ingest_last_commit_timestamp_seconds{tenant=\"acme\",source=\"shop\"} 1770091506");
    }

    @Test
    void isFreshAsOfTheLookAfterWhichNothingWaited() {
        metrics.looking();
        clock.now = clock.now.plusSeconds(2);
        metrics.behind(new TreeMap<>(Map.of("0", 0L, "1", 0L)));
        metrics.looking();
        metrics.behind(new TreeMap<>(Map.of("0", 7L, "1", 0L)));
        clock.now = clock.now.plusMillis(500);

        assertThat(metrics.text().lines())
                .contains(
                        "crmlake_ingest_lag{tenant=\"acme\",source=\"shop\",partition=\"0\"} 7",
                        "crmlake_ingest_lag{tenant=\"acme\",source=\"shop\",partition=\"1\"} 0",
                        "crmlake_ingest_complete_timestamp_seconds{tenant=\"acme\",source=\"shop\"} 1770091506",
                        "crmlake_ingest_freshness_seconds{tenant=\"acme\",source=\"shop\"} 2.5");
    }

    @Test
    void saysNothingOfWhatItDoesNotKnowYet() {
        assertThat(metrics.text())
                .doesNotContain("lag")
                .doesNotContain("freshness")
                .doesNotContain("last_commit");
    }

    @Test
    void everyLineIsOneThatPrometheusReads() {
        metrics.looking();
        metrics.taken(batch(1, 1, 0, 0, 0, Duration.ofDays(30)));
        metrics.behind(new TreeMap<>(Map.of("files", 0L)));

        assertThat(metrics.text()).endsWith("\n");
        assertThat(metrics.text().lines().filter(line -> !line.contains("+Inf")))
                .allMatch(LINE.asMatchPredicate());
    }

    private static BatchReport batch(
            long read, long accepted, long rejected, long filtered, long duplicates, Duration took) {
        return new BatchReport("b1", read, accepted, rejected, filtered, duplicates, took);
    }

    /** A clock that is set by hand. */
    private static final class HandClock extends Clock {
        private Instant now;

        HandClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
