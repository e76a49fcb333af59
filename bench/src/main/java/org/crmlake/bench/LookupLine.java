package org.crmlake.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an ingest costs as more and more comes at once, and what it costs a batch to be compared with what the lake has of its days: new
 * events beside more and more stored ones, and in empty stores.
 */
final class LookupLine implements Line {
    private static final long OTHER_SEED = 2;
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        long events = lab.sizes().looked();
        Side alone = Side.named("the same batches, nothing stored");
        for (int run = 0; run < lab.sizes().runs(); run++) {
            alone.add(lab.ingest(batch(lab, run), events, lab.freshTenant()));
        }
        List<Comparison> comparisons = new ArrayList<>();
        Side fewer = null;
        for (long stored : lab.sizes().stored()) {
            String tenant = lab.freshTenant();
            Run fill = lab.ingest(lab.events(stored), stored, tenant);
            Side filled = Side.named("crmlake ingest of " + stored + " events into lake and HBase");
            filled.add(fill);
            if (fewer != null) {
                comparisons.add(growth(stored, fill, filled, fewer));
            }
            fewer = filled;
            comparisons.add(lookup(lab, tenant, stored, alone));
        }
        return comparisons;
    }

    private static Comparison growth(long events, Run fill, Side filled, Side fewer) {
        return new Comparison(
                "ingest-growth-" + events,
                "seconds",
                "a new JVM, input in the page cache, sandbox up, one run a size",
                filled,
                fewer,
                "",
                null,
                String.format(Locale.ROOT, "Peak resident memory %.0f MiB.", fill.peakMemory() / MIB));
    }

    private static Comparison lookup(Lab lab, String tenant, long stored, Side alone)
            throws IOException, InterruptedException {
        long events = lab.sizes().looked();
        Side beside = Side.named("crmlake ingest of " + events + " events beside " + stored + " of the same days");
        for (int run = 0; run < lab.sizes().runs(); run++) {
            // None of the batch is known, and each of its events had to be looked for to tell.
            beside.add(lab.ingest(batch(lab, run), events, tenant));
        }
        return new Comparison(
                "lookup-" + stored,
                "seconds",
                "a new JVM each run, input in the page cache, sandbox up, stored by one batch",
                beside,
                alone,
                "",
                null,
                "The stored events lie on the thirty days of the batches, which is the most that a look-up can have to read; the"
                        + " second and third batch find the ones before them stored as well.");
    }

    /** Each run has events of its own. */
    private static Path batch(Lab lab, int run) throws IOException {
        return lab.events(lab.sizes().looked(), OTHER_SEED + run);
    }
}
