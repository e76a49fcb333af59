package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.crmlake.lake.LakeColumn.Content;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.TableState;
import org.crmlake.model.TableState.Drift;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeCatalogTest {
    private static final Tenant SHOP = new Tenant("shop");

    @TempDir
    Path folder;

    private LakeCatalog catalog;

    @BeforeEach
    void open() {
        catalog = LakeCatalog.open(LakeSettings.inFolder(folder.toUri()), new Configuration());
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void createsEveryTableAsDefined() {
        List<TableState> states = catalog.createAndVerify(SHOP);

        assertThat(states)
                .containsExactlyElementsOf(LakeTables.ALL.stream()
                        .map(table -> new TableState("lake", "crm_shop." + table.name(), true, List.of()))
                        .toList());
    }

    @Test
    void changesNothingTheSecondTime() {
        catalog.createAndVerify(SHOP);
        String before = catalog.table(SHOP, EventsTable.TABLE).uuid().toString();

        List<TableState> again = catalog.createAndVerify(SHOP);

        assertThat(again).extracting(TableState::created).containsOnly(false);
        assertThat(again).flatExtracting(TableState::drifts).isEmpty();
        assertThat(catalog.table(SHOP, EventsTable.TABLE).uuid()).hasToString(before);
    }

    @Test
    void keepsTheDocOfEveryColumn() {
        catalog.createAndVerify(SHOP);

        for (LakeTable definition : LakeTables.ALL) {
            Table table = catalog.table(SHOP, definition);
            assertThat(definition.columns()).allSatisfy(column -> assertThat(
                            table.schema().findField(column.name()).doc())
                    .isEqualTo(column.doc())
                    .isNotBlank());
        }
    }

    @Test
    void keepsBoundsOfNoPersonalColumn() {
        catalog.createAndVerify(SHOP);

        for (LakeTable definition : LakeTables.ALL) {
            MetricsConfig metrics = MetricsConfig.forTable(catalog.table(SHOP, definition));
            assertThat(definition.columns())
                    .filteredOn(column -> column.content() == Content.PERSONAL)
                    .allSatisfy(column ->
                            assertThat(metrics.columnMode(column.name())).hasToString("none"));
        }
        assertThat(EventsTable.TABLE.columns())
                .filteredOn(column -> column.content() == Content.PERSONAL)
                .isNotEmpty();
        assertThat(MetricsConfig.forTable(catalog.table(SHOP, EventsTable.TABLE))
                        .columnMode(EventsTable.EVENT_TIME))
                .hasToString("full");
    }

    @Test
    void reportsWhatDriftedAndLeavesItAlone() {
        catalog.createAndVerify(SHOP);
        Table events = catalog.table(SHOP, EventsTable.TABLE);
        events.updateSchema()
                .deleteColumn(EventsTable.CURRENCY)
                .addColumn("mood", Types.StringType.get())
                .makeColumnOptional(EventsTable.SOURCE)
                .commit();
        events.updateSpec().addField(EventsTable.SOURCE).commit();
        events.replaceSortOrder().asc(EventsTable.EVENT_TIME).commit();
        events.updateProperties()
                .set("write.parquet.compression-codec", "snappy")
                .remove("write.distribution-mode")
                .set("format-version", "3")
                .commit();

        List<TableState> first = catalog.createAndVerify(SHOP);
        List<TableState> second = catalog.createAndVerify(SHOP);

        assertThat(first.get(0).drifts())
                .containsExactlyInAnyOrder(
                        new Drift("column currency", "optional string", "absent"),
                        // Iceberg drops the settings of a column with it.
                        new Drift("property write.metadata.metrics.column.currency", "truncate(16)", "absent"),
                        new Drift("column mood", "absent", "optional string"),
                        new Drift("column source", "required string", "optional string"),
                        new Drift("partitioning", "day(event_time)", "day(event_time), identity(source)"),
                        new Drift(
                                "sort order",
                                "customer_key ASC NULLS FIRST, event_time ASC NULLS FIRST",
                                "event_time ASC NULLS FIRST"),
                        new Drift("property write.parquet.compression-codec", "zstd", "snappy"),
                        new Drift("property write.distribution-mode", "hash", "absent"),
                        new Drift("property format-version", "2", "3"));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void makesColumnsOptionalThatAnOlderTableRequires() {
        catalog.createAndVerify(SHOP);
        catalog.table(SHOP, ClvTable.TABLE)
                .updateSchema()
                .allowIncompatibleChanges()
                .requireColumn(ClvTable.CLV_LOW)
                .requireColumn(ClvTable.CLV_HIGH)
                .commit();

        List<TableState> states = catalog.createAndVerify(SHOP);

        assertThat(states).flatExtracting(TableState::drifts).isEmpty();
        Table relaxed = catalog.table(SHOP, ClvTable.TABLE);
        assertThat(relaxed.schema().findField(ClvTable.CLV_LOW).isOptional()).isTrue();
        assertThat(relaxed.schema().findField(ClvTable.CLV).isOptional()).isFalse();
    }

    @Test
    void reportsAColumnOfAnotherType() {
        catalog.createAndVerify(SHOP);
        Table events = catalog.table(SHOP, EventsTable.TABLE);
        events.updateSchema()
                .updateColumn(EventsTable.AMOUNT, Types.DecimalType.of(20, 4))
                .commit();

        assertThat(catalog.createAndVerify(SHOP).get(0).drifts())
                .containsExactly(new Drift("column amount", "optional decimal(18, 4)", "optional decimal(20, 4)"));
    }

    @Test
    void keepsTenantsApart() {
        catalog.createAndVerify(SHOP);

        assertThat(catalog.table(SHOP, EventsTable.TABLE).location()).endsWith("/crm_shop/events");
        assertThatThrownBy(() -> catalog.table(new Tenant("bank"), EventsTable.TABLE))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessage("Cannot open table crm_bank.events: it does not exist. Run `crmlake init --tenant bank`.");
    }

    @Test
    void saysWhichLakeCannotBeReached() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        LakeSettings settings = LakeSettings.inFolder(URI.create(file.toUri() + "/warehouse"));

        assertThatThrownBy(() -> LakeCatalog.open(settings, new Configuration()).createAndVerify(SHOP))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessageStartingWith("Cannot reach the lake at " + file.toUri() + "/warehouse: ")
                .hasMessageEndingWith(
                        ". See that the cluster runs (`crmlake sandbox status`) and that you may write there.");
    }

    @Test
    void refusesToTakeTheMachinesDiskForACluster() {
        assertThatThrownBy(() -> LakeSettings.onClusterOf(new Configuration()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(
                        "Cannot open the lake: the Hadoop configuration names no cluster (fs.defaultFS is file:///)."
                                + " Run `crmlake sandbox start`, or set HADOOP_CONF_DIR to the folder of core-site.xml.");
    }

    @Test
    void liesInTheClustersWarehouse() {
        Configuration hadoop = new Configuration(false);
        hadoop.set("fs.defaultFS", "hdfs://nameservice1/");

        assertThat(LakeSettings.onClusterOf(hadoop).catalog())
                .containsEntry("warehouse", "hdfs://nameservice1/crmlake/warehouse")
                .containsEntry("type", "hadoop");
    }

    /** The cache goes by the files' reader; one that is not told of it reads each manifest again for each scan. */
    @Test
    void keepsManifestsInMemory() {
        catalog.createAndVerify(SHOP);

        assertThat(catalog.table(SHOP, EventsTable.TABLE).io().properties())
                .containsEntry("io.manifest.cache-enabled", "true");
    }

    @Test
    void refusesACatalogWithoutType() {
        assertThatThrownBy(() -> new LakeSettings(Map.of("uri", "http://localhost")))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot open the lake: its catalog has no type. Set the type to hadoop, rest or jdbc.");
    }
}
