package org.crmlake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHdfs;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MiniHdfs.class, SharedSpark.OnHdfs.class})
class SparkLakeIT {
    private static final LocalDate MAY_1 = LocalDate.of(2026, 5, 1);
    private static final LocalDate MAY_2 = LocalDate.of(2026, 5, 2);

    private final Tenant tenant = new Tenant(UniqueName.of("lake"));
    private SparkSession spark;
    private LakeCatalog catalog;
    private SparkLake lake;

    @BeforeEach
    void create(SparkSession spark, Configuration hadoop) {
        this.spark = spark;
        catalog = LakeCatalog.open(LakeSettings.onClusterOf(hadoop), hadoop);
        catalog.createAndVerify(tenant);
        lake = new SparkLake(spark, tenant);
    }

    @Test
    void readsWhatWasAppended() {
        Dataset<Row> events = events(event("e1", "crm:1", "2026-05-01T10:00:00.123456Z"));

        lake.append(events, EventsTable.TABLE, Map.of());

        assertThat(lake.read(EventsTable.TABLE).schema().fieldNames())
                .containsExactly(SparkLake.columns(EventsTable.TABLE).fieldNames());
        assertThat(lake.read(EventsTable.TABLE).collectAsList()).isEqualTo(events.collectAsList());
    }

    @Test
    void appendsColumnsThatSparkTakesForNullable() {
        StructType columns = SparkLake.columns(EventsTable.TABLE);
        Dataset<Row> parsed = events(event("e1", "crm:1", "2026-05-01T10:00:00Z"))
                .select(columnsFromJson(columns))
                .select(col("row.*"));
        assertThat(parsed.schema().apply(EventsTable.EVENT_ID).nullable()).isTrue();

        lake.append(parsed, EventsTable.TABLE, Map.of());

        assertThat(lake.read(EventsTable.TABLE).count()).isEqualTo(1);
    }

    @Test
    void refusesARowWithoutARequiredValue() {
        Dataset<Row> broken = events(event("e1", "crm:1", "2026-05-01T10:00:00Z"))
                .withColumn(EventsTable.SOURCE, lit(null).cast("string"));

        assertThatThrownBy(() -> lake.append(broken, EventsTable.TABLE, Map.of()))
                .hasMessageContaining("source");
        assertThat(lake.read(EventsTable.TABLE).count()).isZero();
    }

    @Test
    void passesOnWhatCrmlakeThrewInATask() {
        MapFunction<Row, Row> failing = row -> {
            throw new CrmException(Kind.DATA, "Cannot decode the row: it is broken. Mend it.");
        };
        Dataset<Row> events = events(event("e1", "crm:1", "2026-05-01T10:00:00Z"))
                .map(failing, Encoders.row(SparkLake.columns(EventsTable.TABLE)));

        assertThatThrownBy(() -> lake.append(events, EventsTable.TABLE, Map.of()))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot decode the row: it is broken. Mend it.");
    }

    @Test
    void writesTheBatchIntoTheSnapshot() {
        CommittedBatch batch = new CommittedBatch("b1", "web", "{\"Pos\":[1,2]}", 3, 1, 1, 1, 0, new TreeSet<>());

        lake.append(events(event("e1", "crm:1", "2026-05-01T10:00:00Z")), EventsTable.TABLE, batch.summary());

        assertThat(new CommittedBatches(table(EventsTable.TABLE), table(ExpiredCommitsTable.TABLE)).find("b1"))
                .contains(batch);
    }

    @Test
    void commitsABatchWithoutRows() {
        CommittedBatch batch = new CommittedBatch("b1", "web", "a.json", 1, 0, 0, 1, 0, new TreeSet<>());

        lake.append(events(), EventsTable.TABLE, batch.summary());

        assertThat(new CommittedBatches(table(EventsTable.TABLE), table(ExpiredCommitsTable.TABLE)).find("b1"))
                .contains(batch);
    }

