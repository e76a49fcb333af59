package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHdfs;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith({MiniHdfs.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LakeQueryIT {
    private static final String THE_TABLES =
            LakeTables.ALL.stream().map(LakeTable::name).collect(Collectors.joining(", ", "The tables are ", "."));
    private static final Tenant SHOP = new Tenant("query_shop");
    private static final Tenant BANK = new Tenant("query_bank");

    private SparkSession spark;

    @BeforeAll
    void create(SparkSession spark, Configuration hadoop) {
        this.spark = spark;
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(hadoop), hadoop)) {
            catalog.createAndVerify(SHOP);
            catalog.createAndVerify(BANK);
        }
        spark.sql("INSERT INTO lake.crm_query_shop.rfm_scores VALUES"
                + " ('crm:1', 3, 2, 9.5, 5, 4, 3, 543, 'Champions', DATE'2026-05-01'),"
                + " ('crm:2', 9, 1, 4.5, 1, 1, 1, 111, 'Lost', DATE'2026-05-01')");
        spark.range(1).createOrReplaceTempView("session_view");
        spark.range(1).createOrReplaceGlobalTempView("global_view");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM rfm_scores",
                "select customer_key from crm_query_shop.rfm_scores;",
                "SELECT s.monetary FROM lake.crm_query_shop.rfm_scores s",
                "TABLE rfm_scores",
                "FROM rfm_scores SELECT customer_key",
                "SELECT segment, count(*) n FROM rfm_scores GROUP BY segment HAVING count(*) > 0 ORDER BY n DESC LIMIT 2",
                "SELECT customer_key FROM rfm_scores GROUP BY ALL ORDER BY ALL LIMIT 2 OFFSET 0",
                "WITH r AS (SELECT * FROM rfm_scores), s(k) AS (SELECT customer_key FROM r) SELECT k FROM s",
                "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 2) SELECT i FROM n",
                "SELECT a.customer_key FROM rfm_scores a JOIN rfm_scores b USING (customer_key)",
                "SELECT /*+ BROADCAST(b) */ a.customer_key FROM rfm_scores a LEFT JOIN events b USING (customer_key)",
                "SELECT customer_key, rank() OVER (ORDER BY monetary) FROM rfm_scores",
                "SELECT customer_key, rank() OVER w FROM rfm_scores WINDOW w AS (ORDER BY monetary)",
                "SELECT customer_key FROM rfm_scores WHERE monetary >= (SELECT min(monetary) FROM rfm_scores)",
                "SELECT customer_key FROM rfm_scores a WHERE EXISTS (SELECT 1 FROM rfm_scores b WHERE b.segment = a.segment)",
                "SELECT customer_key FROM rfm_scores WHERE customer_key NOT IN (SELECT customer_key FROM events)",
                "SELECT customer_key FROM rfm_scores UNION SELECT customer_key FROM rfm_scores",
                "SELECT customer_key FROM rfm_scores EXCEPT SELECT customer_key FROM events",
                "SELECT customer_key FROM rfm_scores INTERSECT SELECT customer_key FROM rfm_scores",
                "SELECT x FROM rfm_scores LATERAL VIEW explode(array(rfm_score)) t AS x",
                "SELECT a.customer_key, t.y FROM rfm_scores a, LATERAL (SELECT a.rfm_score + 1 AS y) t",
                "SELECT id FROM range(2)",
                "SELECT col FROM explode(array(1, 2))",
                "VALUES (1), (2)",
                "SELECT 1 UNION ALL SELECT 2",
                "SELECT * FROM rfm_scores PIVOT (count(*) FOR segment IN ('Champions', 'Lost')) LIMIT 2",
                "SELECT score FROM rfm_scores UNPIVOT (score FOR which IN (recency_score, frequency_score)) LIMIT 2",
                "SELECT customer_key FROM rfm_scores TABLESAMPLE (100 PERCENT)",
                "SELECT transform(array(1), x -> x + 1) FROM rfm_scores",
                "SELECT lake.system.bucket(4, customer_key) FROM rfm_scores",
                "SELECT 'INSERT INTO events; DROP TABLE events' FROM rfm_scores -- ; DELETE FROM events",
            })
    void answersAQuery(String sql) {
        assertThat(LakeQuery.run(spark, SHOP, sql).collectAsList()).hasSize(2);
    }

    @Test
    void showsTheSnapshotsOfATable() {
        List<Row> snapshots = LakeQuery.run(
                        spark, SHOP, "SELECT snapshot_id, operation FROM crm_query_shop.rfm_scores.snapshots")
                .collectAsList();

        assertThat(snapshots).hasSize(1);
        String before = "SELECT count(*) FROM rfm_scores VERSION AS OF "
                + snapshots.get(0).getLong(0);
        assertThat(LakeQuery.run(spark, SHOP, before).first().getLong(0)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO events SELECT * FROM events",
                "INSERT OVERWRITE events SELECT * FROM events",
                "INSERT OVERWRITE DIRECTORY '/stolen' USING json SELECT * FROM events",
                "FROM events INSERT INTO events SELECT *",
                "WITH e AS (SELECT * FROM events) INSERT INTO events SELECT * FROM e",
                "DELETE FROM rfm_scores",
                "UPDATE rfm_scores SET segment = 'x'",
                "MERGE INTO rfm_scores t USING rfm_scores s ON t.customer_key = s.customer_key WHEN MATCHED THEN DELETE",
                "TRUNCATE TABLE rfm_scores",
                "DROP TABLE rfm_scores",
                "CREATE TABLE mine AS SELECT * FROM events",
                "CREATE TABLE mine (a INT)",
                "CREATE OR REPLACE TABLE events AS SELECT 1 AS a",
                "CREATE VIEW v AS SELECT 1",
                "CREATE TEMPORARY VIEW v AS SELECT 1",
                "CREATE TEMPORARY FUNCTION f AS 'java.lang.Runtime'",
                "CREATE TEMPORARY FUNCTION f(x INT) RETURNS INT RETURN x",
                "CREATE DATABASE mine",
                "DROP DATABASE crm_query_shop CASCADE",
                "ALTER TABLE rfm_scores ADD COLUMN x INT",
                "ALTER TABLE rfm_scores DROP PARTITION FIELD as_of",
                "ALTER TABLE rfm_scores CREATE TAG t",
                "CALL lake.system.rollback_to_snapshot('crm_query_shop.rfm_scores', 1)",
                "CALL lake.system.remove_orphan_files(table => 'crm_query_shop.rfm_scores')",
                "SET spark.sql.runSQLOnFiles=true",
                "SET",
                "RESET",
                "SET VAR x = 1",
                "DECLARE VARIABLE x INT",
                "EXECUTE IMMEDIATE 'DROP TABLE rfm_scores'",
                "ADD JAR '/tmp/evil.jar'",
                "ADD FILE '/etc/passwd'",
                "LIST JARS",
                "CACHE TABLE rfm_scores",
                "UNCACHE TABLE rfm_scores",
                "CLEAR CACHE",
                "REFRESH TABLE rfm_scores",
                "REFRESH '/'",
                "ANALYZE TABLE rfm_scores COMPUTE STATISTICS",
                "USE lake.crm_query_bank",
                "SHOW TABLES IN lake.crm_query_bank",
                "DESCRIBE lake.crm_query_bank.events",
                "EXPLAIN SELECT * FROM lake.crm_query_bank.events",
                "LOAD DATA INPATH '/x' INTO TABLE rfm_scores",
                "BEGIN SELECT 1; DROP TABLE rfm_scores; END",
                "SELECT TRANSFORM(customer_key) USING 'cat' AS (a) FROM rfm_scores",
                "SELECT * FROM IDENTIFIER('lake.crm_query_bank.events')",
            })
    void refusesWhatIsNotAQuery(String sql) {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, sql))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessageStartingWith(
                        "Cannot run query: only SELECT statements may read the lake, and this one has a ")
                .hasMessageEndingWith(". Write a single SELECT.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM crm_query_bank.events",
                "SELECT * FROM lake.crm_query_bank.events",
                "SELECT * FROM CRM_QUERY_BANK.events",
                "SELECT * FROM lake.crm_query_bank.events.snapshots",
                "SELECT 1 WHERE EXISTS (SELECT 1 FROM crm_query_bank.events)",
                "SELECT (SELECT count(*) FROM crm_query_bank.events)",
                "SELECT 1 IN (SELECT 1 FROM crm_query_bank.events)",
                "WITH e AS (SELECT * FROM crm_query_bank.events) SELECT 1",
                "SELECT * FROM (SELECT * FROM (SELECT * FROM crm_query_bank.events))",
                "SELECT * FROM events e, LATERAL (SELECT * FROM crm_query_bank.events b WHERE b.name = e.name)",
                "SELECT * FROM events ORDER BY (SELECT count(*) FROM crm_query_bank.events)",
                "SELECT * FROM `../crm_query_bank/events`",
                "SELECT * FROM crm_query_shop.`../crm_query_bank/events`",
                "SELECT * FROM lake.`crm_query_shop/../crm_query_bank`.events",
                "SELECT * FROM lake.`hdfs:///crmlake/warehouse/crm_query_bank/events`",
                "SELECT * FROM parquet.`/crmlake/warehouse/crm_query_bank/events/data`",
                "SELECT * FROM csv.`file:///etc/passwd`",
                "SELECT * FROM iceberg.`/crmlake/warehouse/crm_query_bank/events`",
                "SELECT * FROM spark_catalog.default.t",
                "SELECT * FROM global_temp.global_view",
                "SELECT * FROM lake.events",
                "SELECT * FROM events.snapshots",
                "SELECT * FROM crm_query_shop.events.snapshots.more",
            })
    void refusesOtherPeoplesTables(String sql) {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, sql))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessageStartingWith("Cannot run query: '")
                .hasMessageEndingWith("' is not a table of tenant query_shop. " + THE_TABLES);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reflect | SELECT reflect('java.lang.System', 'getenv')",
                "java_method | SELECT java_method('java.lang.Runtime', 'getRuntime')",
                "TRY_REFLECT | SELECT TRY_REFLECT('java.lang.System', 'exit')",
                "system.builtin.reflect | SELECT system.builtin.reflect('java.lang.System', 'getenv')",
                "reflect | SELECT * FROM rfm_scores WHERE upper(reflect('java.lang.System', 'getenv')) = ''",
                "reflect | SELECT * FROM range(1) WHERE EXISTS (SELECT reflect('java.lang.System', 'getenv'))",
                "from_protobuf | SELECT from_protobuf(X'00', 'm', '/etc/passwd')",
                "python_worker_logs | SELECT * FROM python_worker_logs()",
            })
    void refusesFunctionsThatReachOutside(String function, String sql) {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, sql))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage("Cannot run query: function " + function + " is not among those that may be called."
                        + " Leave it out; docs/queries.md tells what may be written.");
    }

    @Test
    void seesNoViewsOfTheCallersSession() {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, "SELECT * FROM session_view"))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot run query: [TABLE_OR_VIEW_NOT_FOUND]")
                .hasMessageEndingWith(". " + THE_TABLES);
    }

    @Test
    void refusesOptionsOfATable() {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, "SELECT * FROM events WITH (`path` = '/x')"))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot run query: it gives a table options. Leave out the WITH behind the table.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SELEC 1", "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE events"})
    void saysThatItIsNotSql(String sql) {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, sql))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessageStartingWith("Cannot run query: it is not valid SQL: ")
                .hasMessageEndingWith(". Correct it.");
    }

    @Test
    void saysWhichColumnIsUnknown() {
        assertThatThrownBy(() -> LakeQuery.run(spark, SHOP, "SELECT mood FROM events"))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("`mood` cannot be resolved");
    }

    @Test
    void saysThatATenantHasNoLake() {
        assertThatThrownBy(() -> LakeQuery.run(spark, new Tenant("query_nobody"), "SELECT 1"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessage("Cannot run query: tenant query_nobody has no tables."
                        + " Run `crmlake init --tenant query_nobody`.");
    }

    @Test
    void leavesTheCallersSessionAsItWas(@TempDir Path folder) throws Exception {
        String namespace = spark.catalog().currentDatabase();
        Path file = Files.writeString(folder.resolve("a.txt"), "still readable");

        LakeQuery.run(spark, SHOP, "SELECT 1").collectAsList();

        assertThat(spark.catalog().currentDatabase()).isEqualTo(namespace);
        assertThat(spark.sql("SELECT * FROM text.`" + file.toUri() + "`")
                        .first()
                        .getString(0))
                .isEqualTo("still readable");
    }
}
