package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/hostile-records.md} says becomes of records does, and the ordinary ones beside them are taken in. */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRecordsIT {
    private static final Path PAGE = TestTenant.repository().resolve("docs/hostile-records.md");

    private final SparkSession spark;
    private final Configuration conf;

    @TempDir
    private Path folder;

    HostileRecordsIT(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
    }

    @Test
    void recordsEndAsThePageSaysInAProcessOfLittleMemory() throws Exception {
        List<String> said = new ArrayList<>();
        int records = 0;
        List<HostilePage.Section> sections =
                new ArrayList<>(HostilePage.read(PAGE, Files.createDirectory(folder.resolve("page"))));
        sections.add(HostilePage.takingMuch(HostileRecordsRun.MUCH));
        for (HostilePage.Section section : sections) {
            for (int i = 0; i < section.records().size(); i++) {
                said.add(section.name() + "\t" + i + "\t"
                        + section.records().get(i).outcome());
                records++;
            }
            int good = section.records().size() + 1;
            said.add(section.name() + "\tgood\t" + good + " of " + good);
        }
        said.add(HostileRun.ALL_DONE);

        List<String> seen = run();

        List<String> shown = new ArrayList<>();
        for (int i = 0; i < seen.size(); i++) {
            String told = i < said.size() ? said.get(i) : "";
            boolean begins = told.endsWith("…") && seen.get(i).startsWith(told.substring(0, told.length() - 1));
            shown.add(begins ? told : seen.get(i));
        }
        assertThat(records).isEqualTo(142 + 1);
        assertThat(shown).containsExactlyElementsOf(said);
    }

    @Test
    void bothStoresTakeThemInAmongOrdinaryOnes() throws IOException {
        TestTenant tenant = new TestTenant(spark, conf);
        for (HostilePage.Section section : HostilePage.read(PAGE, Files.createDirectory(folder.resolve("page-2")))) {
            Path file = folder.resolve("records");
            section.write(file);
            IngestSettings settings =
                    new IngestSettings(20_000, IngestSettings.DEFAULT.maxRecordBytes(), section.contracts());

            BatchReport report = tenant.ingest(settings).run(file.toString(), section.mapping());

            int good = section.records().size() + 1;
            assertThat(List.of(report.accepted(), report.rejected(), report.filtered(), report.duplicates()))
                    .as(section.name())
                    .containsExactly(
                            good + count(section, "event"),
                            count(section, "dead letter, "),
                            count(section, "left out"),
                            count(section, "duplicate"));
        }
        tenant.assertStoresAgree();
    }

    private static long count(HostilePage.Section section, String outcome) {
        return section.records().stream()
                .filter(record -> record.outcome().startsWith(outcome))
                .count();
    }

    private List<String> run() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Arrays.asList(System.getProperty("crmlake.jvm.opens").split(" ")));
        command.addAll(
                List.of("-Xmx480m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=128m"));
        command.addAll(List.of("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp"))));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HostileRecordsRun.class.getName()));
        command.addAll(List.of(
                PAGE.toString(), Files.createDirectory(folder.resolve("files")).toString()));
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
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }
}
