package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.model.Printable;

/**
 * How well one column by itself tells who leaves: by the rate of leaving among the customers of the other folds who have the same word, or
 * a number in the same 64th of all numbers. A column that does as well as all together mostly tells the answer.
 *
 * @param feature its name
 * @param auc of the customers who judge
 */
record SingleFeature(String feature, double auc) {
    /** Of what a ranking has over chance, an AUC of a half, one column may have so much. */
    private static final double LARGEST_SHARE = 0.95;

    private static final int PARTS = 64;

    /** Words fall into so many bins by their hash, which bounds what comes to the driver. */
    private static final int WORDS = 4096;

    /** What a bin counts beside its customers: so many with the rate of all. */
    private static final double PRIOR = 5;

    private static final String FEATURE = "feature";
    private static final String BIN = "bin";

    /** Customers of one fold with a value in one bin. */
    private record Count(int fold, int bin, double left, double all) {}

    /**
     * Returns the column with the largest AUC; empty if there are less than two.
     *
     * @param rows with a label each
     */
    static Optional<SingleFeature> best(Dataset<Row> rows, Features features, Folds folds) {
        List<String> names = new ArrayList<>(features.numeric());
        names.addAll(features.categorical());
        if (names.size() < 2) {
            return Optional.empty();
        }
        int judge =
                folds.latest().isPresent() ? folds.numbers().get(folds.numbers().size() - 1) : -1;
        Map<Integer, List<Count>> counts = counts(rows, features, folds);
        return IntStream.range(0, names.size())
                .mapToObj(i -> new SingleFeature(names.get(i), auc(counts.getOrDefault(i, List.of()), judge)))
                .filter(single -> Double.isFinite(single.auc()))
                .max((one, other) -> Double.compare(one.auc(), other.auc()));
    }

    /** Returns a warning if this column has nearly all that the ranking by all columns has. */
    Optional<String> warning(double aucOfAll) {
        return aucOfAll > 0.5 && auc - 0.5 >= LARGEST_SHARE * (aucOfAll - 0.5)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "One column carries the ranking: '%s' alone has an AUC of %.3f, all columns together %.3f. See whether it"
                                + " tells the answer, or was known too late.",
                        Printable.of(feature),
                        auc,
                        aucOfAll))
                : Optional.empty();
    }

    private static Map<Integer, List<Count>> counts(Dataset<Row> rows, Features features, Folds folds) {
        List<Column> bins = new ArrayList<>();
        String[] numbers = features.numericColumns().toArray(String[]::new);
        double[] shares =
                IntStream.range(1, PARTS).mapToDouble(i -> (double) i / PARTS).toArray();
        double[][] borders =
                numbers.length == 0 ? new double[0][] : rows.stat().approxQuantile(numbers, shares, 0.25 / PARTS);
        for (int i = 0; i < numbers.length; i++) {
            Column value = col(numbers[i]);
            Column all = array(Arrays.stream(borders[i])
                    .distinct()
                    .mapToObj(border -> lit(border))
                    .toArray(Column[]::new));
            bins.add(when(value.isNull().or(isnan(value)), lit(-1))
                    .otherwise(borders[i].length == 0 ? lit(0) : size(filter(all, border -> border.lt(value)))));
        }
        features.categoricalColumns()
                .forEach(name -> bins.add(
                        pmod(xxhash64(coalesce(col(name), lit(""))), lit(WORDS)).cast("int")));
        Column[] entries = IntStream.range(0, bins.size())
                .mapToObj(i -> struct(lit(i).as(FEATURE), bins.get(i).as(BIN)))
                .toArray(Column[]::new);
        Map<Integer, List<Count>> counts = new HashMap<>();
        rows.select(explode(array(entries)).as("entry"), folds.of().as(CrossValidation.FOLD), col(Features.LABEL))
                .groupBy("entry." + FEATURE, CrossValidation.FOLD, "entry." + BIN)
                .agg(sum(Features.LABEL), count(lit(1)))
                .collectAsList()
                .forEach(row -> counts.computeIfAbsent(row.getInt(0), feature -> new ArrayList<>())
                        .add(new Count(row.getInt(1), row.getInt(2), row.getDouble(3), row.getLong(4))));
        return counts;
    }

    /** The AUC of the customers of a fold, or of all if it is -1, each scored by the rates of the other folds. */
    private static double auc(List<Count> counts, int judge) {
        double rate = counts.stream().mapToDouble(Count::left).sum()
                / counts.stream().mapToDouble(Count::all).sum();
        Map<Integer, double[]> ofBin = new HashMap<>();
        for (Count count : counts) {
            double[] sums = ofBin.computeIfAbsent(count.bin(), bin -> new double[2]);
            sums[0] += count.left();
            sums[1] += count.all();
        }
        TreeMap<Double, double[]> byScore = new TreeMap<>();
        for (Count count : counts) {
            if (judge < 0 || count.fold() == judge) {
                double[] sums = ofBin.get(count.bin());
                double score = (sums[0] - count.left() + PRIOR * rate) / (sums[1] - count.all() + PRIOR);
                double[] at = byScore.computeIfAbsent(score, one -> new double[2]);
                at[0] += count.left();
                at[1] += count.all() - count.left();
            }
        }
        return Discrimination.auc(new ScoreCounts(
                        byScore.keySet().stream().mapToDouble(score -> score).toArray(),
                        byScore.values().stream().mapToDouble(at -> at[0]).toArray(),
                        byScore.values().stream().mapToDouble(at -> at[1]).toArray()))
                .value();
    }
}