    @Test
    void writesOneSortedFileADay() {
        Dataset<Row> events = events(
                        event("e1", "crm:3", "2026-05-01T23:59:59.999999Z"),
                        event("e2", "crm:1", "2026-05-02T00:00:00Z"),
                        event("e3", "crm:2", "2026-05-01T00:00:00Z"),
                        event("e4", "crm:2", "2026-04-30T12:00:00Z"),
                        event("e5", "crm:1", "2026-05-01T12:00:00Z"),
                        event("e6", "crm:1", "2026-05-01T11:00:00Z"))
                .repartition(5);

        lake.append(events, EventsTable.TABLE, Map.of());

        assertThat(files(EventsTable.TABLE)).hasSize(3);
        Dataset<Row> ofMay1 = lake.read(EventsTable.TABLE)
                .filter(col(EventsTable.EVENT_TIME)
                        .geq("2026-05-01")
                        .and(col(EventsTable.EVENT_TIME).lt("2026-05-02")));
        assertThat(ofMay1.select(EventsTable.EVENT_ID).as(Encoders.STRING()).collectAsList())
                .containsExactly("e6", "e5", "e3", "e1");
    }

    @Test
    void manifestsHoldBoundsOfTimesButNotOfCustomers() {
        lake.append(events(event("e1", "crm:1", "2026-05-01T10:00:00Z")), EventsTable.TABLE, Map.of());

        Schema schema = table(EventsTable.TABLE).schema();
        FileScanTask file = files(EventsTable.TABLE).get(0);
        assertThat(file.file().lowerBounds())
                .containsKey(schema.findField(EventsTable.EVENT_TIME).fieldId())
                .doesNotContainKey(schema.findField(EventsTable.CUSTOMER_KEY).fieldId());
        assertThat(file.file().upperBounds())
                .doesNotContainKey(schema.findField(EventsTable.CUSTOMER_KEY).fieldId());
    }

    @Test
    void replacesOnePartitionAndLeavesTheOthers() {
        overwrite(MAY_1, "crm:1", "crm:2");
        overwrite(MAY_2, "crm:1");

        overwrite(MAY_1, "crm:3");

        assertThat(keysAsOf(MAY_1)).containsExactly("crm:3");
        assertThat(keysAsOf(MAY_2)).containsExactly("crm:1");
    }

    @Test
    void emptiesAPartitionThatHasNoRowsAnyMore() {
        overwrite(MAY_1, "crm:1");

        overwrite(MAY_1);

        assertThat(keysAsOf(MAY_1)).isEmpty();
    }

    @Test
    void keepsRowsOfAnotherDateOutOfOtherPartitions() {
        overwrite(MAY_1, "crm:1");

        lake.overwritePartition(scores(MAY_2, "crm:9"), RfmScoresTable.TABLE, RfmScoresTable.AS_OF, MAY_1);

        assertThat(keysAsOf(MAY_1)).containsExactly("crm:9");
        assertThat(keysAsOf(MAY_2)).isEmpty();
    }

    @Test
    void maintenanceBesideAWriterAtWorkLosesNothing(Configuration hadoop) throws IOException {
        for (int i = 1; i <= 6; i++) {
            lake.append(
                    events(event("e" + i, "crm:" + i, "2026-05-01T10:00:00Z")), EventsTable.TABLE, batch(i).summary());
        }
        long first = table(EventsTable.TABLE).history().get(0).snapshotId();
        FencedAppend writer = new FencedAppend(FencedTable.of(table(EventsTable.TABLE), "shop"));
        Instant now = Instant.now();
        leaveBehind(hadoop, "died-long-ago.parquet", now.minus(10, ChronoUnit.DAYS));
        leaveBehind(hadoop, "being-written.parquet", now);

        UpkeepDone plan = upkeep(now, true);
        UpkeepDone done = upkeep(now, false);
        writer.append(events(event("e7", "crm:7", "2026-05-01T10:00:00Z")), batch(7));

        assertThat(plan).isEqualTo(new UpkeepDone(EventsTable.TABLE, 6, 6, 0, 0, 0, 1, 0, Optional.empty()));
        assertThat(done).isEqualTo(new UpkeepDone(EventsTable.TABLE, 6, 6, 1, 0, 0, 1, 0, Optional.empty()));
        assertThat(files(EventsTable.TABLE)).hasSize(2);
        assertThat(ids()).containsExactly("e1", "e2", "e3", "e4", "e5", "e6", "e7");

        UpkeepDone later = upkeep(now.plus(8, ChronoUnit.DAYS), false);

        assertThat(later.expiredSnapshots()).isEqualTo(7);
        assertThat(later.keptCommits()).isEqualTo(7);
        assertThat(later.expiredFiles()).isGreaterThanOrEqualTo(6);
        assertThat(table(EventsTable.TABLE).snapshots()).hasSize(1);
        assertThat(ids()).containsExactly("e1", "e2", "e3", "e4", "e5", "e6", "e7");
        CommittedBatches batches = new CommittedBatches(table(EventsTable.TABLE), table(ExpiredCommitsTable.TABLE));
        assertThat(batches.ids()).containsExactlyInAnyOrder("b1", "b2", "b3", "b4", "b5", "b6", "b7");
        assertThat(batches.find("b3")).contains(batch(3));
        assertThat(batches.daysSince(first)).contains(new TreeSet<>(List.of(MAY_1)));
    }

