package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the lines are measured: the generated files, one running sandbox, and the tenants made so far. Everything lies in one
 * work folder.
 */
final class Lab implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SEED = 1;
    private static final int BUFFER = 1 << 20;
    /** Enough for a bulk load, so that the class-data archive that the first ingest makes has what later ones load. */
    private static final long WARM_UP = 40_000;

    private final Path work;
    private final Sizes sizes;
    private final Crmlake crmlake;
    private int tenants;
    private boolean started;
    private JvmCommand ingestJvm;
    /** How a command with Spark starts that leaves no archive behind. */
    private JvmCommand initJvm;

    Lab(Path repository, Path work, Sizes sizes) {
        this.work = work;
        this.sizes = sizes;
        this.crmlake = new Crmlake(repository, work.resolve("home"));
    }

    Sizes sizes() {
        return sizes;
    }

    Path work() {
        return work;
    }

    Path repository() {
        return crmlake.repository();
    }

    /** Returns crmlake with its sandbox running. */
    Crmlake crmlake() throws IOException, InterruptedException {
        if (!started) {
            crmlake.run("sandbox", "start");
            started = true;
        }
        return crmlake;
    }

    /** Returns a file of that many generated events, read once so that the machine has it in memory as far as it fits. */
    Path events(long number) throws IOException {
        return events(number, SEED);
    }

    /** Returns another such file: no event of it is in one of another seed. */
    Path events(long number, long seed) throws IOException {
        Files.createDirectories(work);
        Path file = work.resolve("events-" + number + (seed == SEED ? "" : "-" + seed) + ".json");
        if (!Files.exists(file)) {
            Path part = work.resolve("events.part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), BUFFER)) {
                EventGenerator.of(number, seed).writeTo(out);
            }
            Files.move(part, file);
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return file;
    }

    /** Returns the name of a tenant that has its tables and nothing in them. */
    String freshTenant() throws IOException, InterruptedException {
        String tenant = "bench" + ++tenants;
        initJvm = crmlake().run("init", "--tenant", tenant).jvm();
        return tenant;
    }

    /** Runs an ingest that is not measured, once: it makes the archive where there is none and shows how an ingest's JVM starts. */
    void warmUp() throws IOException, InterruptedException {
        if (ingestJvm == null) {
            Path file = events(WARM_UP);
            ingest(file, WARM_UP, freshTenant());
            ingest(file, WARM_UP, freshTenant());
        }
    }

    /** Ingests {@code file} for {@code tenant} and checks that every line became an event. */
    Run ingest(Path file, long events, String tenant) throws IOException, InterruptedException {
        Run run = crmlake().run("ingest", file.toString(), "--tenant", tenant, "-o", "json");
        JsonNode report = json(run.out());
        if (report.path("accepted").asLong() != events || report.path("read").asLong() != events) {
            throw new IllegalStateException("Cannot use this ingest: of " + events + " events it says "
                    + run.out().strip());
        }
        ingestJvm = run.jvm();
        return run;
    }

    /** Copies {@code file} with plain Spark to {@code target} on the sandbox's HDFS, in a JVM started like the last ingest's. */
    Run copy(Path file, String target, String codec) throws IOException, InterruptedException {
        return copy("copy", file, target, codec);
    }

    /** As {@link #copy}, into a folder a day, sorted by customer and time. */
    Run sortedCopy(Path file, String target, String codec) throws IOException, InterruptedException {
        return copy("sort", file, target, codec);
    }

    private Run copy(String how, Path file, String target, String codec) throws IOException, InterruptedException {
        return beside(
                PlainSparkCopy.class,
                how,
                crmlake().conf().toString(),
                file.toUri().toString(),
                target,
                codec);
    }

    /** Runs another main class of this module in a JVM started like the last ingest's, or like an init's if there was none. */
    Run beside(Class<?> main, String... arguments) throws IOException, InterruptedException {
        JvmCommand jvm = ingestJvm == null ? initJvm : ingestJvm;
        if (jvm == null) {
            throw new IllegalStateException("Cannot start " + main.getSimpleName()
                    + " like a command of crmlake: none has run yet. Make a tenant first.");
        }
        List<String> line = new ArrayList<>(List.of(main.getName()));
        line.addAll(List.of(arguments));
        String classes = repository().resolve("bench/target/classes").toString();
        return crmlake().command(jvm.running(classes, line).line()).run();
    }

    /** Runs a main class of this module in a JVM of its own, with nothing of crmlake on its class path. */
    Run alone(Class<?> main, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        line.addAll(List.of(arguments));
        return crmlake().command(line).run();
    }

    /** Returns the one row that a query of a tenant's lake gives. */
    JsonNode query(String tenant, String sql) throws IOException, InterruptedException {
        return json(
                crmlake().run("query", sql, "--tenant", tenant, "-o", "json").out());
    }

    /** Returns the column {@code n} of the one row that a query gives. */
    long number(String tenant, String sql) throws IOException, InterruptedException {
        return query(tenant, sql).get("n").asLong();
    }

    /** Returns a command line of one word, some words and more words. */
    static String[] words(String first, String[] some, String... more) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(some));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /** Returns the one JSON object that {@code text} holds; of an array, its only member. */
    static JsonNode json(String text) throws IOException {
        JsonNode node = JSON.readTree(text);
        return node.isArray() ? node.get(0) : node;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (started) {
            crmlake.run("sandbox", "stop");
        }
    }
}
