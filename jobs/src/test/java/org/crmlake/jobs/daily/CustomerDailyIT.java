package org.crmlake.jobs.daily;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.daily.EventRows.Happening;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.SparkLake;
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
class CustomerDailyIT {
    private static final LocalDate JUNE_1 = LocalDate.of(2026, 6, 1);

    private final Tenant tenant = new Tenant(UniqueName.of("daily"));
    private JobContext context;
    private SparkLake lake;

    @BeforeEach
    void create(SparkSession spark, Configuration hdfs) {
        context = new JobContext(spark, tenant, hdfs);
        lake = context.lake();
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(hdfs), hdfs)) {
            catalog.createAndVerify(tenant);
        }
        append(
                bought("1", "crm:anna", "2026-05-05T10:00:00Z", "A"),
                bought("2", "crm:anna", "2026-05-06T10:00:00Z", "B"),
                bought("3", "crm:bert", "2026-05-05T11:00:00Z", "C"),
                bought("4", "crm:bert", "2026-05-20T10:00:00Z", "D"));
    }

    @Test
    void restatesTheDaysThatChangedAndLeavesTheOtherWeeks() {
        assertThat(refresh()).isEqualTo(4);
        append(
                Happening.of("5", "Order Cancelled", "crm:anna", "2026-05-06T12:00:00Z", "B", "7"),
                bought("6", "crm:bert", "2026-05-05T12:00:00Z", "E"));

        // The week of 4 May has four rows by now; the one of 18 May is not written again.
        assertThat(refresh()).isEqualTo(4);

        List<String> kept = rows();
        assertThat(kept).hasSize(5);
        assertThat(state().currentSnapshot().summary())
                .containsEntry(
                        CustomerDailyTable.EVENTS_SNAPSHOT,
                        Long.toString(
                                lake.table(EventsTable.TABLE).currentSnapshot().snapshotId()));
        assertThat(runWith("rebuild")).isEqualTo(5);
        assertThat(rows()).isEqualTo(kept);
    }

    @Test
    void writesNothingWhereNoRowHasChanged(SparkSession spark) {
        refresh();
        long snapshot = state().currentSnapshot().snapshotId();
        spark.sql("CALL lake.system.rewrite_data_files(table => '" + tenant.namespace()
                + ".events', options => map('rewrite-all', 'true'))");

        assertThat(refresh()).isZero();
        assertThat(state().currentSnapshot().snapshotId()).isEqualTo(snapshot);
    }

    @Test
    void followsAnErasureAndARollback(SparkSession spark) {
        refresh();
        List<String> before = rows();
        Table events = lake.table(EventsTable.TABLE);
        long first = events.currentSnapshot().snapshotId();
        spark.sql("DELETE FROM lake." + tenant.namespace() + ".events WHERE customer_key = 'crm:bert'");

        refresh();
        assertThat(rows()).hasSize(2).allMatch(row -> row.startsWith("[crm:anna,"));

        events.refresh();
        events.manageSnapshots().rollbackTo(first).commit();
        refresh();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void worksForEachCustomerWithoutAShuffle() {
        Dataset<Row> byBucket = perCustomer(CustomerDaily.upToDate(context));
        Dataset<Row> asAnyTable = perCustomer(lake.read(CustomerDailyTable.TABLE));

        assertThat(plan(byBucket)).doesNotContain("Exchange");
        assertThat(plan(asAnyTable)).contains("Exchange hashpartitioning");
        assertThat(byBucket.collectAsList()).containsExactlyInAnyOrderElementsOf(asAnyTable.collectAsList());
    }

    @Test
    void keepsTheOrderLinesForTheNextJobUntilThereAreOthers() {
        try (JobContext run = new JobContext(context.spark(), tenant, context.hbase())) {
            Dataset<Row> kept = OrderLines.keptBefore(run, JUNE_1);
            Dataset<Row> lines = OrderLines.before(context, JUNE_1);

            assertThat(OrderLines.before(run, JUNE_1)).isSameAs(kept);
            assertThat(plan(perCustomerOf(kept))).contains("InMemoryTableScan").doesNotContain("Exchange");
            assertThat(kept.collectAsList()).hasSize(4).containsExactlyInAnyOrderElementsOf(lines.collectAsList());

            assertThat(OrderLines.before(run, JUNE_1.plusDays(1))).isNotSameAs(kept);
            append(bought("8", "crm:cara", "2026-05-20T12:00:00Z", "G"));
            assertThat(OrderLines.before(run, JUNE_1)).isNotSameAs(kept);
            assertThat(OrderLines.keptBefore(run, JUNE_1).count()).isEqualTo(5);
        }
    }

    @Test
    void twoRunsAtOnceDoNotUndoEachOther() {
        refresh();
        OptionalLong before = OptionalLong.of(state().currentSnapshot().snapshotId());
        append(bought("7", "crm:cara", "2026-05-20T12:00:00Z", "F"));
        refresh();
        List<String> rows = rows();

        Dataset<Row> stale = CustomerDailyTransform.daily(lake.read(EventsTable.TABLE));
        assertThatThrownBy(() -> lake.overwrite(stale, CustomerDailyTable.TABLE, lit(true), Map.of(), before))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessageStartingWith("Cannot overwrite table " + tenant.namespace() + ".customer_daily: ");
        assertThat(rows()).isEqualTo(rows);
    }

    private static Dataset<Row> perCustomer(Dataset<Row> daily) {
        return perCustomerOf(OrderLines.of(daily));
    }

    private static Dataset<Row> perCustomerOf(Dataset<Row> lines) {
        return CustomerOrders.before(lines, JUNE_1)
                .groupBy(CustomerOrders.CUSTOMER_KEY)
                .agg(sum(CustomerOrders.NET));
    }

    private static String plan(Dataset<Row> rows) {
        return ((org.apache.spark.sql.classic.Dataset<Row>) rows)
                .queryExecution()
                .executedPlan()
                .toString();
    }

    private static Happening bought(String id, String customer, String at, String order) {
        return Happening.of(id, "Order Completed", customer, at, order, "7");
    }

    private void append(Happening... happenings) {
        lake.append(EventRows.in(context.spark(), happenings), EventsTable.TABLE, Map.of());
    }

    private long refresh() {
        return CustomerDaily.in(lake).refresh();
    }

    private long runWith(String flag) {
        return new CustomerDailyJob()
                .run(context, new JobArguments(JUNE_1, Map.of(flag, "true")))
                .written()
                .get(0)
                .rows();
    }

    private Table state() {
        return lake.table(CustomerDailyTable.TABLE);
    }

    private List<String> rows() {
        return CustomerDailyTransformTest.texts(
                        lake.read(CustomerDailyTable.TABLE).collectAsList())
                .stream()
                .sorted()
                .toList();
    }
}
