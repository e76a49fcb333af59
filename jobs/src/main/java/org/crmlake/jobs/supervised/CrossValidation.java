package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Scores every customer by a classifier that has learned from others only.
 *
 * @param scored what {@link ChurnClassifier#score} returns, one row for each customer
 * @param classifiers one for each part of the customers, which it has not seen
 */
record CrossValidation(Dataset<Row> scored, List<ChurnClassifier> classifiers) {
    /**
     * Fits one classifier for each fold, on the customers of the other folds. Which fold a customer is in follows from its key.
     *
     * @param rows with a label each
     */
    static CrossValidation of(Dataset<Row> rows, Features features, LearnerSettings settings, int folds) {
        List<Dataset<Row>> scored = new ArrayList<>();
        List<ChurnClassifier> classifiers = new ArrayList<>();
        // Across the parts that calibrate: each fold has its share of all of them.
        Column fold =
                floor(ChurnClassifier.partOf(ChurnClassifier.PARTS * folds).divide(ChurnClassifier.PARTS));
        for (int i = 0; i < folds; i++) {
            Column out = fold.equalTo(i);
            ChurnClassifier classifier = ChurnClassifier.fit(rows.filter(not(out)), features, settings);
            classifiers.add(classifier);
            scored.add(classifier.score(rows.filter(out)));
        }
        return new CrossValidation(scored.stream().reduce(Dataset::union).orElseThrow(), classifiers);
    }
}
