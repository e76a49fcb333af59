package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Why a customer is thought to leave: the features that add most to the log-odds.
 *
 * @param attribution what each entry of the vector adds
 * @param slots what each entry of the vector stands for
 */
record Reasons(Attribution attribution, List<Slot> slots) implements Serializable {
    private static final int MOST = 3;

    /**
     * An entry of the vector of features.
     *
     * @param feature the column that it is made from
     * @param level the level of a categorical column for which it is 1; null if the column is numeric
     */
    record Slot(String feature, String level) implements Serializable {}

    private record Reason(String feature, String value, double added) {}

    /** A function from the vector to at most three structs {@code feature, value, added}, the strongest first. */
    UserDefinedFunction column() {
        StructType reason = new StructType()
                .add("feature", DataTypes.StringType, false)
                .add("value", DataTypes.StringType, false)
                .add("added", DataTypes.DoubleType, false);
        UDF1<Vector, List<Row>> top = this::top;
        return udf(top, DataTypes.createArrayType(reason, false));
    }

    private List<Row> top(Vector features) {
        double[] added = attribution.of(features);
        List<Reason> reasons = new ArrayList<>();
        for (int slot = 0; slot < added.length; ) {
            String feature = slots.get(slot).feature();
            String value = "unknown";
            double sum = 0;
            // The entries of a categorical column are neighbours: what they add is one reason.
            for (; slot < added.length && slots.get(slot).feature().equals(feature); slot++) {
                sum += added[slot];
                if (slots.get(slot).level() == null) {
                    value = String.valueOf(features.apply(slot));
                } else if (features.apply(slot) == 1) {
                    value = slots.get(slot).level();
                }
            }
            if (sum > 0) {
                reasons.add(new Reason(feature, value, sum));
            }
        }
        return reasons.stream()
                .sorted(Comparator.comparingDouble(Reason::added).reversed())
                .limit(MOST)
                .map(reason -> RowFactory.create(reason.feature(), reason.value(), reason.added()))
                .toList();
    }
}
