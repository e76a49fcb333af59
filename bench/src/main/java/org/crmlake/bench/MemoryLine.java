package org.crmlake.bench;

import java.io.IOException;
import java.util.List;

/** The most memory an ingesting JVM takes, for a file and one eight times as large: it must not grow with the file. */
final class MemoryLine implements Line {
    private static final double AIM = 3L << 30;
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        lab.warmUp();
        long few = lab.sizes().events() / 4;
        long many = lab.sizes().events() * 2;
        Side small = Side.named("ingest of " + few + " events");
        Side large = Side.named("ingest of " + many + " events");
        for (int run = 0; run < lab.sizes().runs(); run++) {
            small.values().add(peak(lab, few));
            large.values().add(peak(lab, many));
        }
        boolean met = Math.max(small.most(), large.most()) * MIB <= AIM;
        return List.of(new Comparison(
                "memory",
                "MiB",
                "a new JVM each run",
                large,
                small,
                "at most 3072 MiB in every run",
                met,
                "Peak resident memory (VmHWM) of the ingesting JVM."));
    }

    private static double peak(Lab lab, long events) throws IOException, InterruptedException {
        return lab.ingest(lab.events(events), events, lab.freshTenant()).peakMemory() / MIB;
    }
}
