package org.crmlake.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Ingest into lake and HBase against what one would write in ten minutes for HBase alone: Spark and a {@code BufferedMutator}. */
final class PutsLine implements Line {
    private static final double TIMES = 5;

    @Override
    public String name() {
        return "puts";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        long events = lab.sizes().events();
        Path file = lab.events(events);
        Side ours = Side.named("bin/crmlake ingest: lake and HBase, checked and without duplicates");
        Side puts = Side.named("spark.read().schema(…).json(…) into a BufferedMutator in each partition, HBase alone");
        for (int run = 0; run < lab.sizes().runs(); run++) {
            ours.add(lab.ingest(file, events, lab.freshTenant()));
            String table = "plain_puts_" + run;
            puts.add(puts(lab, "put", file.toUri().toString(), table));
            long rows = Lab.json(puts(lab, "count", table).out()).get("rows").asLong();
            if (rows != events) {
                throw new IllegalStateException(
                        "Cannot compare with these puts: of " + events + " events " + rows + " are in the table.");
            }
        }
        return List.of(new Comparison(
                "puts-" + events,
                "seconds",
                "a new JVM each run, input in the page cache, sandbox up, a fresh tenant or table each run",
                ours,
                puts,
                "a fifth of the time",
                ours.median() * TIMES <= puts.median(),
                "The other side keeps the records as they are, a cell each, in a table cut and compressed like a timeline;"
                        + " it checks nothing and writes no lake. CPU is that of the clients: what the servers do for each put,"
                        + " and not for a bulk load, is in the wall time alone."));
    }

    private static Run puts(Lab lab, String what, String... more) throws IOException, InterruptedException {
        return lab.beside(
                PlainSparkPuts.class,
                Lab.words(what, new String[] {lab.crmlake().conf().toString()}, more));
    }
}
