package org.crmlake.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The most memory an ingesting JVM takes, for files of three sizes: it must not grow with the file. */
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
        long middle = lab.sizes().events();
        long[] sizes = {middle / 4, middle, middle * 2};
        Side small = Side.named("ingest of " + sizes[0] + " events");
        Side medium = Side.named("ingest of " + sizes[1] + " events");
        Side large = Side.named("ingest of " + sizes[2] + " events");
        List<Side> sides = List.of(small, medium, large);
        for (int run = 0; run < lab.sizes().runs(); run++) {
            for (int i = 0; i < sizes.length; i++) {
                Run ingest = lab.ingest(lab.events(sizes[i]), sizes[i], lab.freshTenant());
                sides.get(i).values().add(ingest.peakMemory() / MIB);
            }
        }
        boolean met = sides.stream().allMatch(side -> side.most() * MIB <= AIM);
        String note = String.format(
                Locale.ROOT,
                "Peak resident memory (VmHWM) of the ingesting JVM; %d events: %.0f MiB.",
                sizes[1],
                medium.median());
        return List.of(new Comparison(
                "memory", "MiB", "a new JVM each run", large, small, "at most 3072 MiB in every run", met, note));
    }
}
