package org.crmlake.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.ScoreColumns;
import org.crmlake.lake.SparkLake;

/**
 * The scores of a date as they came into their table and into the profiles.
 *
 * @param rows the rows of the table
 * @param written what was written where
 */
public record PublishedScores(Dataset<Row> rows, List<Written> written) {
    /**
     * Replaces the scores of a date in their table, then in the profiles: from what was committed, so that both say the same. Who had
     * scores the last time and has none now loses them in the profile too.
     *
     * @param scores with the columns of {@code table}, all of the slice
     * @param slice which rows of the table are replaced, those of {@code asOf} or some of them
     * @param names under which name a profile has which column; none if profiles do not have these scores
     * @param lakeOnly whether the profiles are left alone
     */
    public static PublishedScores of(
            Dataset<Row> scores,
            LakeTable table,
            LocalDate asOf,
            Column slice,
            Map<String, String> names,
            JobContext context,
            boolean lakeOnly) {
        SparkLake lake = context.lake();
        Optional<Dataset<Row>> before = lakeOnly ? Optional.empty() : scoresInProfiles(lake, table, asOf);
        lake.overwriteSlice(scores, table, slice);
        long snapshot = lake.snapshot(table);
        Dataset<Row> committed = lake.readAt(table, snapshot).filter(slice);
        Written inLake = new Written(TableRef.of(table), committed.count());
        if (lakeOnly) {
            return new PublishedScores(committed, List.of(inLake, new Written(TableRef.PROFILE, 0)));
        }
        long profiles = ProfileScores.write(committed, names, context, asOf);
        before.map(rows -> gone(rows, committed))
                .ifPresent(customers -> ProfileScores.takeBack(customers, names.values(), context, asOf));
        new InProfiles(snapshot, asOf).note(lake.table(table));
        return new PublishedScores(committed, List.of(inLake, new Written(TableRef.PROFILE, profiles)));
    }

    /** The customers whose profiles show scores; where none were written yet, those with scores of the last date. */
    private static Optional<Dataset<Row>> scoresInProfiles(SparkLake lake, LakeTable table, LocalDate asOf) {
        return InProfiles.of(lake.table(table))
                .filter(shown -> !shown.asOf().isAfter(asOf))
                .or(() -> lake.lastDate(table, ScoreColumns.AS_OF, asOf)
                        .map(date -> new InProfiles(lake.snapshot(table), date)))
                .map(shown -> lake.readAt(table, shown.snapshot())
                        .filter(col(ScoreColumns.AS_OF).equalTo(lit(shown.asOf())))
                        .select(ScoreColumns.CUSTOMER_KEY));
    }

    private static Dataset<Row> gone(Dataset<Row> before, Dataset<Row> now) {
        return before.join(
                now.select(ScoreColumns.CUSTOMER_KEY), new String[] {ScoreColumns.CUSTOMER_KEY}, "left_anti");
    }
}
