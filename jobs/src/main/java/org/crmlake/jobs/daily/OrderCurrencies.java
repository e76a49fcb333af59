package org.crmlake.jobs.daily;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.crmlake.jobs.OrderColumns.isPurchase;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.CustomerDailyTable;

/**
 * In which currencies customers buy. Amounts are added up as they are, so a job that adds money says if there are several, or counts one
 * of them alone.
 *
 * @param orders how many orders there are by currency, a day of an order counting once; the key is empty for orders without one
 * @param only the currency that is counted; empty for all
 */
public record OrderCurrencies(Map<String, Long> orders, Optional<String> only) {
    public OrderCurrencies {
        orders = new TreeMap<>(orders);
    }

    /**
     * Counts the orders before a date.
     *
     * @param lines what {@link OrderLines#of} returns
     */
    public static OrderCurrencies of(Dataset<Row> lines, LocalDate before, Optional<String> only) {
        Map<String, Long> orders = new TreeMap<>();
        lines.filter(col(CustomerDailyTable.DAY).lt(lit(before)).and(isPurchase()))
                .groupBy(coalesce(col(CustomerDailyTable.ORDER_CURRENCY), lit(CustomerDailyTable.NO_CURRENCY)))
                .agg(count(lit(1)))
                .collectAsList()
                .forEach(row -> orders.put(row.getString(0), row.getLong(1)));
        return new OrderCurrencies(orders, only);
    }

    /** Returns the lines that are counted: those in one currency and in none if one is chosen, else all. */
    public static Dataset<Row> keep(Dataset<Row> lines, Optional<String> only) {
        return only.map(code -> lines.filter(coalesce(col(CustomerDailyTable.ORDER_CURRENCY), lit(code))
                        .equalTo(code)))
                .orElse(lines);
    }

    /** Returns what a job finds: how many orders there are in each currency. */
    public Map<String, Object> findings() {
        Map<String, Object> named = new TreeMap<>();
        orders.forEach((currency, count) -> named.put(nameOf(currency), count));
        return named;
    }

    /** Returns what to warn of, in full sentences. */
    public List<String> warnings() {
        if (only.isPresent()) {
            long others = orders.entrySet().stream()
                    .filter(entry -> !entry.getKey().equals(only.get())
                            && !entry.getKey().equals(CustomerDailyTable.NO_CURRENCY))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            return others == 0
                    ? List.of()
                    : List.of("Orders in other currencies than " + only.get() + " are left out: " + others + ".");
        }
        if (orders.size() < 2) {
            return List.of();
        }
        String named = orders.entrySet().stream()
                .map(entry -> nameOf(entry.getKey()) + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        return List.of("Orders are in several currencies and their amounts are added up as they are: " + named
                + ". Choose one with --currency; orders in others are then left out.");
    }

    private static String nameOf(String currency) {
        return currency.equals(CustomerDailyTable.NO_CURRENCY) ? "none" : currency;
    }
}
