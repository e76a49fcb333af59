package org.crmlake.jobs.value;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.btyd.GroupedHistories;

/** The distinct histories of customers in whole days with how many share each, in the driver: what is fitted and compared. */
final class DayHistories {
    private static final int[] MOST_REPEATS = {0, 1, 2, 4, 9, 19};
    private static final int[] MOST_DAYS = {6, 29, 89, 179, 364, 729};

    private int[] repeats = new int[1024];
    private int[] recencyDays = new int[1024];
    private int[] ageDays = new int[1024];
    private long[] counts = new long[1024];
    private int size;
    private long customers;

    /** Brings the distinct histories here, sorted; a few at a time, so that no more memory is taken than they need. */
    static DayHistories of(Dataset<Row> customers) {
        DayHistories collected = new DayHistories();
        Iterator<Row> rows = PurchaseSummaryTransform.groups(customers)
                .orderBy(
                        PurchaseSummaryTransform.REPEATS,
                        PurchaseSummaryTransform.RECENCY_DAYS,
                        PurchaseSummaryTransform.AGE_DAYS)
                .toLocalIterator();
        while (rows.hasNext()) {
            Row row = rows.next();
            collected.add(row.getInt(0), row.getInt(1), row.getInt(2), row.getLong(3));
        }
        return collected;
    }

    private void add(int repeatsOfAll, int recency, int age, long count) {
        if (size == counts.length) {
            int larger = size + (size >> 1);
            repeats = Arrays.copyOf(repeats, larger);
            recencyDays = Arrays.copyOf(recencyDays, larger);
            ageDays = Arrays.copyOf(ageDays, larger);
            counts = Arrays.copyOf(counts, larger);
        }
        repeats[size] = repeatsOfAll;
        recencyDays[size] = recency;
        ageDays[size] = age;
        counts[size] = count;
        size++;
        customers += count;
    }

    int size() {
        return size;
    }

    long customers() {
        return customers;
    }

    long customers(int group) {
        return counts[group];
    }

    int repeats(int group) {
        return repeats[group];
    }

    int recencyDays(int group) {
        return recencyDays[group];
    }

    int ageDays(int group) {
        return ageDays[group];
    }

    GroupedHistories in(Period period) {
        GroupedHistories grouped = new GroupedHistories();
        for (int group = 0; group < size(); group++) {
            grouped.add(period.history(repeats(group), recencyDays(group), ageDays(group)), customers(group));
        }
        return grouped;
    }

    /** Returns the SHA-256 of the histories and counts, in hexadecimal: equal for equal data. */
    String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int group = 0; group < size(); group++) {
                digest.update(ByteBuffer.allocate(20)
                        .putInt(repeats(group))
                        .putInt(recencyDays(group))
                        .putInt(ageDays(group))
                        .putLong(customers(group))
                        .flip());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Returns the share of customers in each band of three measures, by names such as {@code repeats:3}; what drift is told by. */
    Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (String measure : List.of("repeats", "silence", "age")) {
            for (int band = 0; band <= MOST_REPEATS.length; band++) {
                shares.put(measure + ":" + band, 0.0);
            }
        }
        double one = 1.0 / Math.max(1, customers());
        for (int group = 0; group < size(); group++) {
            double share = customers(group) * one;
            shares.merge("repeats:" + band(repeats(group), MOST_REPEATS), share, Double::sum);
            shares.merge("silence:" + band(ageDays(group) - recencyDays(group), MOST_DAYS), share, Double::sum);
            shares.merge("age:" + band(ageDays(group), MOST_DAYS), share, Double::sum);
        }
        return shares;
    }

    private static int band(int value, int[] most) {
        int band = 0;
        while (band < most.length && value > most[band]) {
            band++;
        }
        return band;
    }
}
