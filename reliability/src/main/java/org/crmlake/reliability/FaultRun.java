package org.crmlake.reliability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.crmlake.model.Tenant;

/** Takes the sources of one tenant in while something else than the ingester fails. */
final class FaultRun {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MOST_REPEATS = 5;

    /** Something that goes wrong. */
    interface Fault {
        void strike() throws Exception;
    }

    private final Tenant tenant;
    private final StoredRecords stored;
    private final Launch launch;
    private final Toll log;
    private final Expected expected = new Expected();
    private final List<String> happened = new ArrayList<>();
    private final long started = System.nanoTime();

    FaultRun(Stores stores, Tenant tenant, Launch launch, Toll log) {
        stores.create(tenant);
        this.tenant = tenant;
        this.stored = stores.of(tenant);
        this.launch = launch;
        this.log = log;
    }

    /** Runs the command of {@code portion}, lets {@code fault} strike after a step, and repeats the command until it succeeds. */
    void take(Portion portion, FailPoint when, boolean bulkLoad, Fault fault) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                "--tenant",
                tenant.name(),
                "--set",
                "ingest.bulk-load-min-events=" + (bulkLoad ? 0 : Integer.MAX_VALUE)));
        words.addAll(portion.command());
        int code;
        try (Child child = launch.start(words)) {
            if (!child.awaitStep(when, 1, PATIENCE)) {
                throw new IllegalStateException("`crmlake ingest` ended before anything went wrong: " + child.words());
            }
            fault.strike();
            code = child.await(PATIENCE);
            say(portion.name() + " after " + when.text() + ": exit code " + code + lastWords(child, code));
            requireAcknowledged(child);
        }
        for (int repeat = 1; code != 0; repeat++) {
            try (Child child = launch.start(words)) {
                code = child.await(PATIENCE);
                say(portion.name() + ", repeat " + repeat + ": exit code " + code + lastWords(child, code));
            }
            if (repeat == MOST_REPEATS && code != 0) {
                throw new IllegalStateException("The repeats of " + words + " do not succeed.");
            }
        }
        expected.add(portion);
    }

    /** What the process said to be in has to be in now, before any repeat could bring it in again. */
    private void requireAcknowledged(Child child) {
        Set<String> acknowledged = new TreeSet<>(child.acknowledged());
        Set<String> missing = new TreeSet<>(acknowledged);
        missing.removeAll(stored.committedBatches());
        long onlyInLake = stored.lakeEventsWithoutTimeline();
        say(acknowledged.size() + " batches acknowledged, of them not in the lake: " + missing.size()
                + "; events of the lake that the timeline lacks: " + onlyInLake);
        if (!missing.isEmpty() || onlyInLake > 0) {
            throw new IllegalStateException("Lost after it was acknowledged: batches " + missing + ", " + onlyInLake
                    + " events of the timeline.");
        }
    }

    private static String lastWords(Child child, int code) {
        String[] lines = child.words().split("\n");
        return code == 0 || lines.length == 0 ? "" : ": " + Arrays.asList(lines).get(lines.length - 1);
    }

    private void say(String words) {
        happened.add(words);
        log.say(tenant + ": " + words);
    }

    Scenario result(String name) {
        Comparison comparison = Comparison.of(expected, stored);
        say(Report.sentence(comparison));
        return new Scenario(
                name,
                List.copyOf(happened),
                comparison,
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
    }
}
