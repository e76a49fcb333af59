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

/** The short form of the harness, for a build: one of each of the blows that are most likely to do harm. */
public final class ShortForm {
    private static final int EVENTS = 400;

    private ShortForm() {}

    /**
     * Takes two files and a topic in. The process is killed while it puts, while it loads in bulk, and, when a first batch of the topic is
     * in, between the timeline of the second and its commit. It stands still before a commit until another process has taken its source
     * over, and is let go on then. The answer to one of its commits is lost.
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
        Toll toll = new Toll(Map.of(Harm.KILL, 3, Harm.PAUSE, 1, Harm.LOST_ANSWER, 1), Duration.ofHours(1), progress);
        Launch launch = new Launch(program, environment, folder);
        Sources sources = new Sources(folder, broker, random, EVENTS);
        try (Stores stores = Stores.open(conf)) {
            Tenant tenant = new Tenant("crash_" + seed);
            TenantRun run = new TenantRun(
                    stores,
                    tenant,
                    launch,
                    sources,
                    folder.resolve("blows"),
                    new Commands(tenant, random, new Pace()),
                    toll);
            List<Portion> files = sources.make(SourceKind.FILES, "crash_files_" + seed);
            run.take(
                    files.get(0),
                    List.of(
                            kill(FailPoint.JUDGED, 1, false, 0.5),
                            kill(FailPoint.FILES_WRITTEN, 1, true, 0.3),
                            new Blow(Harm.LOST_ANSWER, new Aim(FailPoint.ANY_TIME, 1, false, 0))));
            run.takeOver(files.get(1), new Aim(FailPoint.DEAD_LETTERS_WRITTEN, 1, false, 0));
            run.take(
                    sources.make(SourceKind.TOPIC, "crash_topic_" + seed).get(0),
                    List.of(kill(FailPoint.DEAD_LETTERS_WRITTEN, 2, false, 0)));
            return new Report(
                    seed,
                    toll.deaths(),
                    toll.pauses(),
                    toll.answers(),
                    List.of(run.compare()),
                    List.of(),
                    toll.failures(),
                    List.of(),
                    Duration.ofNanos(System.nanoTime() - started).toSeconds());
        }
    }

    private static Blow kill(FailPoint after, int times, boolean bulkLoad, double share) {
        return new Blow(Harm.KILL, new Aim(after, times, bulkLoad, share));
    }
}
