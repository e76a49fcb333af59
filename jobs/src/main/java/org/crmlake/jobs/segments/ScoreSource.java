package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpliftScoresTable;
import org.crmlake.model.segment.KnownScores;

/**
 * A score that definitions can name, and where the lake has it. The name and the text are those that profiles have.
 *
 * @param name as definitions write it
 * @param table with a row a customer and date
 * @param column of the value
 * @param rows those that are meant
 */
record ScoreSource(String name, LakeTable table, String column, Column rows) {
    static final String CUSTOMER_KEY = "customer_key";
    static final String NAME = "name";
    static final String VALUE = "value";

    private static final String AS_OF = "as_of";

    /** All scores whose names are always the same; a new one is one line here and one in {@link org.crmlake.model.segment.KnownScores}. */
    static final List<ScoreSource> ALL = List.of(
            new ScoreSource("rfm_score", RfmScoresTable.TABLE, RfmScoresTable.RFM_SCORE),
            new ScoreSource("rfm_segment", RfmScoresTable.TABLE, RfmScoresTable.SEGMENT),
            new ScoreSource("rfm_recency_days", RfmScoresTable.TABLE, RfmScoresTable.RECENCY_DAYS),
            new ScoreSource("rfm_frequency", RfmScoresTable.TABLE, RfmScoresTable.FREQUENCY),
            new ScoreSource("rfm_monetary", RfmScoresTable.TABLE, RfmScoresTable.MONETARY));

    private ScoreSource(String name, LakeTable table, String column) {
        this(name, table, column, lit(true));
    }

    /** Returns where a score of this name is, if there is such a one. */
    static Optional<ScoreSource> of(String name) {
        return KnownScores.uplift(name)
                .map(uplift -> new ScoreSource(
                        name,
                        UpliftScoresTable.TABLE,
                        UpliftScoresTable.SCORE,
                        col(UpliftScoresTable.CAMPAIGN)
                                .equalTo(lit(uplift.campaign()))
                                .and(col(UpliftScoresTable.RANKING).equalTo(lit(uplift.ranking())))
                                .and(col(UpliftScoresTable.IN_PROFILE))))
                .or(() -> ALL.stream().filter(one -> one.name().equals(name)).findFirst());
    }

    /** Returns {@code customer_key, name, value} of the scores of these names that hold on a date; null if none is asked for. */
    static Dataset<Row> read(SparkLake lake, Set<String> names, LocalDate asOf) {
        Dataset<Row> all = null;
        for (String name : new TreeSet<>(names)) {
            Optional<ScoreSource> source = of(name);
            if (source.isPresent()) {
                Dataset<Row> one = source.get().newest(lake.read(source.get().table()), asOf);
                all = all == null ? one : all.unionByName(one);
            }
        }
        return all;
    }

    /** The rows of the newest run up to the date; a customer whom that run did not score has no score. */
    private Dataset<Row> newest(Dataset<Row> all, LocalDate asOf) {
        Dataset<Row> upTo = all.filter(rows.and(col(AS_OF).leq(lit(asOf))));
        Dataset<Row> newest = upTo.agg(max(col(AS_OF)).as("newest"));
        return upTo.join(newest, col(AS_OF).equalTo(col("newest")))
                .select(
                        col(CUSTOMER_KEY),
                        lit(name).as(NAME),
                        col(column).cast("string").as(VALUE))
                .filter(col(VALUE).isNotNull());
    }
}
