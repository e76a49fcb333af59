package org.crmlake.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ingest of ten times as many events, into lake and HBase. */
final class IngestGrowthLine implements Line {
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "ingest-growth";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        List<Comparison> comparisons = new ArrayList<>();
        Side fewer = null;
        for (long events : lab.sizes().ingested()) {
            Run run = lab.ingest(lab.events(events), events, lab.freshTenant());
            Side side = Side.named("crmlake ingest of " + events + " events into lake and HBase");
            side.add(run);
            if (fewer != null) {
                comparisons.add(new Comparison(
                        "ingest-growth-" + events,
                        "seconds",
                        "a new JVM, one run a size",
                        side,
                        fewer,
                        "",
                        null,
                        String.format(Locale.ROOT, "Peak resident memory %.0f MiB.", run.peakMemory() / MIB)));
            }
            fewer = side;
        }
        return comparisons;
    }
}
