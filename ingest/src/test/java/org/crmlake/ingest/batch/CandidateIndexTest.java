package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_seconds;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.EventsTable;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whether an index is kept in Spark or brought to the driver, it says the same. */
@ExtendWith(SharedSpark.class)
class CandidateIndexTest {
    private final SparkSession spark;

    CandidateIndexTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void countsFewAndManyAlike() {
        Dataset<Row> candidates = candidates(1_000, 700);
        SortedMap<LocalDate, Long> days = new TreeMap<>();
        for (int number = 0; number < 1_000; number++) {
            if (number % 10 < 7) {
                days.merge(LocalDate.ofEpochDay(number % 3), 1L, Long::sum);
            }
        }

        try (CandidateIndex few = few(candidates);
                CandidateIndex many = many(candidates)) {
            assertThat(few.tally()).isEqualTo(new Tally(700, 200, 100, days));
            assertThat(many.tally()).isEqualTo(few.tally());
        }
    }

    @Test
    void suspectsTheSameIdsOfFewAndMany() {
        Dataset<Row> candidates = candidates(1_000, 700);
        // 0 to 299 are there twice and 650 to 699 are stored; a tenth of each is filtered.
        Stored stored = stored(650, 800);

        try (CandidateIndex few = few(candidates);
                CandidateIndex many = many(candidates)) {
            SortedSet<Long> suspects = hashes(few.suspects(stored).orElseThrow());
            assertThat(suspects).isEqualTo(hashes(many.suspects(stored).orElseThrow()));
            assertThat(suspects).hasSize(270 + 45);
        }
    }

    @Test
    void suspectsNobodyWhereAllIsNew() {
        Dataset<Row> candidates = candidates(500, 500);

        try (CandidateIndex few = few(candidates);
                CandidateIndex many = many(candidates)) {
            assertThat(few.suspects(stored(500, 900))).isEmpty();
            assertThat(many.suspects(stored(500, 900))).isEmpty();
        }
    }

    @Test
    void doesNotBringMoreToTheDriverThanItShould() {
        assertThat(FewCandidates.of(candidates(FewCandidates.MOST + 1, 10))).isEmpty();
        // In two tasks, neither of which sees too many.
        assertThat(FewCandidates.of(candidates(FewCandidates.MOST + 1, 10).repartition(2)))
                .isEmpty();
        try (CandidateIndex index = CandidateIndex.of(candidates(FewCandidates.MOST + 1, 10))) {
            assertThat(index).isInstanceOf(ManyCandidates.class);
            assertThat(index.tally().read()).isEqualTo(FewCandidates.MOST + 1);
        }
    }

    private static CandidateIndex few(Dataset<Row> candidates) {
        return FewCandidates.of(candidates).orElseThrow();
    }

    private static CandidateIndex many(Dataset<Row> candidates) {
        return new ManyCandidates(CandidateIndex.columns(candidates));
    }

    /** Seven of ten are events, on three days; two are rejected, one is filtered. After so many ids they begin again. */
    private Dataset<Row> candidates(long number, int ids) {
        Column kind = col("id").mod(10);
        Column outcome = when(kind.lt(7), Candidates.EVENT)
                .when(kind.lt(9), Candidates.REJECTED)
                .otherwise(Candidates.FILTERED);
        return spark.range(number)
                .select(
                        outcome.as(Candidates.OUTCOME),
                        when(kind.lt(7), timestamp_seconds(col("id").mod(3).multiply(86_400)))
                                .as(EventsTable.EVENT_TIME),
                        concat(lit("m-"), col("id").mod(ids)).as(EventsTable.EVENT_ID),
                        lit(null).cast(DataTypes.StringType).as(Candidates.EARLIER_ID));
    }

    private Stored stored(int from, int to) {
        return Stored.of(spark.range(from, to)
                .select(
                        concat(lit("m-"), col("id")).as(DuplicatesTransform.STORED_ID),
                        lit(null).cast(DataTypes.BinaryType).as(DuplicatesTransform.STORED_FINGERPRINT)));
    }

    private static SortedSet<Long> hashes(Dataset<Row> suspects) {
        List<Row> rows = suspects.select(CandidateIndex.ID_HASH).collectAsList();
        SortedSet<Long> hashes = new TreeSet<>();
        rows.forEach(row -> hashes.add(row.getLong(0)));
        return hashes;
    }
}
