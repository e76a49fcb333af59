package org.crmlake.jobs.btyd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The purchases of CDNOW, from the sample's raw log, summed up in plain Java; a week is 7 days. */
final class Cdnow {
    static final LocalDate CUT = LocalDate.of(1997, 9, 30);
    private static final Path FOLDER = Path.of(System.getProperty("crmlake.repository"), "samples/cdnow");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    /** What a customer spent, by day. */
    private static final Map<Integer, NavigableMap<LocalDate, Double>> LOG = read();

    /** A customer as of the cut. */
    record Customer(int id, PurchaseHistory history, double meanRepeatValue, int purchasesAfter) {}

    private Cdnow() {}

    /** Returns the customers by their id, from the raw log. */
    static List<Customer> customers() {
        return LOG.entrySet().stream()
                .map(entry -> customer(entry.getKey(), entry.getValue()))
                .toList();
    }

    static Customer customer(int id) {
        return customer(id, LOG.get(id));
    }

    static GroupedHistories histories() {
        return grouped(customers().stream().map(Customer::history).toList());
    }

    static GroupedHistories grouped(List<PurchaseHistory> histories) {
        Map<PurchaseHistory, Integer> counts = new java.util.LinkedHashMap<>();
        histories.forEach(history -> counts.merge(history, 1, Integer::sum));
        GroupedHistories grouped = new GroupedHistories();
        counts.forEach(grouped::add);
        return grouped;
    }

    static GroupedSpend spend(List<Customer> customers) {
        GroupedSpend spend = new GroupedSpend();
        customers.stream()
                .filter(customer -> customer.history().repeats() > 0)
                .forEach(customer -> spend.add(customer.history().repeats(), customer.meanRepeatValue(), 1));
        return spend;
    }

    /** Returns the customers of the published summary, which is rounded to two decimals. */
    static List<Customer> rounded() {
        return lines("cdnow_cbs_39weeks.csv").stream()
                .skip(1)
                .map(line -> line.split(","))
                .map(cells -> new Customer(
                        Integer.parseInt(cells[0]),
                        new PurchaseHistory(
                                Integer.parseInt(cells[1]), Double.parseDouble(cells[2]), Double.parseDouble(cells[3])),
                        Double.parseDouble(cells[4]),
                        0))
                .toList();
    }

    private static Customer customer(int id, NavigableMap<LocalDate, Double> days) {
        NavigableMap<LocalDate, Double> seen = days.headMap(CUT, true);
        LocalDate first = seen.firstKey();
        int repeats = seen.size() - 1;
        double spent =
                seen.tailMap(first, false).values().stream().mapToDouble(x -> x).sum();
        return new Customer(
                id,
                new PurchaseHistory(repeats, weeks(first, seen.lastKey()), weeks(first, CUT)),
                repeats == 0 ? 0 : spent / repeats,
                days.size() - seen.size());
    }

    private static double weeks(LocalDate from, LocalDate to) {
        return ChronoUnit.DAYS.between(from, to) / 7.0;
    }

    private static Map<Integer, NavigableMap<LocalDate, Double>> read() {
        Map<Integer, NavigableMap<LocalDate, Double>> log = new TreeMap<>();
        for (String line : lines("CDNOW_sample.txt")) {
            String[] cells = line.strip().split(" +");
            log.computeIfAbsent(Integer.parseInt(cells[1]), id -> new TreeMap<>())
                    .merge(LocalDate.parse(cells[2], DAY), Double.parseDouble(cells[4]), Double::sum);
        }
        return log;
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
