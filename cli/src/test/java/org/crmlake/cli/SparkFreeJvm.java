package org.crmlake.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.crmlake.cli.RunCrmlake.Outcome;

/** Runs crmlake in a JVM of its own, with what history, profile and help need on its class path and nothing more. */
final class SparkFreeJvm {
    private static final List<String> NEEDED = List.of(
            "/cli/target/classes",
            "/model/target/",
            "/hbase-schema/target/",
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
            "/slf4j-api-");

    private SparkFreeJvm() {}

    /** Returns the entries of this JVM's class path that are needed. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> NEEDED.stream().anyMatch(entry::contains))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Outcome run(String... args) throws IOException, InterruptedException {
        return run(Map.of(), args);
    }

    static Outcome run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        Path out = Files.createTempFile("out", ".txt");
        Path err = Files.createTempFile("err", ".txt");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classPath(),
                "org.crmlake.cli.Crmlake"));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running after a minute: " + command);
        }
        return new Outcome(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
