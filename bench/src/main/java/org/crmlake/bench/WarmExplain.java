package org.crmlake.bench;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.hbase.HistoryQuery;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;

/** Explains a segment for many customers in one JVM, as a service would, and prints how long one takes. */
final class WarmExplain {
    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 2_000;
    private static final double NANOS_A_MILLI = 1e6;

    private WarmExplain() {}

    /** {@code CONF-FOLDER TENANT SEGMENT AS-OF CUSTOMERS}. */
    public static void main(String[] arguments) {
        Configuration conf = ClusterSpark.hbase(arguments[0]);
        Tenant tenant = new Tenant(arguments[1]);
        AsOf moment = AsOf.startOf(LocalDate.parse(arguments[3]), ZoneOffset.UTC);
        int customers = Integer.parseInt(arguments[4]);
        Evaluator evaluator;
        try (SegmentStore store = SegmentStore.open(conf, tenant)) {
            evaluator = new Evaluator(SegmentSet.of(store.newest().stream()
                    .map(stored -> SegmentFile.parse(stored.text(), LeafTypes.builtIn()))
                    .toList()));
        }
        long[] nanos = new long[MEASURED];
        Draw draw = new Draw(1, 1);
        try (TimelineStore timeline = TimelineStore.open(conf, tenant);
                ProfileStore profiles = ProfileStore.open(conf, tenant)) {
            for (int i = -WARM_UP; i < MEASURED; i++) {
                CustomerKey customer = new CustomerKey("user:u" + (1_000_001 + draw.nextInt(customers)));
                long begun = System.nanoTime();
                explain(timeline, profiles, evaluator, arguments[2], customer, moment);
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - begun;
                }
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                "{\"customers\": %d, \"p50_ms\": %.3f, \"p99_ms\": %.3f}%n",
                MEASURED, nanos[MEASURED / 2] / NANOS_A_MILLI, nanos[MEASURED * 99 / 100] / NANOS_A_MILLI);
    }

    private static void explain(
            TimelineStore timeline,
            ProfileStore profiles,
            Evaluator evaluator,
            String segment,
            CustomerKey customer,
            AsOf moment) {
        Instant until = moment.instant();
        List<Occurrence> events =
                timeline.history(customer, new HistoryQuery(null, until, null, Integer.MAX_VALUE)).stream()
                        .map(Occurrence::of)
                        .toList();
        // As the command does, though none of the segment's leaves looks at a score.
        profiles.profile(customer);
        evaluator.explain(segment, CustomerHistory.of(customer.text(), events, Map.of()), moment);
    }
}
