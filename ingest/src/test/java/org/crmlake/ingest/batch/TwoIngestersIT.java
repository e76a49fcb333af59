package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two ingesters of one source: the second is refused, and if it takes over, the first cannot commit any more. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class TwoIngestersIT {
    private final Configuration conf;
    private final FileSystem fs;
    private final TestTenant tenant;

    @TempDir
    private java.nio.file.Path folder;

    TwoIngestersIT(SparkSession spark, Configuration conf, FileSystem fs) {
        this.conf = conf;
        this.fs = fs;
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void refusesTheSecondAndShutsTheFirstOutOnceTheSecondHasTakenOver() throws IOException {
        String file = TestTenant.write(
                        folder,
                        "input",
                        "{\"messageId\":\"m-1\",\"type\":\"track\",\"event\":\"bought\",\"userId\":\"u\","
                                + "\"timestamp\":\"2026-01-31T12:00:00Z\"}\nno event")
                .toString();
        List<BatchReport> successor = new ArrayList<>();
        IngestListener second = (step, detail) -> {
            if (step == IngestStep.TIMELINE_WRITTEN) {
                assertThatExceptionOfType(CrmException.class)
                        .isThrownBy(() -> tenant.ingest().run(file, Mapping.SEGMENT))
                        .withMessageStartingWith("Cannot ingest source segment: process "
                                + ProcessHandle.current().pid())
                        .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));
                pretendThatItsProcessDied();
                successor.add(tenant.ingest().run(file, Mapping.SEGMENT));
            }
        };

        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(() -> tenant.ingest(IngestSettings.DEFAULT, second).run(file, Mapping.SEGMENT))
                .withMessageContaining("Cannot commit batch ")
                .withMessageContaining(" of the same source was committed meanwhile")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.LOCKED));

        assertThat(successor).singleElement().satisfies(report -> assertThat(
                        List.of(report.accepted(), report.rejected()))
                .containsExactly(1L, 1L));
        assertThat(tenant.deadLetters()).hasSize(1);
        assertThat(tenant.events()).hasSize(1);
        tenant.assertStoresAgree();
        assertThat(tenant.ingest().run(file, Mapping.SEGMENT).duplicates()).isEqualTo(2);
    }

    private void pretendThatItsProcessDied() {
        Path lock = new Path(
                new Path(conf.get("hbase.rootdir")).getParent(),
                "crmlake-locks/" + tenant.tenant().namespace() + "/segment/1");
        try {
            String[] owner;
            try (var in = fs.open(lock)) {
                owner = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
            }
            try (OutputStream out = fs.create(lock, true)) {
                out.write((owner[0] + "\n" + owner[1] + "\n1\n").getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
