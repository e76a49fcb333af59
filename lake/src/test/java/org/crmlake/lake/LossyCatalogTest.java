package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.lake.LakeTenant.event;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** In a database and at a service, too, a commit whose answer is lost is there once, and none of its files is touched. */
abstract class LossyCatalogTest {
    private static final Tenant SHOP = new Tenant("shop");
    private static final Tenant BANK = new Tenant("bank");

    @TempDir
    Path folder;

    private LossyCatalog network;
    private LakeSettings settings;
    private LakeCatalog lake;

    abstract LossyCatalog network() throws Exception;

    @BeforeEach
    void open() throws Exception {
        network = network();
        settings = network.settings(folder);
        lake = LakeCatalog.open(settings, new Configuration());
        assertThat(lake.createAndVerify(SHOP)).allMatch(table -> table.created());
    }

    @AfterEach
    void close() throws Exception {
        lake.close();
        network.close();
    }

    @Test
    void aFencedBatchIsInOnce() throws Exception {
        network.loseAnswer();
        commit("web", "b1", "a");
        network.loseAnswer();
        commit("web", "b2", "b");

        assertThat(network.isWaiting()).isFalse();
        assertThat(files()).containsExactlyInAnyOrder("a", "b");
        assertThat(events().snapshots()).hasSize(2);
    }

    @Test
    void anAppendARewriteAndATagAreDoneOnce() throws Exception {
        DataFile small = file("a");
        network.loseAnswer();
        events().newAppend().appendFile(small).commit();
        network.loseAnswer();
        events().newRewrite().deleteFile(small).addFile(file("b")).commit();
        network.loseAnswer();
        events().manageSnapshots()
                .createTag("kept", events().currentSnapshot().snapshotId())
                .commit();

        assertThat(network.isWaiting()).isFalse();
        assertThat(files()).containsExactly("b");
        assertThat(events().snapshots()).hasSize(2);
        assertThat(events().refs()).containsKey("kept");
    }

    @Test
    void aCommitThatDidNotGetThroughIsMadeAgain() throws Exception {
        network.loseRequest();
        commit("web", "b1", "a");

        assertThat(network.isWaiting()).isFalse();
        assertThat(files()).containsExactly("a");
        assertThat(events().snapshots()).hasSize(1);
    }

    @Test
    @Timeout(120)
    void aWriterWhoseCatalogFallsSilentDoesNotWaitForEver() throws Exception {
        try (LakeCatalog patient =
                LakeCatalog.open(settings.with(network.limit(Duration.ofSeconds(2))), new Configuration())) {
            Table events = patient.table(SHOP, EventsTable.TABLE);
            network.keepAnswer();
            events.newAppend().appendFile(file("a")).commit();
        }

        assertThat(network.isWaiting()).isFalse();
        assertThat(files()).containsExactly("a");
        assertThat(events().snapshots()).hasSize(1);
    }

    @Test
    void bothOfTwoWritersGetThrough() throws Exception {
        FencedTable web = FencedTable.of(events(), "web");
        commit("mail", "m1", "m");
        network.loseAnswer();
        commit(web, "b1", "a");

        assertThat(files()).containsExactlyInAnyOrder("a", "m");
    }

    @Test
    void aSecondInitChangesNothing() {
        assertThat(lake.createAndVerify(SHOP))
                .allMatch(table -> !table.created() && table.drifts().isEmpty());
    }

    @Test
    void anInitWhoseAnswerIsLostGoesOn() {
        network.loseAnswer();

        lake.createAndVerify(BANK);

        assertThat(network.isWaiting()).isFalse();
        isWhole(BANK);
    }

    @Test
    void anInitThatDidNotGetThroughIsDoneByTheNext() {
        network.loseRequest();
        assertThatThrownBy(() -> lake.createAndVerify(BANK))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL));
        assertThat(network.isWaiting()).isFalse();

        assertThat(lake.createAndVerify(BANK)).allMatch(table -> table.created());
        isWhole(BANK);
    }

    @Test
    void ofManyInitsAtOnceEachTableIsMadeByOne() throws Exception {
        ManyInits.atOnce(() -> LakeCatalog.open(settings, new Configuration()));
    }

    private void isWhole(Tenant tenant) {
        assertThat(lake.createAndVerify(tenant))
                .allMatch(table -> !table.created() && table.drifts().isEmpty());
        for (LakeTable table : LakeTables.ALL) {
            lake.table(tenant, table).newAppend().commit();
            assertThat(lake.table(tenant, table).snapshots()).hasSize(1);
        }
    }

    @Test
    @ExtendWith(SharedSpark.class)
    void sparkAsksTheSameCatalogInEverySession(SparkSession shared) {
        SparkSession spark = session(shared);
        try {
            FencedAppend append = new FencedAppend(FencedTable.of(events(), "web"));
            network.loseAnswer();
            append.append(
                    rows(spark, "e1"),
                    new CommittedBatch(
                            "b1", "web", "p", 1, 1, 0, 0, 0, new TreeSet<>(List.of(LocalDate.of(2026, 5, 1)))));
            network.loseAnswer();
            new SparkLake(spark, SHOP).append(rows(spark, "e2"), EventsTable.TABLE, Map.of());

            assertThat(network.isWaiting()).isFalse();
            assertThat(events().snapshots()).hasSize(2);
            assertThat(ids(new SparkLake(spark, SHOP).read(EventsTable.TABLE))).containsExactlyInAnyOrder("e1", "e2");
            assertThat(ids(new SparkLake(spark, SHOP).byBucket().read(EventsTable.TABLE)))
                    .containsExactlyInAnyOrder("e1", "e2");
            assertThat(ids(LakeQuery.run(spark, SHOP, "SELECT event_id FROM events")))
                    .containsExactlyInAnyOrder("e1", "e2");
        } finally {
            SparkSession.setActiveSession(shared);
        }
    }

    private SparkSession session(SparkSession shared) {
        SparkSession spark = shared.newSession();
        settings.sparkSettings().forEach((key, value) -> {
            if (key.startsWith("spark.sql.catalog.lake.")) {
                spark.conf().set(key, value);
            }
        });
        SparkSession.setActiveSession(spark);
        return spark;
    }

    private static Dataset<Row> rows(SparkSession spark, String id) {
        return spark.createDataFrame(
                List.of(event(id, "crm:1", "2026-05-01T10:00:00Z")), SparkLake.columns(EventsTable.TABLE));
    }

    private static List<String> ids(Dataset<Row> events) {
        return events.select("event_id").as(Encoders.STRING()).collectAsList();
    }

    private void commit(String source, String batchId, String file) {
        commit(FencedTable.of(events(), source), batchId, file);
    }

    private void commit(FencedTable table, String batchId, String file) {
        AppendFiles append = table.newAppend().appendFile(file(file));
        new CommittedBatch(batchId, table.source(), "p", 0, 0, 0, 0, 0, new TreeSet<>())
                .summary()
                .forEach(append::set);
        append.commit();
    }

    private DataFile file(String name) {
        return DataFiles.builder(EventsTable.TABLE.partitioning())
                .withPath(folder.resolve(name + ".parquet").toString())
                .withFileSizeInBytes(10)
                .withRecordCount(1)
                .withPartitionPath("event_time_day=2026-05-01")
                .build();
    }

    private List<String> files() throws Exception {
        List<String> names = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = events().newScan().planFiles()) {
            tasks.forEach(task -> names.add(
                    Path.of(task.file().location()).getFileName().toString().replace(".parquet", "")));
        }
        return names;
    }

    private Table events() {
        return lake.table(SHOP, EventsTable.TABLE);
    }
}
