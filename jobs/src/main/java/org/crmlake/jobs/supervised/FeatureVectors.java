package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.supervised.Reasons.Slot;

/**
 * Makes vectors of features: numeric columns as they are, a missing one as the median of the rows it learned from; categorical
 * columns as one entry for each level that these rows have, all 0 for a level they do not have.
 *
 * @param model what was learned
 * @param slots what each entry stands for
 */
record FeatureVectors(Features features, PipelineModel model, List<Slot> slots) {
    /** The column of vectors. */
    static final String VECTOR = "features";

    private static final String MISSING = "(none)";

    // No column of a feature ends like this.
    private static final String FILLED = "%filled";
    private static final String INDEXED = "%indexed";
    private static final String ENCODED = "%encoded";

    static FeatureVectors fit(Dataset<Row> rows, Features features) {
        List<PipelineStage> stages = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        if (!features.numeric().isEmpty()) {
            String[] filled = named(features.numericColumns(), FILLED);
            stages.add(new Imputer()
                    .setStrategy("median")
                    .setInputCols(features.numericColumns().toArray(String[]::new))
                    .setOutputCols(filled));
            inputs.addAll(List.of(filled));
        }
        if (!features.categorical().isEmpty()) {
            String[] encoded = named(features.categoricalColumns(), ENCODED);
            stages.add(new StringIndexer()
                    .setHandleInvalid("keep")
                    .setStringOrderType("alphabetAsc")
                    .setInputCols(features.categoricalColumns().toArray(String[]::new))
                    .setOutputCols(named(features.categoricalColumns(), INDEXED)));
            // The level that is dropped is the one of levels not seen.
            stages.add(new OneHotEncoder()
                    .setInputCols(named(features.categoricalColumns(), INDEXED))
                    .setOutputCols(encoded));
            inputs.addAll(List.of(encoded));
        }
        stages.add(new VectorAssembler()
                .setInputCols(inputs.toArray(String[]::new))
                .setOutputCol(VECTOR));
        PipelineModel model =
                new Pipeline().setStages(stages.toArray(PipelineStage[]::new)).fit(prepared(rows, features));
        return new FeatureVectors(features, model, slots(features, model));
    }

    /** Returns {@code rows} with {@link #VECTOR}; of the other columns, key and label only. */
    Dataset<Row> of(Dataset<Row> rows) {
        return model.transform(prepared(rows, features)).select(Features.CUSTOMER_KEY, Features.LABEL, VECTOR);
    }

    private static Dataset<Row> prepared(Dataset<Row> rows, Features features) {
        Dataset<Row> prepared = rows;
        for (String name : features.categoricalColumns()) {
            prepared = prepared.withColumn(name, coalesce(col(name), lit(MISSING)));
        }
        return prepared;
    }

    private static List<Slot> slots(Features features, PipelineModel model) {
        List<Slot> slots = new ArrayList<>();
        features.numeric().forEach(name -> slots.add(new Slot(name, null)));
        for (org.apache.spark.ml.Transformer stage : model.stages()) {
            if (stage instanceof StringIndexerModel indexer) {
                for (int i = 0; i < features.categorical().size(); i++) {
                    for (String level : indexer.labelsArray()[i]) {
                        slots.add(new Slot(features.categorical().get(i), level));
                    }
                }
            }
        }
        return slots;
    }

    private static String[] named(List<String> columns, String suffix) {
        return columns.stream().map(name -> name + suffix).toArray(String[]::new);
    }
}
