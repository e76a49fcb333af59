package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Ingest into lake and HBase against plain Spark's copy of the same file to Parquet on the same HDFS, and the bytes of each. */
final class IngestLine implements Line {
    private static final String STATE =
            "a new JVM each run, input in the page cache, sandbox up, a fresh tenant each run";

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        long events = lab.sizes().events();
        Path file = lab.events(events);
        Side ours = Side.named("bin/crmlake ingest: lake and HBase, checked and without duplicates");
        Side lakeAlone = Side.named("the same runs without the step that writes the timeline");
        Side plain = Side.named("spark.read().schema(…).json(…).write().parquet(…)");
        Side sorted = Side.named("the same copy, a folder a day, sorted by customer and time");
        Side servers = Side.named("the sandbox's servers meanwhile");
        Side serversOfPlain = Side.named("the sandbox's servers meanwhile, plain copy");
        String tenant = "";
        String copy = "";
        for (int run = 0; run < lab.sizes().runs(); run++) {
            tenant = lab.freshTenant();
            copy = "/bench/plain-" + tenant;
            Duration before = lab.crmlake().sandboxCpu();
            Run both = lab.ingest(file, events, tenant);
            ours.add(both);
            lakeAlone.add(both.without("duplicates found", "events in the timeline"));
            Duration between = lab.crmlake().sandboxCpu();
            plain.add(lab.copy(file, copy, "snappy"));
            servers.cpuSeconds().add(seconds(between.minus(before)));
            serversOfPlain.cpuSeconds().add(seconds(lab.crmlake().sandboxCpu().minus(between)));
            String sortedCopy = "/bench/sorted-" + tenant;
            sorted.add(lab.sortedCopy(file, sortedCopy, "snappy"));
            if (run == 0) {
                checkEqual(lab, tenant, sortedCopy, events);
            }
        }
        checkEqual(lab, tenant, copy, events);
        String note = String.format(
                Locale.ROOT,
                "Equal on both sides: events, distinct ids, sum of amounts. The sandbox's servers, in a JVM of their own, used"
                        + " %.1f CPU-s beside crmlake and %.1f CPU-s beside the copy (medians).",
                servers.cpuMedian(),
                serversOfPlain.cpuMedian());
        Comparison times = new Comparison(
                "ingest-" + events,
                "seconds",
                STATE,
                ours,
                plain,
                "at least as fast",
                ours.median() <= plain.median(),
                note);
        Comparison lakeTimes = new Comparison(
                "ingest-lake-" + events,
                "seconds",
                STATE,
                lakeAlone,
                plain,
                "half the time",
                lakeAlone.median() * 2 <= plain.median(),
                "crmlake always writes both stores; what is left out is the time between the words that duplicates are found and that"
                        + " the events are in the timeline.");
        Comparison sortedTimes = new Comparison(
                "ingest-lake-sorted-" + events,
                "seconds",
                STATE,
                lakeAlone,
                sorted,
                "",
                null,
                "The other side has the lake's layout, a shuffle and a sort, but checks nothing and looks for no duplicates. Against"
                        + String.format(
                                Locale.ROOT,
                                " the copy that does not sort it takes %.2fx.",
                                sorted.median() / plain.median()));
        return List.of(times, lakeTimes, sortedTimes, bytes(lab, tenant, file, events));
    }

    private static Comparison bytes(Lab lab, String tenant, Path file, long events)
            throws IOException, InterruptedException {
        String copy = "/bench/plain-zstd-" + tenant;
        lab.copy(file, copy, "zstd");
        JsonNode sizes =
                Lab.json(lab.beside(StoreSizes.class, lab.crmlake().conf().toString(), tenant, copy)
                        .out());
        double lake = (double) sizes.get("lake").asLong() / events;
        double timeline = (double) sizes.get("timeline").asLong() / events;
        Side ours = Side.named("lake and HBase together");
        ours.values().add(lake + timeline);
        Side plain = Side.named("plain Parquet with zstd");
        plain.values().add((double) sizes.get("plain").asLong() / events);
        String note = String.format(
                Locale.ROOT,
                "Bytes an event, without replicas: JSON %.1f; lake's data files %.1f and metadata %.2f; HBase timeline after a"
                        + " major compaction %.1f; plain Parquet with zstd %.1f.",
                (double) java.nio.file.Files.size(file) / events,
                lake,
                (double) sizes.get("lake_metadata").asLong() / events,
                timeline,
                plain.median());
        return new Comparison("storage", "bytes an event", "after a major compaction", ours, plain, "", null, note);
    }

    private static void checkEqual(Lab lab, String tenant, String copy, long events)
            throws IOException, InterruptedException {
        JsonNode lake = Lab.json(lab.crmlake()
                .run(
                        "query",
                        "SELECT count(*) AS events, count(DISTINCT event_id) AS ids, sum(amount) AS amount FROM events",
                        "--tenant",
                        tenant,
                        "-o",
                        "json")
                .out());
        JsonNode plain = Lab.json(
                lab.beside(PlainSparkCopy.class, "check", lab.crmlake().conf().toString(), copy)
                        .out());
        boolean equal = lake.path("events").asLong() == events
                && plain.path("events").asLong() == events
                && lake.path("ids").asLong() == plain.path("ids").asLong()
                && lake.path("amount")
                                .decimalValue()
                                .compareTo(plain.path("amount").decimalValue())
                        == 0;
        if (!equal) {
            throw new IllegalStateException("Cannot compare ingest with the plain copy of " + events
                    + " events: the lake says " + lake + ", the copy says " + plain + ".");
        }
        lab.crmlake().run("verify", "--tenant", tenant);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
