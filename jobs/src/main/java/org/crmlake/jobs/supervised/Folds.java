package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.Tenths;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Parts of customers, each of which is scored by a classifier that has learned from the others.
 *
 * @param of which part a row is in
 * @param numbers those there are
 * @param latest the first day of the last part, if they are parts in time; it alone judges then, for its classifier knew nothing later
 */
record Folds(Column of, List<Integer> numbers, Optional<LocalDate> latest) {
    static final int FOLDS = 5;

    /** More days than a table of customers can mean. */
    private static final int MOST_DAYS = 100_000;

    /** Returns parts by the customers' keys: the same in every run, and as good as drawn by lot. */
    static Folds byKey() {
        // Across the parts that calibrate: each fold has its share of all of them.
        Column fold =
                floor(ChurnClassifier.partOf(ChurnClassifier.PARTS * FOLDS).divide(ChurnClassifier.PARTS));
        return new Folds(fold.cast("int"), List.of(0, 1, 2, 3, 4), Optional.empty());
    }

    /**
     * Returns fifths of the customers in the order of their days. Those of one day stay together, in the fifth that the middle of
     * them lies in.
     *
     * @param rows with {@link FlatTable#DAY}, none of them without
     * @throws CrmException DATA if all are in one part
     */
    static Folds byTime(Dataset<Row> rows) {
        List<Row> days = rows.groupBy(FlatTable.DAY)
                .agg(count(lit(1)))
                .orderBy(FlatTable.DAY)
                .limit(MOST_DAYS + 1)
                .collectAsList();
        long all = days.stream().mapToLong(row -> row.getLong(1)).sum();
        Column fold = lit(0);
        TreeSet<Integer> numbers = new TreeSet<>();
        LocalDate latest = null;
        List<Column> starts = new ArrayList<>();
        long before = 0;
        for (Row row : days) {
            int fifth = (Tenths.of(before, row.getLong(1), all) + 1) / 2 - 1;
            if (numbers.add(fifth)) {
                latest = day(row);
                starts.add(when(col(FlatTable.DAY).geq(lit(latest)), fifth));
            }
            before += row.getLong(1);
        }
        if (numbers.size() < 2 || days.size() > MOST_DAYS) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot hold out the latest customers: of " + all + " with a time that can be read, "
                            + (numbers.isEmpty() ? "none has a day" : "all are of " + days.size() + " days")
                            + ". Name another column as time, of 2 to " + MOST_DAYS + " days, or none.");
        }
        for (Column start : starts) {
            fold = coalesce(start, fold);
        }
        return new Folds(fold, List.copyOf(numbers), Optional.of(latest));
    }

    /** Whether a row is one that judges. */
    Column judges(Column fold) {
        return latest.isPresent() ? fold.equalTo(numbers.get(numbers.size() - 1)) : lit(true);
    }

    /** Spark hands out dates of the old or the new kind. */
    private static LocalDate day(Row row) {
        Object day = row.get(0);
        return day instanceof Date old ? old.toLocalDate() : (LocalDate) day;
    }
}
