package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.spark.Spark3Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.EventsTable;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class RememberedIdsTest {
    private static final Expression ANY_DAY = Expressions.alwaysTrue();

    private final SparkSession spark;
    private final String table = "lake." + UniqueName.of("remembered") + ".events";
    private int scans;

    RememberedIdsTest(SparkSession spark) {
        this.spark = spark;
        spark.sql("CREATE TABLE " + table + " (event_id STRING NOT NULL, event_time TIMESTAMP NOT NULL) USING iceberg"
                + " PARTITIONED BY (days(event_time))");
    }

    @Test
    void hashesAsSparkDoes() {
        for (String id :
                List.of("", "m-1", "Zoë 😀", "a longer id that does not fit into a stripe of thirty-two bytes")) {
            Row hash = spark.sql("SELECT xxhash64('" + id + "')").first();
            assertThat(RememberedIds.hash(id)).isEqualTo(hash.getLong(0));
        }
    }

    @Test
    void leavesTheFirstQuestionToALook() throws Exception {
        RememberedIds remembered = new RememberedIds();
        append(0, 10, "2026-03-01");

        assertThat(among(remembered, 0, 20, ANY_DAY)).isEmpty();
        assertThat(among(remembered, 0, 20, ANY_DAY)).contains(hashes(0, 10));
    }

    @Test
    void readsWhatIsNewAndNothingTwice() throws Exception {
        RememberedIds remembered = asked();
        append(0, 300_000, "2026-03-01");
        assertThat(among(remembered, 299_990, 300_020, ANY_DAY)).contains(hashes(299_990, 300_000));
        assertThat(scans).isOne();

        append(300_000, 300_010, "2026-03-02");
        assertThat(among(remembered, 299_990, 300_020, ANY_DAY)).contains(hashes(299_990, 300_010));
        assertThat(scans).isOne();
    }

    @Test
    void readsOnlyTheDaysAskedFor() throws Exception {
        RememberedIds remembered = asked();
        append(0, 10, "2026-03-01");
        append(10, 20, "2026-03-09");

        assertThat(among(remembered, 0, 20, before("2026-03-05"))).contains(hashes(0, 10));
        assertThat(among(remembered, 0, 20, ANY_DAY)).contains(hashes(0, 20));
    }

    @Test
    void followsFilesThatAreWrittenAnew() throws Exception {
        RememberedIds remembered = asked();
        append(0, 10, "2026-03-01");
        among(remembered, 0, 10, ANY_DAY);

        rows(5, 15, "2026-03-01").writeTo(table).overwrite(lit(true));

        assertThat(among(remembered, 0, 20, ANY_DAY).orElseThrow()).containsAll(hashes(5, 15));
    }

    @Test
    void remembersNoMoreThanItMay() throws Exception {
        RememberedIds remembered = new RememberedIds(25);
        append(0, 20, "2026-03-01");
        among(remembered, 0, 1, ANY_DAY);
        assertThat(among(remembered, 0, 50, ANY_DAY)).contains(hashes(0, 20));

        append(20, 40, "2026-03-09");
        assertThat(among(remembered, 0, 50, ANY_DAY)).isEmpty();
        assertThat(among(remembered, 0, 50, Expressions.not(before("2026-03-05"))))
                .contains(hashes(20, 40));
        // What it has and what is new would be too much together, so what it has is forgotten.
        assertThat(among(remembered, 0, 50, before("2026-03-05"))).contains(hashes(0, 20));
    }

    private RememberedIds asked() throws Exception {
        RememberedIds remembered = new RememberedIds();
        among(remembered, 0, 1, ANY_DAY);
        return remembered;
    }

    private Optional<SortedSet<Long>> among(RememberedIds remembered, int from, int to, Expression where)
            throws Exception {
        Table events = Spark3Util.loadIcebergTable(spark, table);
        long[] ids = hashes(from, to).stream().mapToLong(hash -> hash).toArray();
        return remembered.among(ids, events, where, this::scan).map(TreeSet::new);
    }

    private Dataset<Row> scan() {
        scans++;
        return spark.table(table).select(CandidateIndex.idHash(EventsTable.EVENT_ID));
    }

    private void append(int from, int to, String day) throws Exception {
        rows(from, to, day).writeTo(table).append();
    }

    private Dataset<Row> rows(int from, int to, String day) {
        return spark.range(from, to)
                .select(
                        concat(lit("m-"), col("id")).as(EventsTable.EVENT_ID),
                        lit(Timestamp.valueOf(day + " 12:00:00")).as(EventsTable.EVENT_TIME));
    }

    private static Expression before(String day) {
        return Expressions.lessThan(EventsTable.EVENT_TIME, day + "T00:00:00+00:00");
    }

    private static SortedSet<Long> hashes(int from, int to) {
        SortedSet<Long> hashes = new TreeSet<>();
        LongStream.range(from, to).forEach(id -> hashes.add(RememberedIds.hash("m-" + id)));
        return hashes;
    }
}
