package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlake.lake.LakeTenant.event;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.iceberg.Table;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.crmlake.model.Tenant;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What Spark commits is there once if the answer is lost, and Spark aborts nothing. */
@ExtendWith(SharedSpark.class)
class LostAnswerToSparkTest {
    private static final String EVENTS = "events";

    @TempDir
    Path folder;

    private SparkSession shared;
    private SparkSession spark;
    private LakeCatalog catalog;
    private SparkLake lake;

    @BeforeEach
    void create(SparkSession shared) {
        catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
        // A session has a catalog of its own, made at its first use.
        spark = shared.newSession();
        String prefix = "spark.sql.catalog.lake.";
        spark.conf().set(prefix + "warehouse", folder.toUri().toString());
        spark.conf().set(prefix + "hadoop.fs.file.impl", FaultyDisk.class.getName());
        spark.conf().set(prefix + "hadoop.fs.file.impl.disable.cache", "true");
        // What loads a catalog asks the session at work in this thread, not the one it loads it for.
        SparkSession.setActiveSession(spark);
        lake = new SparkLake(spark, Tenant.DEFAULT);
        this.shared = shared;
    }

    @AfterEach
    void leave() {
        SparkSession.setActiveSession(shared);
    }

    @Test
    void aBatchIsInOnce() {
        FencedAppend append = new FencedAppend(FencedTable.of(events(), "web"));
        FaultyDisk.loseAnswer(EVENTS);
        append.append(
                rows(event("e1", "crm:1", "2026-05-01T10:00:00Z")),
                new CommittedBatch("b1", "web", "p", 1, 1, 0, 0, 0, new TreeSet<>(List.of(LocalDate.of(2026, 5, 1)))));

        assertThat(FaultyDisk.left()).isZero();
        assertThat(ids()).containsExactly("e1");
        assertThat(events().snapshots()).hasSize(1);
    }

    @Test
    void aBatchIsInIfOnlyALookTells() {
        FencedAppend append = new FencedAppend(FencedTable.of(events(), "web"));
        FaultyDisk.breakDownForTheLooksAfter(EVENTS);
        append.append(
                rows(event("e1", "crm:1", "2026-05-01T10:00:00Z")),
                new CommittedBatch("b1", "web", "p", 1, 1, 0, 0, 0, new TreeSet<>(List.of(LocalDate.of(2026, 5, 1)))));

        assertThat(ids()).containsExactly("e1");
        assertThat(events().snapshots()).hasSize(1);
    }

    @Test
    void whatIsAppendedReplacedAndMergedByNameIsThereOnce() {
        FaultyDisk.loseAnswer(EVENTS);
        lake.append(rows(event("e1", "crm:1", "2026-05-01T10:00:00Z")), EventsTable.TABLE, Map.of());
        assertThat(ids()).containsExactly("e1");

        FaultyDisk.loseAnswer(EVENTS);
        lake.overwriteSlice(rows(event("e2", "crm:2", "2026-05-01T10:00:00Z")), EventsTable.TABLE, functions.lit(true));
        assertThat(ids()).containsExactly("e2");

        FaultyDisk.loseAnswer(EVENTS);
        new LakeMerge(lake)
                .run(
                        rows(event("e3", "crm:3", "2026-05-01T10:00:00Z")),
                        EventsTable.TABLE,
                        EventsTable.EVENT_ID,
                        functions.lit(true),
                        Map.of());
        assertThat(FaultyDisk.left()).isZero();
        assertThat(ids()).containsExactly("e2", "e3");
        assertThat(events().snapshots()).hasSize(3);
    }

    private List<String> ids() {
        return lake.read(EventsTable.TABLE)
                .select(EventsTable.EVENT_ID)
                .orderBy(EventsTable.EVENT_ID)
                .as(Encoders.STRING())
                .collectAsList();
    }

    private Dataset<Row> rows(Row... rows) {
        return spark.createDataFrame(List.of(rows), SparkLake.columns(EventsTable.TABLE));
    }

    private Table events() {
        return catalog.table(Tenant.DEFAULT, EventsTable.TABLE);
    }
}
