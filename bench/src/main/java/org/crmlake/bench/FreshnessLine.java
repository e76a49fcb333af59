package org.crmlake.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.crmlake.bench.StreamChild.Written;
import org.crmlake.testing.MiniKafka;

/**
 * How long after the broker took an event it can be read from the timeline, and from the lake, while events come evenly. Each event
 * of a batch is as old as the difference between the time the broker gave it and the moment the ingester said that the batch is
 * written.
 */
final class FreshnessLine implements Line {
    private static final String TOPIC = "freshness";
    private static final double SECONDS = 2.0;
    private static final double MILLIS = 1000.0;

    @Override
    public String name() {
        return "freshness";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        String tenant = lab.freshTenant();
        Pulse pulse = lab.sizes().pulse();
        try (MiniKafka.Broker broker = MiniKafka.start();
                StreamChild child = StreamChild.start(lab, tenant, broker.bootstrap(), TOPIC, pulse)) {
            long[] taken = pulse.send(broker.bootstrap(), TOPIC);
            List<Written> batches = child.await(lab.work().resolve("stream.log"));
            return comparisons(pulse, taken, batches, lab.number(tenant, "SELECT count(*) AS n FROM events"));
        } catch (IOException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Cannot start a broker: " + e + ".", e);
        }
    }

    private static List<Comparison> comparisons(Pulse pulse, long[] taken, List<Written> batches, long stored) {
        if (stored != taken.length) {
            throw new IllegalStateException(
                    "Cannot use this stream: of " + taken.length + " events " + stored + " are in the lake.");
        }
        double[] timeline = new double[taken.length];
        double[] lake = new double[taken.length];
        int at = 0;
        for (Written batch : batches) {
            for (long i = 0; i < batch.read(); i++, at++) {
                timeline[at] = (batch.timelineMillis() - taken[at]) / MILLIS;
                lake[at] = (batch.lakeMillis() - taken[at]) / MILLIS;
            }
        }
        int warm = pulse.coldEvents();
        String note = String.format(
                Locale.ROOT,
                "%d events a second of %d seconds, one partition, of which the first %d s are not counted: with them p99 is"
                        + " %.1f s (timeline). %d batches. Every event is in the lake at the end.",
                pulse.perSecond(),
                pulse.seconds(),
                pulse.coldSeconds(),
                percentile(timeline, 0.99),
                batches.size());
        double[] warmTimeline = Arrays.copyOfRange(timeline, warm, timeline.length);
        double[] warmLake = Arrays.copyOfRange(lake, warm, lake.length);
        List<Comparison> comparisons = new ArrayList<>();
        for (int percent : new int[] {50, 99}) {
            Side ours = Side.named("the timeline of HBase");
            ours.values().add(percentile(warmTimeline, percent / 100.0));
            Side other = Side.named("the lake");
            other.values().add(percentile(warmLake, percent / 100.0));
            boolean isAim = percent == 99;
            comparisons.add(new Comparison(
                    "freshness-p" + percent,
                    "seconds",
                    "a warm ingester, empty stores at the start",
                    ours,
                    other,
                    isAim ? "at most 2 s" : "",
                    isAim ? ours.median() <= SECONDS : null,
                    note));
        }
        return comparisons;
    }

    private static double percentile(double[] values, double share) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length))];
    }
}
