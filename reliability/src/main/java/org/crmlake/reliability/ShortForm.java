package org.crmlake.reliability;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniKafka;

/** The short form of the harness, for a build: one of each of the kills that are most likely to do harm. */
public final class ShortForm {
    private static final int EVENTS = 400;

    private ShortForm() {}

    /**
     * Takes a file and a topic in. The process is killed while it puts, while it loads in bulk, and, when a first batch of the topic is
     * in, between the timeline of the second and its commit.
     *
     * @param conf the folder with the site files of the stores
     * @param program what stands before the words of a command of crmlake
     * @param environment for the program
     * @param folder for files
     * @param seed all sources and all kills come from it
     * @param progress is told of each kill, in a line
     */
    public static Report run(
            Path conf,
            MiniKafka.Broker broker,
            List<String> program,
            Map<String, String> environment,
            Path folder,
            long seed,
            PrintStream progress)
            throws IOException, InterruptedException {
        long started = System.nanoTime();
        Random random = new Random(seed);
        Deaths deaths = new Deaths(3, Duration.ofHours(1), progress);
        Launch launch = new Launch(program, environment, folder);
        Sources sources = new Sources(folder, broker, random, EVENTS);
        try (Stores stores = Stores.open(conf)) {
            TenantRun run = new TenantRun(stores, new Tenant("crash_" + seed), launch, random, deaths, new Pace());
            run.take(
                    sources.make(SourceKind.FILES, "crash_files_" + seed).get(0),
                    List.of(
                            new Kill(FailPoint.JUDGED, 1, false, 0.5),
                            new Kill(FailPoint.FILES_WRITTEN, 1, true, 0.3)));
            run.take(
                    sources.make(SourceKind.TOPIC, "crash_topic_" + seed).get(0),
                    List.of(new Kill(FailPoint.DEAD_LETTERS_WRITTEN, 2, false, 0)));
            return new Report(
                    seed,
                    deaths.all(),
                    List.of(run.compare()),
                    List.of(),
                    Duration.ofNanos(System.nanoTime() - started).toSeconds());
        }
    }
}
