package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/crmlake} on a cluster's Spark: a master and two workers in processes of their own, whose Spark and Hadoop are among Spark's own
 * jars, while what crmlake brings comes with the application and so is in another class loader.
 */
@Tag("long")
@ExtendWith(MiniHBase.class)
class SparkClusterIT {
    private static final Pattern OURS =
            Pattern.compile("(crmlake|hbase|iceberg|kafka|picocli|progressbar|re2j|hipparchus|json-schema|itu)-.*");
    /** These processes live for seconds, in which the optimizing compiler takes more than it gives. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");

    private final List<Process> servers = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    @TempDir
    private Path folder;

    @Test
    void loadsABatchInBulkAndSaysNoMoreThanOnOneMachine(Configuration conf) throws Exception {
        String tenant = UniqueName.of("c");
        Path events = Files.write(
                folder.resolve("events.jsonl"),
                IntStream.range(0, 500)
                        .mapToObj(i ->
                                ("{\"type\":\"track\",\"event\":\"Visited\",\"userId\":\"u%d\",\"messageId\":\"m%d\","
                                                + "\"timestamp\":\"2024-01-0%dT10:00:00Z\"}")
                                        .formatted(i % 50, i, 1 + i % 3))
                        .toList());
        PackagedCommand crmlake = new PackagedCommand(folder).with(MiniStores.environment(conf, folder));
        crmlake.done("init", "--tenant", tenant);
        startCluster();
        crmlake.with(environment);

        Outcome ingested =
                crmlake.done("ingest", events.toString(), "--tenant", tenant, "--set", "ingest.bulk-load-min-events=0");
        String verified =
                crmlake.done("verify", "--tenant", tenant, "-o", "json").out();

        assertThat(ingested.err().lines())
                .contains("500 read = 500 accepted + 0 rejected + 0 filtered + 0 duplicates")
                .hasSizeLessThan(20)
                .noneMatch(line -> line.contains(" INFO "));
        assertThat(new ObjectMapper().readTree(verified).path("timeline_events").asLong())
                .isEqualTo(500);
        assertThat(new ObjectMapper().readTree(verified).path("differing_days").asLong(-1))
                .isZero();
    }

    /** Starts it from a folder that plays {@code SPARK_HOME}. */
    private void startCluster() throws IOException {
        Path home = folder.resolve("spark");
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : Files.readString(RunCrmlake.REPOSITORY.resolve("cli/target/class-path"))
                .strip()
                .split(":")) {
            Path jar = Path.of(entry);
            if (!OURS.matcher(jar.getFileName().toString()).matches()) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
        }
        String options = System.getProperty("crmlake.jvm.opens") + " " + SHORT_LIVED;
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put(
                "SPARK_CONF_DIR", Files.createDirectories(home.resolve("conf")).toString());
        environment.put("SPARK_HOME", home.toString());
        Process master = server("master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0");
        String url = urlOf(master);
        Files.writeString(home.resolve("conf/spark-defaults.conf"), """
                spark.master %s
                spark.executor.memory 800m
                spark.executor.cores 1
                spark.executor.extraJavaOptions %s
                spark.driver.host 127.0.0.1
                spark.driver.bindAddress 127.0.0.1
                spark.sql.shuffle.partitions 2
                """.formatted(url, options));
        Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        Files.writeString(
                submit,
                "#!/bin/sh\nexec %s %s -Xmx1200m -cp '%s/*' org.apache.spark.deploy.SparkSubmit \"$@\"\n"
                        .formatted(java(), options, jars));
        assertThat(submit.toFile().setExecutable(true)).isTrue();
        for (int i = 0; i < 2; i++) {
            Path work = folder.resolve("worker" + i);
            drain(server(
                    "worker.Worker",
                    "--cores",
                    "1",
                    "--memory",
                    "1g",
                    "--host",
                    "127.0.0.1",
                    "--webui-port",
                    "0",
                    "-d",
                    work.toString(),
                    url));
        }
    }

    private Process server(String main, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(java()));
        line.addAll(List.of(System.getProperty("crmlake.jvm.opens").split(" ")));
        line.addAll(List.of(SHORT_LIVED.split(" ")));
        line.addAll(List.of("-Xmx300m", "-cp", folder.resolve("spark/jars") + "/*", "org.apache.spark.deploy." + main));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        servers.add(process);
        return process;
    }

    private static String urlOf(Process master) throws IOException {
        BufferedReader said = master.inputReader(UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher url = MASTER.matcher(line);
            if (url.find()) {
                drain(master);
                return url.group(1);
            }
        }
        throw new IllegalStateException("the master ended");
    }

    /** A server whose pipe is full stands still. */
    private static void drain(Process server) {
        Thread reader =
                new Thread(() -> server.inputReader(UTF_8).lines().forEach(line -> {}), "reads what a server says");
        reader.setDaemon(true);
        reader.start();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @AfterEach
    void stop() {
        servers.forEach(Process::destroyForcibly);
    }
}
