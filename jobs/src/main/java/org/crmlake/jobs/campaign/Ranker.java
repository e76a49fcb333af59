package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.uplift.RankedSteps;

/**
 * Ranks the customers of an arm and the control by a score, whatever their number: what comes back has one step for each score, or
 * where there are too many of them, steps of about as many customers each.
 *
 * @param mostScores so many different scores are told apart; the bootstrap draws for each of them
 * @param steps into so many are more of them put together
 */
record Ranker(int mostScores, int steps) {
    static final Ranker USUAL = new Ranker(20_000, 10_000);

    /** How far from its place in the ranking a border may be, as a share of the width of a step. */
    private static final double SLACK = 0.25;

    /**
     * A ranking.
     *
     * @param together whether different scores were put together
     */
    record Ranked(RankedSteps steps, boolean together) {}

    /**
     * Ranks customers.
     *
     * @param scored with {@code arm}, {@code score} and the column {@code outcome}
     */
    Ranked rank(Dataset<Row> scored, String outcome, String arm, String control) {
        List<Row> rows = RankedTransform.counted(scored, outcome, arm, control)
                .limit(mostScores + 1)
                .collectAsList();
        if (rows.size() <= mostScores) {
            return new Ranked(steps(rows), false);
        }
        double[] shares =
                IntStream.range(1, steps).mapToDouble(i -> (double) i / steps).toArray();
        double[] borders = scored.filter(col(ParticipantsTransform.ARM).isin(arm, control))
                .stat()
                .approxQuantile(RankedTransform.SCORE, shares, SLACK / steps);
        return new Ranked(
                steps(RankedTransform.counted(RankedTransform.inSteps(scored, borders), outcome, arm, control)
                        .collectAsList()),
                true);
    }

    private static RankedSteps steps(List<Row> rows) {
        return new RankedSteps(column(rows, 1), column(rows, 2), column(rows, 3), column(rows, 4));
    }

    private static double[] column(List<Row> rows, int index) {
        return rows.stream().mapToDouble(row -> row.getLong(index)).toArray();
    }
}
