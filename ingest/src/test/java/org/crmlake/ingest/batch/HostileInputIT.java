package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a file holds, its good records become events, its bad ones dead letters, and a file that cannot be read costs one clear
 * line. All of them are read by one process of little memory, which must outlive them: the largest unpacks to 300 MB, one record of it.
 */
@Tag("long")
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileInputIT {
    /** Spark does not start with less; without limits, a record of 100 MB would take more. */
    private static final String MEMORY = "-Xmx480m";

    private final Map<String, String> outcomes = new HashMap<>();
    private List<HostileFile> files;
    private String lastLine;

    @BeforeAll
    void readAll(SparkSession spark, @TempDir Path folder) throws Exception {
        files = new ArrayList<>(HostileText.all());
        files.addAll(HostileJson.all());
        files.addAll(HostileColumns.all(spark, folder));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("crmlake.jvm.opens").split(" ")));
        command.addAll(
                List.of(MEMORY, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=128m"));
        command.addAll(List.of("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HostileRun.class.getName()));
        command.add(Files.createDirectory(folder.resolve("files")).toString());
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            process.waitFor();
        } finally {
            process.destroyForcibly();
        }
        for (String line : Files.readAllLines(out, StandardCharsets.UTF_8)) {
            lastLine = line;
            outcomes.put(line.split("\t")[0], line);
        }
    }

    @Test
    void theProcessOutlivesThemAll() {
        assertThat(lastLine).isEqualTo(HostileRun.ALL_DONE);
        assertThat(files).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource
    void becomesWhatIsExpected(HostileFile file) {
        String outcome = outcomes.get(file.name());
        assertThat(outcome).as("outcome of " + file).isNotNull();
        String said = outcome.substring(outcome.indexOf('\t') + 1);
        if (file.outcome().endsWith("…")) {
            assertThat(said)
                    .startsWith(file.outcome().substring(0, file.outcome().length() - 1));
        } else {
            assertThat(said).isEqualTo(file.outcome());
        }
    }

    Stream<HostileFile> becomesWhatIsExpected() {
        return files.stream();
    }
}
