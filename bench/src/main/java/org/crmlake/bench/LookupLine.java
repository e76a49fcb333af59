package org.crmlake.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs a batch to be compared with what the lake has of its days: the same new events, beside more and more stored ones and in
 * empty stores.
 */
final class LookupLine implements Line {
    private static final long OTHER_SEED = 2;

    @Override
    public String name() {
        return "lookup";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        long events = lab.sizes().looked();
        Path batch = lab.events(events, OTHER_SEED);
        Side alone = Side.named("the same batch, nothing stored");
        for (int run = 0; run < lab.sizes().runs(); run++) {
            alone.add(lab.ingest(batch, events, lab.freshTenant()));
        }
        List<Comparison> comparisons = new ArrayList<>();
        for (long stored : lab.sizes().stored()) {
            Path before = lab.events(stored);
            Side beside = Side.named("crmlake ingest of " + events + " events beside " + stored + " of the same days");
            for (int run = 0; run < lab.sizes().runs(); run++) {
                String tenant = lab.freshTenant();
                lab.ingest(before, stored, tenant);
                // None of the batch is known, and each of its events had to be looked for to tell.
                beside.add(lab.ingest(batch, events, tenant));
            }
            comparisons.add(
                    new Comparison(
                            "lookup-" + stored,
                            "seconds",
                            "a new JVM each run, input in the page cache, sandbox up, stored by one batch",
                            beside,
                            alone,
                            "",
                            null,
                            "The stored events lie on the thirty days of the batch: the most that a look-up can have to read."));
        }
        return comparisons;
    }
}