    @Test
    void maintenanceKeepsADayAtLeast() {
        assertThatThrownBy(() -> new UpkeepSettings(Instant.EPOCH, Duration.ofHours(23), Duration.ofDays(3), false))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage(
                        "Cannot maintain tables with snapshots kept for 23 hours and unnamed files for 72: writers and"
                                + " readers at work may need what is younger than 24 hours. Keep both longer.");
    }

    private UpkeepDone upkeep(Instant now, boolean dryRun) {
        UpkeepSettings settings = new UpkeepSettings(now, Duration.ofDays(7), Duration.ofDays(3), dryRun);
        return new LakeUpkeep(spark, lake, settings).run(EventsTable.TABLE);
    }

    private void leaveBehind(Configuration hadoop, String name, Instant modified) throws IOException {
        Path file = new Path(table(EventsTable.TABLE).location(), "data/" + name);
        FileSystem fs = file.getFileSystem(hadoop);
        fs.create(file).close();
        fs.setTimes(file, modified.toEpochMilli(), -1);
    }

    private List<String> ids() {
        return lake.read(EventsTable.TABLE)
                .select(EventsTable.EVENT_ID)
                .orderBy(EventsTable.EVENT_ID)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static CommittedBatch batch(int number) {
        return new CommittedBatch("b" + number, "web", "file " + number, 1, 1, 0, 0, 0, new TreeSet<>(List.of(MAY_1)));
    }

    @Test
    void saysThatATenantHasNoTables() {
        Tenant stranger = new Tenant(UniqueName.of("stranger"));
        SparkLake none = new SparkLake(spark, stranger);
        String message = "Cannot open table crm_" + stranger + ".events: it does not exist. Run `crmlake init --tenant "
                + stranger + "`.";

        assertThatThrownBy(() -> none.read(EventsTable.TABLE))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessage(message);
        assertThatThrownBy(() -> none.append(events(), EventsTable.TABLE, Map.of()))
                .isInstanceOf(CrmException.class)
                .hasMessage(message);
        assertThatThrownBy(
                        () -> none.overwritePartition(scores(MAY_1), RfmScoresTable.TABLE, RfmScoresTable.AS_OF, MAY_1))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("it does not exist");
    }

    private void overwrite(LocalDate asOf, String... keys) {
        lake.overwritePartition(scores(asOf, keys), RfmScoresTable.TABLE, RfmScoresTable.AS_OF, asOf);
    }

    private List<String> keysAsOf(LocalDate date) {
        return lake.read(RfmScoresTable.TABLE)
                .filter(col(RfmScoresTable.AS_OF).equalTo(lit(date)))
                .select(RfmScoresTable.CUSTOMER_KEY)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private Dataset<Row> scores(LocalDate asOf, String... keys) {
        List<Row> rows = new ArrayList<>();
        for (String key : keys) {
            rows.add(RowFactory.create(
                    key, 3, 1L, new BigDecimal("9.5000"), 5, 1, 2, 512, "Others", Date.valueOf(asOf)));
        }
        return spark.createDataFrame(rows, SparkLake.columns(RfmScoresTable.TABLE));
    }

    private Dataset<Row> events(Row... rows) {
        return spark.createDataFrame(List.of(rows), SparkLake.columns(EventsTable.TABLE));
    }

    private static Row event(String id, String customer, String time) {
        Timestamp at = Timestamp.from(Instant.parse(time));
        return RowFactory.create(
                id,
                "track",
                "Order Completed",
                customer,
                null,
                null,
                at,
                null,
                at,
                "web",
                null,
                null,
                new BigDecimal("9.5000"),
                "EUR",
                asScala(Map.of("order_id", "7")),
                asScala(Map.of()),
                false,
                "b1");
    }

    private static Column columnsFromJson(StructType columns) {
        return from_json(to_json(struct(col("*"))), columns).as("row");
    }

    private Table table(LakeTable table) {
        return catalog.table(tenant, table);
    }

    private List<FileScanTask> files(LakeTable table) {
        List<FileScanTask> files = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks =
                table(table).newScan().includeColumnStats().planFiles()) {
            tasks.forEach(files::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
