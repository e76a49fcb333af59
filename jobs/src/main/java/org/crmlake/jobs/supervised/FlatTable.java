package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * A table with a row for each customer and a column that says who left.
 *
 * @param name what its model is called
 * @param path where it is; without a scheme, beside the file that declares it
 * @param format of the Spark reader: csv, json or parquet
 * @param options of the Spark reader
 * @param key the column with the customer's id
 * @param namespace what customer keys begin with
 * @param label the column that says who left
 * @param left what it says of them
 * @param time the column that says since when a customer is one, or of when the row is: a date or a moment; null if there is none
 * @param numeric columns of numbers; what is no number is not known
 * @param categorical columns of words
 */
record FlatTable(
        String name,
        String path,
        String format,
        Map<String, String> options,
        String key,
        String namespace,
        String label,
        String left,
        String time,
        List<String> numeric,
        List<String> categorical) {
    /** Names of our own, beside the columns to learn from. */
    private static final Set<String> RESERVED =
            Set.of(Features.CUSTOMER_KEY, Features.LABEL, FeatureVectors.VECTOR, ChurnClassifier.WEIGHT, "probability");

    /** The day of {@link #time}, in UTC; no column of a feature is called so. */
    static final String DAY = "%day";

    private static final Set<String> FORMATS = Set.of("csv", "json", "parquet");

    FlatTable {
        require(name, "name");
        require(path, "path");
        require(format, "format");
        require(key, "key");
        require(namespace, "namespace");
        require(label, "label");
        require(left, "left");
        options = options == null ? Map.of() : Map.copyOf(options);
        numeric = numeric == null ? List.of() : List.copyOf(numeric);
        categorical = categorical == null ? List.of() : List.copyOf(categorical);
        if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
            throw invalid("name '" + Printable.of(name) + "' is not made of lower-case letters, digits and dashes");
        }
        if (!FORMATS.contains(format)) {
            throw invalid("format '" + Printable.of(format) + "' is none of csv, json, parquet");
        }
        List<String> features = new ArrayList<>(numeric);
        features.addAll(categorical);
        if (features.isEmpty()) {
            throw invalid("it has neither numeric nor categorical columns to learn from");
        }
        Set<String> seen = new HashSet<>();
        for (String feature : features) {
            if (feature == null || feature.isBlank() || RESERVED.contains(feature)) {
                throw invalid("no column to learn from can be called '" + Printable.of(feature) + "'");
            }
            if (!seen.add(feature)) {
                throw invalid("column '" + Printable.of(feature) + "' is named twice");
            }
        }
        if (seen.contains(label) || seen.contains(key)) {
            throw invalid("the key or the label is named as a column to learn from");
        }
        if (time != null && (time.isBlank() || seen.contains(time) || time.equals(label))) {
            throw invalid("time '" + Printable.of(time) + "' is no column beside those to learn from and the label");
        }
    }

    /** Returns which columns a classifier learns from. */
    Features features() {
        return new Features(numeric, categorical);
    }

    /**
     * Returns the columns of {@link Features}, and {@link #DAY} if there is a time. A customer whose label is empty has none, and one whose
     * time cannot be read has no day.
     *
     * @param table what the reader returned
     * @throws CrmException CONFIG if it has not the columns that are declared
     */
    Dataset<Row> rows(Dataset<Row> table) {
        Set<String> missing = new TreeSet<>(List.of(key, label));
        missing.addAll(numeric);
        missing.addAll(categorical);
        if (time != null) {
            missing.add(time);
        }
        missing.removeAll(Set.of(table.columns()));
        if (!missing.isEmpty()) {
            throw invalid("its file has no column " + Printable.of(String.join(", ", missing)));
        }
        List<Column> columns = new ArrayList<>();
        columns.add(concat(lit(namespace + ":"), text(key)).as(Features.CUSTOMER_KEY));
        columns.add(when(text(label).isNotNull(), text(label).equalTo(left).cast("double"))
                .as(Features.LABEL));
        numeric.forEach(name -> columns.add(text(name).try_cast("double").as(Features.columnOf(name))));
        categorical.forEach(name -> columns.add(text(name).as(Features.columnOf(name))));
        if (time != null) {
            columns.add(text(time).try_cast("timestamp").try_cast("date").as(DAY));
        }
        return table.filter(coalesce(text(key), lit("")).notEqual("")).select(columns.toArray(Column[]::new));
    }

    /**
     * Sees that no customer has two rows: each would be learned from and scored twice.
     *
     * @param rows what {@link #rows} returns
     * @throws CrmException DATA if somebody has
     */
    static void requireOneRowEach(Dataset<Row> rows) {
        Row doubled = rows.groupBy(Features.CUSTOMER_KEY)
                .agg(count(lit(1)).as("times"))
                .filter(col("times").gt(1))
                .agg(count(lit(1)), sum("times"))
                .first();
        if (doubled.getLong(0) > 0) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot learn from the table of customers: " + doubled.getLong(0) + " of its keys are on "
                            + doubled.getLong(1)
                            + " rows, and each customer has one. Keep one row of each, or name another column as key.");
        }
    }

    /** A cell without the blanks around it; null if there is nothing else. */
    private static Column text(String name) {
        return nullif(trim(col("`" + name.replace("`", "``") + "`").cast("string")), lit(""));
    }

    private static void require(String value, String field) {
        if (value == null || value.isBlank()) {
            throw invalid("it has no " + field);
        }
    }

    static CrmException invalid(String reason) {
        return new CrmException(
                Kind.CONFIG, "Cannot use the table of customers: " + reason + ". See docs/churn-supervised.md.");
    }
}
