package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Lets a process stand still for so long that everybody has given it up, at times while others go on, and lets it go on then. */
final class Pausing {
    /** Of so many pauses one outlasts the servers as well. */
    private static final int ONE_IS_LONG = 10;

    private final Commands commands;
    private final Launch here;
    private final Launch elsewhere;
    private final Path kafka;
    private final Toll toll;
    private int pauses;

    /**
     * @param launch how crmlake is started
     * @param conf the folder of the site files of the stores
     * @param folder for files, which is made
     */
    Pausing(Commands commands, Launch launch, Path conf, Path folder, Toll toll) throws IOException {
        this.commands = commands;
        this.here = launch;
        this.elsewhere = Limits.shortened(launch, conf, Files.createDirectories(folder));
        this.kafka = Limits.kafka(folder);
        this.toll = toll;
    }

    /**
     * Runs the command of {@code portion} and pauses it.
     *
     * @param rival whether another process takes the same source over meanwhile
     * @param other what else is taken in meanwhile; null for nothing
     * @return whether the portion is in
     */
    boolean strike(Portion portion, Aim aim, boolean rival, Portion other) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(commands.ingest(portion, aim.bulkLoad()));
        if (portion.kind() == SourceKind.TOPIC) {
            words.addAll(List.of("--kafka-config", kafka.toString()));
        }
        try (Child child = elsewhere.start(words)) {
            if (!commands.reaches(child, aim)) {
                if (other != null) {
                    meanwhile(other);
                }
                return Ending.of(child.await(Commands.PATIENCE), child) == Ending.COMMITTED;
            }
            child.pause();
            long stopped = System.nanoTime();
            FailPoint last = child.lastStep().orElse(null);
            boolean taken = false;
            try (Child successor = rival ? here.start(commands.ingest(portion)) : null) {
                if (other != null) {
                    meanwhile(other);
                }
                if (rival) {
                    overtake(successor);
                }
                Duration length = pauses++ % ONE_IS_LONG == ONE_IS_LONG - 1 ? Limits.LONG_PAUSE : Limits.PAUSE;
                TimeUnit.NANOSECONDS.sleep(length.toNanos() - (System.nanoTime() - stopped));
                long seconds = Duration.ofNanos(System.nanoTime() - stopped).toSeconds();
                child.goOn();
                Ending ending = Ending.of(child.await(Commands.PATIENCE), child);
                if (rival) {
                    taken = Ending.of(successor.await(Commands.PATIENCE), successor) == Ending.COMMITTED;
                }
                toll.add(
                        new Pause(portion.kind(), aim.after(), last, rival, other != null, seconds, ending),
                        commands.tenant() + " " + portion.name());
                return taken || ending == Ending.COMMITTED;
            }
        }
    }

    /** Half of the rivals have ended when the paused process goes on; the others are in the middle of their work. */
    private void overtake(Child successor) throws InterruptedException {
        Random random = commands.random();
        if (random.nextBoolean()) {
            successor.endsWithin(Commands.PATIENCE);
        } else {
            FailPoint[] points = FailPoint.values();
            successor.awaitStep(points[1 + random.nextInt(points.length - 1)], 1, Commands.PATIENCE);
        }
    }

    private void meanwhile(Portion other) throws IOException, InterruptedException {
        try (Child child = here.start(commands.ingest(other))) {
            commands.finish(child);
        }
    }
}
