package org.crmlake.lake;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.lake.LakeTenant.event;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
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

    private SparkSession spark;
    private LakeTenant tenant;
    private SparkLake lake;

    @BeforeEach
    void create(SparkSession spark, Configuration hadoop) {
        this.spark = spark;
        tenant = new LakeTenant(spark, hadoop);
        lake = tenant.lake();
    }

    @Test
    void readsWhatWasAppended() {
        Dataset<Row> events = tenant.events(event("e1", "crm:1", "2026-05-01T10:00:00.123456Z"));

        lake.append(events, EventsTable.TABLE, Map.of());

        assertThat(lake.read(EventsTable.TABLE).schema().fieldNames())
                .containsExactly(SparkLake.columns(EventsTable.TABLE).fieldNames());
        assertThat(lake.read(EventsTable.TABLE).collectAsList()).isEqualTo(events.collectAsList());
    }

    @Test
    void appendsColumnsThatSparkTakesForNullable() {
        StructType columns = SparkLake.columns(EventsTable.TABLE);
        Dataset<Row> parsed = tenant.events(event("e1", "crm:1", "2026-05-01T10:00:00Z"))
                .select(columnsFromJson(columns))
                .select(col("row.*"));
        assertThat(parsed.schema().apply(EventsTable.EVENT_ID).nullable()).isTrue();

        lake.append(parsed, EventsTable.TABLE, Map.of());

        assertThat(lake.read(EventsTable.TABLE).count()).isEqualTo(1);
    }

    @Test
    void refusesARowWithoutARequiredValue() {
        Dataset<Row> broken = tenant.events(event("e1", "crm:1", "2026-05-01T10:00:00Z"))
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
        Dataset<Row> events = tenant.events(event("e1", "crm:1", "2026-05-01T10:00:00Z"))
                .map(failing, Encoders.row(SparkLake.columns(EventsTable.TABLE)));

        assertThatThrownBy(() -> lake.append(events, EventsTable.TABLE, Map.of()))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot decode the row: it is broken. Mend it.");
    }

    @Test
    void writesTheBatchIntoTheSnapshot() {
        CommittedBatch batch = new CommittedBatch("b1", "web", "{\"Pos\":[1,2]}", 3, 1, 1, 1, 0, new TreeSet<>());

        lake.append(tenant.events(event("e1", "crm:1", "2026-05-01T10:00:00Z")), EventsTable.TABLE, batch.summary());

        assertThat(new CommittedBatches(tenant.table(EventsTable.TABLE), tenant.table(ExpiredCommitsTable.TABLE))
                        .find("b1"))
                .contains(batch);
    }

    @Test
    void commitsABatchWithoutRows() {
        CommittedBatch batch = new CommittedBatch("b1", "web", "a.json", 1, 0, 0, 1, 0, new TreeSet<>());

        lake.append(tenant.events(), EventsTable.TABLE, batch.summary());

        assertThat(new CommittedBatches(tenant.table(EventsTable.TABLE), tenant.table(ExpiredCommitsTable.TABLE))
                        .find("b1"))
                .contains(batch);
    }

    @Test
    void writesOneSortedFileADay() {
        Dataset<Row> events = tenant.events(
                        event("e1", "crm:3", "2026-05-01T23:59:59.999999Z"),
                        event("e2", "crm:1", "2026-05-02T00:00:00Z"),
                        event("e3", "crm:2", "2026-05-01T00:00:00Z"),
                        event("e4", "crm:2", "2026-04-30T12:00:00Z"),
                        event("e5", "crm:1", "2026-05-01T12:00:00Z"),
                        event("e6", "crm:1", "2026-05-01T11:00:00Z"))
                .repartition(5);

        lake.append(events, EventsTable.TABLE, Map.of());

        assertThat(tenant.files(EventsTable.TABLE)).hasSize(3);
        Dataset<Row> ofMay1 = lake.read(EventsTable.TABLE)
                .filter(col(EventsTable.EVENT_TIME)
                        .geq("2026-05-01")
                        .and(col(EventsTable.EVENT_TIME).lt("2026-05-02")));
        assertThat(ofMay1.select(EventsTable.EVENT_ID).as(Encoders.STRING()).collectAsList())
                .containsExactly("e6", "e5", "e3", "e1");
    }

    @Test
    void manifestsHoldBoundsOfTimesButNotOfCustomers() {
        lake.append(tenant.events(event("e1", "crm:1", "2026-05-01T10:00:00Z")), EventsTable.TABLE, Map.of());

        Schema schema = tenant.table(EventsTable.TABLE).schema();
        FileScanTask file = tenant.files(EventsTable.TABLE).get(0);
        assertThat(file.file().lowerBounds())
                .containsKey(schema.findField(EventsTable.EVENT_TIME).fieldId())
                .doesNotContainKey(schema.findField(EventsTable.CUSTOMER_KEY).fieldId());
        assertThat(file.file().upperBounds())
                .doesNotContainKey(schema.findField(EventsTable.CUSTOMER_KEY).fieldId());
    }

    @Test
    void eventsAreToldApartWhetherOrNotTheSnapshotsBetweenAreThere() {
        appendBatch("b1", "e1", MAY_1);
        long since = lake.snapshot(EventsTable.TABLE);
        appendBatch("b2", "e2", MAY_1);
        FencedTable.raise(tenant.table(EventsTable.TABLE), "web", "somebody");
        appendBatch("b3", "e3", MAY_1);
        appendBatch("b4", "e4", MAY_1);
        long until = lake.snapshot(EventsTable.TABLE);
        appendBatch("b5", "e5", MAY_1);
        assertThat(ids(lake.eventsSince(since, until).orElseThrow().appended())).containsExactly("e2", "e3", "e4");
        assertThat(ids(lake.eventsSince(since, until).orElseThrow().earlier())).containsExactly("e1");

        Table events = tenant.table(EventsTable.TABLE);
        assertThat(CommitHistory.ofEvents(events, 4, () -> tenant.table(ExpiredCommitsTable.TABLE))
                        .shorten(Instant.now()))
                .isEqualTo(4);
        assertThat(events.snapshot(since)).isNull();

        EventsSince told = lake.eventsSince(since, until).orElseThrow();
        assertThat(ids(told.appended())).containsExactly("e2", "e3", "e4");
        assertThat(ids(told.earlier())).containsExactly("e1");
        assertThat(told.appended().schema())
                .isEqualTo(lake.read(EventsTable.TABLE).schema());
        assertThat(lake.eventsSince(17, until)).isEmpty();
        assertThat(lake.eventsSince(0, until)).isEmpty();
        assertThat(ids(lake.eventsSince(until, until).orElseThrow().appended())).isEmpty();
    }

    @Test
    void eventsThatNoBatchBroughtInAreNotToldApartOnceTheirSnapshotIsGone() {
        appendBatch("b1", "e1", MAY_1);
        long since = lake.snapshot(EventsTable.TABLE);
        lake.append(tenant.events(event("e2", "crm:1", "2026-05-01T10:00:00Z")), EventsTable.TABLE, Map.of());
        appendBatch("b3", "e3", MAY_1);
        long until = lake.snapshot(EventsTable.TABLE);
        assertThat(ids(lake.eventsSince(since, until).orElseThrow().appended())).containsExactly("e2", "e3");

        CommitHistory.ofEvents(tenant.table(EventsTable.TABLE), 2, () -> tenant.table(ExpiredCommitsTable.TABLE))
                .shorten(Instant.now());

        assertThat(lake.eventsSince(since, until)).isEmpty();
    }

    private void appendBatch(String batch, String event, LocalDate day) {
        lake.append(
                tenant.events(event(event, "crm:1", day + "T10:00:00Z")).withColumn(EventsTable.BATCH_ID, lit(batch)),
                EventsTable.TABLE,
                new CommittedBatch(batch, "web", "p", 1, 1, 0, 0, 0, new TreeSet<>(List.of(day))).summary());
    }

    private static List<String> ids(Dataset<Row> events) {
        return events.select(EventsTable.EVENT_ID)
                .orderBy(EventsTable.EVENT_ID)
                .as(Encoders.STRING())
                .collectAsList();
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
        assertThatThrownBy(() -> none.append(tenant.events(), EventsTable.TABLE, Map.of()))
                .isInstanceOf(CrmException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> none.overwritePartition(
                        tenant.scores(MAY_1), RfmScoresTable.TABLE, RfmScoresTable.AS_OF, MAY_1))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("it does not exist");
    }

    private static Column columnsFromJson(StructType columns) {
        return from_json(to_json(struct(col("*"))), columns).as("row");
    }
}
