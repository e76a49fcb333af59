package org.crmlake.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmlake.cli.RunCrmlake.Outcome;

/**
 * Runs {@code main} in a JVM of its own.
 *
 * @param classPath its class path
 * @param options its options
 * @param patience how long it may take
 */
record ChildJvm(String classPath, List<String> options, Duration patience) {
    private static final List<String> NEEDED_WITHOUT_SPARK = List.of(
            "/cli/target/",
            "/model/target/",
            "/hbase-schema/target/",
            "/jobs/target/",
            "/sandbox/target/",
            "/picocli-",
            "/hbase-shaded-mapreduce-",
            "/hadoop-client-api-",
            "/hadoop-client-runtime-",
            "/avro-",
            "/jackson-core-",
            "/jackson-databind-",
            "/jackson-annotations-",
            "/snappy-java-",
            "/slf4j-api-",
            "/opentelemetry-");

    /** Returns a JVM with what history, profile and help need on its class path, and nothing more. */
    static ChildJvm withoutSpark() {
        String needed = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NEEDED_WITHOUT_SPARK.stream().anyMatch(entry::contains))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        return new ChildJvm(needed, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), Duration.ofMinutes(2));
    }

    /** Returns a JVM with everything, and Spark on this machine. */
    static ChildJvm withSpark() {
        String opens = System.getProperty("crmlake.jvm.opens");
        List<String> options = new ArrayList<>(List.of(
                "-Xmx2g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dspark.master=local[2]",
                "-Dspark.sql.shuffle.partitions=2",
                "-Dcrmlake.installation=" + RunCrmlake.REPOSITORY,
                "-Dcrmlake.jvm.opens=" + opens));
        options.addAll(List.of(opens.split(" ")));
        return new ChildJvm(System.getProperty("java.class.path"), options, Duration.ofMinutes(10));
    }

    /** Returns the command line up to the words for crmlake. */
    List<String> line() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of("-cp", classPath, "org.crmlake.cli.Crmlake"));
        return line;
    }

    Outcome run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(line());
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        return outcome(builder, patience);
    }

    /** Runs a program. One that stands still is ended, with all that it started. */
    static Outcome outcome(ProcessBuilder program, Duration patience) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        Process process = program.redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw new IllegalStateException("still running after " + patience + ": " + program.command());
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }
}
