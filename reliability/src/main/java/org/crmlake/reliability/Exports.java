package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.crmlake.model.Tenant;

/** Exports a segment of one tenant again and again while its members change, and kills the command while it writes. */
final class Exports {
    private static final String SEGMENT = "gold";
    private static final String DEFINITION = """
            segment: %s
            where: { trait: { name: %s, equals: %s } }
            """.formatted(SEGMENT, SegmentDraft.TIER, SegmentDraft.GOLD);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** When a command that exports dies. */
    private enum When {
        /** While it begins, or asks who is in. */
        ANY_TIME,
        /** While it writes. */
        WRITES,
        /** When the first file has its name, and the others have theirs within milliseconds. */
        NAMES
    }

    private final Tenant tenant;
    private final Launch launch;
    private final Random random;
    private final Toll toll;
    private final Path folder;
    private final ExportFolder files;
    private int kills;
    private int unfinished;
    private int exports;
    private long longest = Duration.ofSeconds(10).toMillis();

    Exports(Tenant tenant, Launch launch, Random random, Path folder, Toll toll) {
        this.tenant = tenant;
        this.launch = launch;
        this.random = random;
        this.toll = toll;
        this.folder = folder.resolve("exports");
        this.files = new ExportFolder(this.folder);
    }

    /** Exports, with {@code deaths} kills before. */
    void export(Expected expected, int deaths) throws IOException, InterruptedException {
        if (exports == 0) {
            Path definition = Files.writeString(folder.resolveSibling("gold.yaml"), DEFINITION);
            try (Child define = start("segment", "define", definition.toString())) {
                require(define);
            }
        }
        Set<String> earlier = new HashSet<>(files.names());
        for (int i = 0; i < deaths; i++) {
            When when = When.values()[random.nextInt(When.values().length)];
            try (Child child = command()) {
                if (strike(child, when, files.all())) {
                    kills++;
                    toll.say(tenant + ": export killed, aimed at " + when);
                }
            }
        }
        try (Child child = command()) {
            require(child);
            longest = child.age().toMillis();
        }
        exports++;
        unfinished += files.look(members(expected), earlier);
        toll.say(tenant + ": exported, " + (files.faults().isEmpty() ? "all files add up" : files.faults()));
    }

    /** Returns who is in the segment, and the e-mail address that is known of each. */
    private static Map<String, String> members(Expected expected) {
        Map<String, String> emails = expected.trait("email");
        Map<String, String> members = new HashMap<>();
        expected.trait(SegmentDraft.TIER).forEach((customer, tier) -> {
            if (tier.equals(SegmentDraft.GOLD)) {
                members.put(customer, emails.getOrDefault(customer, ""));
            }
        });
        return members;
    }

    private Child command() throws IOException {
        return start("export", SEGMENT, "--destination", "csv", "--out", folder.toString());
    }

    private Child start(String... words) throws IOException {
        List<String> line = new ArrayList<>(List.of("--tenant", tenant.name()));
        line.addAll(List.of(words));
        return launch.start(line);
    }

    private boolean strike(Child child, When when, Set<String> before) throws IOException, InterruptedException {
        if (when == When.ANY_TIME) {
            return !child.endsWithin(Duration.ofMillis((long) (random.nextDouble() * longest))) && child.kill();
        }
        while (!hasBegun(when, before)) {
            // Between the first name and the last are some milliseconds.
            if (child.endsWithin(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(200)))) {
                return false;
            }
        }
        return (when == When.NAMES || !child.endsWithin(Duration.ofMillis(random.nextInt(300)))) && child.kill();
    }

    private boolean hasBegun(When when, Set<String> before) throws IOException {
        return (when == When.NAMES ? files.names() : files.all()).stream().anyMatch(name -> !before.contains(name));
    }

    private static void require(Child child) throws InterruptedException {
        int code = child.await(PATIENCE);
        if (code != 0) {
            throw new IllegalStateException("A command ended with exit code " + code + ": " + child.words());
        }
    }

    ExportOutcome outcome() {
        return new ExportOutcome(tenant.name(), exports, kills, unfinished, files.faults());
    }
}
