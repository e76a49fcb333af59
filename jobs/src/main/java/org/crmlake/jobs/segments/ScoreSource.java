package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.ScoreText;
import org.crmlake.lake.ChurnScoresTable;
import org.crmlake.lake.ClvTable;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpliftScoresTable;
import org.crmlake.model.segment.KnownScores;

/**
 * A score that definitions can name, and where the lake has it. The name and the text are those that profiles have.
 *
 * @param name as definitions write it
 * @param table with a row a customer and date, or a customer, date and model
 * @param column of the value
 * @param rows those that are meant
 */
record ScoreSource(String name, LakeTable table, String column, Column rows) {
    static final String CUSTOMER_KEY = "customer_key";
    static final String NAME = "name";
    static final String VALUE = "value";

    private static final String AS_OF = "as_of";
    private static final String MODEL = "model";

    /** All scores whose names are always the same; a new one is one line here and one in {@link org.crmlake.model.segment.KnownScores}. */
    static final List<ScoreSource> ALL = List.of(
            new ScoreSource("rfm_score", RfmScoresTable.TABLE, RfmScoresTable.RFM_SCORE),
            new ScoreSource("rfm_segment", RfmScoresTable.TABLE, RfmScoresTable.SEGMENT),
            new ScoreSource("rfm_recency_days", RfmScoresTable.TABLE, RfmScoresTable.RECENCY_DAYS),
            new ScoreSource("rfm_frequency", RfmScoresTable.TABLE, RfmScoresTable.FREQUENCY),
            new ScoreSource("rfm_monetary", RfmScoresTable.TABLE, RfmScoresTable.MONETARY),
            new ScoreSource("churn_score", ChurnScoresTable.TABLE, ChurnScoresTable.CHURN_SCORE),
            new ScoreSource("churn_decile", ChurnScoresTable.TABLE, ChurnScoresTable.CHURN_DECILE),
            new ScoreSource("churn_p_alive", ChurnScoresTable.TABLE, ChurnScoresTable.P_ALIVE),
            new ScoreSource("churn_expected_purchases", ChurnScoresTable.TABLE, ChurnScoresTable.EXPECTED_PURCHASES),
            new ScoreSource("clv", ClvTable.TABLE, ClvTable.CLV),
            new ScoreSource("clv_low", ClvTable.TABLE, ClvTable.CLV_LOW),
            new ScoreSource("clv_high", ClvTable.TABLE, ClvTable.CLV_HIGH));

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
        Map<String, Dataset<Row>> newest = new LinkedHashMap<>();
        Dataset<Row> all = null;
        for (String name : new TreeSet<>(names)) {
            Optional<ScoreSource> known = of(name);
            if (known.isPresent()) {
                ScoreSource source = known.get();
                Dataset<Row> run = newest.computeIfAbsent(
                        source.table().name() + ": " + source.rows(),
                        key -> source.newest(lake.read(source.table()), asOf));
                all = all == null ? source.of(run) : all.unionByName(source.of(run));
            }
        }
        return all;
    }

    /**
     * Returns the rows of the newest run up to the date; a customer whom that run did not score has no score. Where several models
     * scored the customers for that date, those of the one whose name comes first. Which run that is, is asked first: the lake
     * answers it from its metadata, and then reads one partition.
     *
     * @param all of {@link #table}
     */
    Dataset<Row> newest(Dataset<Row> all, LocalDate asOf) {
        Dataset<Row> meant = all.filter(rows);
        Object date =
                meant.filter(col(AS_OF).leq(lit(asOf))).agg(max(AS_OF)).first().get(0);
        Dataset<Row> ofDate = meant.filter(col(AS_OF).equalTo(lit(date)));
        if (table.columns().stream().noneMatch(column -> column.name().equals(MODEL))) {
            return ofDate;
        }
        Object model = ofDate.agg(min(MODEL)).first().get(0);
        return ofDate.filter(col(MODEL).equalTo(lit(model)));
    }

    /** Returns {@code customer_key, name, value} of the rows of a run. */
    Dataset<Row> of(Dataset<Row> run) {
        return run.select(
                        col(CUSTOMER_KEY),
                        lit(name).as(NAME),
                        ScoreText.of(column, run.schema()).as(VALUE))
                .filter(col(VALUE).isNotNull());
    }
}
