package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.PublishedScores;
import org.crmlake.jobs.ScoreOptions;
import org.crmlake.jobs.TableRef;
import org.crmlake.jobs.Tenths;
import org.crmlake.jobs.value.ModelStore;
import org.crmlake.jobs.value.StoredModel;
import org.crmlake.lake.ChurnPredictionsTable;
import org.crmlake.lake.ModelsTable;

/** Writes what a classifier says of customers into {@link ChurnPredictionsTable} and the profiles. */
final class Predictions {
    /** What a job writes that predicts. */
    static final List<TableRef> OUTPUTS =
            List.of(TableRef.of(ModelsTable.TABLE), TableRef.of(ChurnPredictionsTable.TABLE), TableRef.PROFILE);

    private static final Map<String, String> IN_PROFILES = Map.of(
            ChurnPredictionsTable.PROBABILITY, "leave_probability",
            ChurnPredictionsTable.MODEL_ID, "leave_model");

    private Predictions() {}

    /**
     * What was written.
     *
     * @param written to each of {@link #OUTPUTS}
     * @param sizes how many customers each decile has, the one most likely to leave first
     */
    record Outcome(List<Written> written, long[] sizes) {
        /** Adds the sizes to what a job says, and a warning if they are far from what is asked of deciles. */
        void tell(Map<String, Object> findings, List<String> warnings) {
            findings.put("scored_by_decile", Arrays.stream(sizes).boxed().toList());
            Tenths.warning("decile", sizes, 1).ifPresent(warnings::add);
        }
    }

    /**
     * Keeps the model, and replaces its predictions for the date in the table and in the profiles.
     *
     * @param scored what {@link ChurnClassifier#score} returns; read twice, so keep it
     */
    static Outcome write(Dataset<Row> scored, StoredModel model, JobContext context, JobArguments arguments) {
        new ModelStore(context).save(model);
        ScoreCounts counts = ScoreCounts.of(
                scored.withColumn(Features.LABEL, lit(0.0)), col(ChurnClassifier.PROBABILITY), col(Features.LABEL));
        double[] thresholds = Deciles.thresholds(counts);
        Dataset<Row> rows = scored.select(
                col(Features.CUSTOMER_KEY).as(ChurnPredictionsTable.CUSTOMER_KEY),
                col(ChurnClassifier.PROBABILITY).as(ChurnPredictionsTable.PROBABILITY),
                decile(thresholds).as(ChurnPredictionsTable.DECILE),
                col(ChurnClassifier.REASONS).as(ChurnPredictionsTable.REASONS),
                lit(model.model()).as(ChurnPredictionsTable.MODEL),
                lit(model.id()).as(ChurnPredictionsTable.MODEL_ID),
                lit(arguments.asOf()).as(ChurnPredictionsTable.AS_OF));
        PublishedScores published = PublishedScores.of(
                rows,
                ChurnPredictionsTable.TABLE,
                arguments.asOf(),
                col(ChurnPredictionsTable.AS_OF)
                        .equalTo(lit(arguments.asOf()))
                        .and(col(ChurnPredictionsTable.MODEL).equalTo(lit(model.model()))),
                IN_PROFILES,
                context,
                arguments.value(ScoreOptions.LAKE_ONLY));
        List<Written> written = new ArrayList<>();
        written.add(new Written(TableRef.of(ModelsTable.TABLE), 1));
        written.addAll(published.written());
        return new Outcome(
                written,
                Deciles.of(counts).stream()
                        .mapToLong(part -> Math.round(part.customers()))
                        .toArray());
    }

    /** 1 and one more for each threshold that the score is below. */
    private static Column decile(double[] thresholds) {
        Column[] all = Arrays.stream(thresholds).mapToObj(value -> lit(value)).toArray(Column[]::new);
        Column score = org.apache.spark.sql.functions.round(col(ChurnClassifier.PROBABILITY), ScoreCounts.DECIMALS);
        return size(filter(array(all), threshold -> score.lt(threshold))).plus(1);
    }
}
