package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores every customer by a classifier that has learned from others only. */
final class CrossValidation {
    private CrossValidation() {}

    /**
     * Fits one classifier for each fold, on the customers of the other folds. Which fold a customer is in follows from its key.
     *
     * @param rows with a label each
     * @return what {@link ChurnClassifier#score} returns, one row for each of {@code rows}
     */
    static Dataset<Row> score(Dataset<Row> rows, Features features, LearnerSettings settings, int folds) {
        List<Dataset<Row>> scored = new ArrayList<>();
        // Across the parts that calibrate: each fold has its share of all of them.
        Column fold =
                floor(ChurnClassifier.partOf(ChurnClassifier.PARTS * folds).divide(ChurnClassifier.PARTS));
        for (int i = 0; i < folds; i++) {
            Column out = fold.equalTo(i);
            scored.add(ChurnClassifier.fit(rows.filter(not(out)), features, settings)
                    .score(rows.filter(out)));
        }
        return scored.stream().reduce(Dataset::union).orElseThrow();
    }
}
