package org.crmlake.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * {@code history} of 50 events from a cold shell, against the same jars in a JVM that nobody tuned, and against a program that is HBase's
 * client and nothing else.
 */
final class HistoryLine implements Line {
    private static final String BUSIEST = "user:u1000001";
    private static final String ROWS = "50";
    private static final double SECONDS = 1.0;
    private static final double SHARE = 0.4;
    private static final long EVENTS = 20_000;
    private static final String STATE =
            "a new process each run; jars, archive and blocks in the page cache; HBase warm";

    @Override
    public String name() {
        return "history";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        String tenant = lab.freshTenant();
        lab.ingest(lab.events(EVENTS), EVENTS, tenant);
        String[] history = {"history", BUSIEST, "--limit", ROWS, "--tenant", tenant, "-o", "ndjson"};
        // The first run may make the archive of classes, by a second JVM.
        lab.crmlake().run(history);
        Run first = withAllRows(lab.crmlake().run(history));
        Command stock = lab.crmlake().command(first.jvm().stock().line());
        JvmCommand bareJvm = bare(lab, first.jvm(), tenant);
        Command bare = lab.crmlake().command(bareJvm.line());
        Command bareStock = lab.crmlake().command(bareJvm.stock().line());
        Side ours = Side.named("bin/crmlake history --limit 50");
        Side untuned = Side.named("the same JVM command without -X flags");
        Side client = Side.named("HBase's client alone, with the same flags and archive");
        Side clientUntuned = Side.named("HBase's client alone, without -X flags");
        for (int run = 0; run < lab.sizes().shortRuns(); run++) {
            ours.add(same(first, lab.crmlake().run(history)));
            untuned.add(same(first, stock.run()));
            client.add(withAllRows(bare.run()));
            clientUntuned.add(withAllRows(bareStock.run()));
        }
        boolean met = ours.median() <= SECONDS && ours.median() <= SHARE * untuned.median();
        return List.of(
                new Comparison(
                        "history",
                        "seconds",
                        STATE,
                        ours,
                        untuned,
                        "at most 1.0 s and 0.4x",
                        met,
                        "Both print the same 50 events. The tuned side includes the shell script."),
                new Comparison(
                        "history-bare",
                        "seconds",
                        STATE,
                        ours,
                        client,
                        "",
                        null,
                        String.format(
                                Locale.ROOT,
                                "The other side connects, scans the same 50 rows and writes their bytes. Without -X flags it takes %.2f s,"
                                        + " so of its own it has %.2fx.",
                                clientUntuned.median(),
                                client.median() / clientUntuned.median())));
    }

    private static JvmCommand bare(Lab lab, JvmCommand jvm, String tenant) throws IOException, InterruptedException {
        return jvm.running(
                lab.repository().resolve("bench/target/classes").toString(),
                List.of(
                        BareHistory.class.getName(),
                        lab.crmlake().conf().toString(),
                        "crm_" + tenant + ":timeline",
                        BUSIEST,
                        ROWS));
    }

    private static Run withAllRows(Run run) {
        if (run.out().lines().count() != Long.parseLong(ROWS)) {
            throw new IllegalStateException("Cannot measure history: it says "
                    + run.out().lines().count() + " events of " + BUSIEST + ", not " + ROWS + ".");
        }
        return run;
    }

    private static Run same(Run first, Run run) {
        if (!run.out().equals(first.out())) {
            throw new IllegalStateException("Cannot compare two histories: they differ.");
        }
        return run;
    }
}
