package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores every customer by a classifier that has learned from others only.
 *
 * @param scored what {@link ChurnClassifier#score} returns and {@link #FOLD}, one row for each customer
 * @param classifiers one for each part of the customers, which it has not seen
 */
record CrossValidation(Dataset<Row> scored, List<ChurnClassifier> classifiers) {
    /** The part that the customer is in. */
    static final String FOLD = "%fold";

    /**
     * Fits one classifier for each fold, on the customers of the other folds.
     *
     * @param rows with a label each
     */
    static CrossValidation of(Dataset<Row> rows, Features features, LearnerSettings settings, Folds folds) {
        List<Dataset<Row>> scored = new ArrayList<>();
        List<ChurnClassifier> classifiers = new ArrayList<>();
        for (int fold : folds.numbers()) {
            Column out = folds.of().equalTo(fold);
            ChurnClassifier classifier = ChurnClassifier.fit(rows.filter(not(out)), features, settings);
            classifiers.add(classifier);
            scored.add(classifier.score(rows.filter(out)).withColumn(FOLD, lit(fold)));
        }
        return new CrossValidation(scored.stream().reduce(Dataset::union).orElseThrow(), classifiers);
    }
}
