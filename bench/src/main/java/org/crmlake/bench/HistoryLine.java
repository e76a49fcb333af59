package org.crmlake.bench;

import java.io.IOException;
import java.util.List;

/** {@code history} of 50 events from a cold shell, against the same jars in a JVM that nobody tuned. */
final class HistoryLine implements Line {
    private static final String BUSIEST = "user:u1000001";
    private static final double SECONDS = 1.0;
    private static final double SHARE = 0.4;
    private static final long EVENTS = 20_000;

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        String tenant = lab.freshTenant();
        lab.ingest(lab.events(EVENTS), EVENTS, tenant);
        String[] history = {"history", BUSIEST, "--limit", "50", "--tenant", tenant, "-o", "ndjson"};
        // The first run may make the archive of classes, by a second JVM.
        lab.crmlake().run(history);
        Run first = lab.crmlake().run(history);
        if (first.out().lines().count() != 50) {
            throw new IllegalStateException("Cannot measure history: it says "
                    + first.out().lines().count() + " events of " + BUSIEST + ", not 50.");
        }
        Command stock = lab.crmlake().command(first.jvm().stock().line());
        Side ours = Side.named("bin/crmlake history --limit 50");
        Side other = Side.named("the same JVM command without -X flags");
        for (int run = 0; run < lab.sizes().shortRuns(); run++) {
            ours.add(same(first, lab.crmlake().run(history)));
            other.add(same(first, stock.run()));
        }
        boolean met = ours.median() <= SECONDS && ours.median() <= SHARE * other.median();
        return List.of(new Comparison(
                "history",
                "seconds",
                "a new process each run; jars, archive and blocks in the page cache; HBase warm",
                ours,
                other,
                "at most 1.0 s and 0.4x",
                met,
                "Both print the same 50 events. The tuned side includes the shell script."));
    }

    private static Run same(Run first, Run run) {
        if (!run.out().equals(first.out())) {
            throw new IllegalStateException("Cannot compare two histories: they differ.");
        }
        return run;
    }
}
