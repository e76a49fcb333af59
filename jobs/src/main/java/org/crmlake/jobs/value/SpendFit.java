package org.crmlake.jobs.value;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.btyd.GammaGamma;
import org.crmlake.jobs.btyd.GroupedSpend;
import org.crmlake.jobs.value.StoredModel.Sample;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Fits the model of spend on customers. */
final class SpendFit {
    static final String MODEL = "gamma-gamma";
    static final String CORRELATION = "correlation";
    static final String LEFT_OUT = "left_out";

    /** So many groups fit into a driver of some hundred megabytes; with more, values are told apart to fewer digits. */
    private static final long MOST_GROUPS = 1_000_000;

    private static final int FEW_DIGITS = 3;
    private static final int ALL_DIGITS = 17;

    private SpendFit() {}

    /** @throws CrmException DATA if nobody bought a second time for more than nothing */
    static StoredModel of(Dataset<Row> customers, Period period, LocalDate trainUntil) {
        long told = customers.filter(ClvTransform.tellsOfSpend()).count();
        long leftOut = customers
                .filter(not(ClvTransform.tellsOfSpend()))
                .filter(col(PurchaseSummaryTransform.REPEATS).gt(0))
                .count();
        GroupedSpend spend = new GroupedSpend();
        MessageDigest digest = sha256();
        Iterator<Row> rows = ClvTransform.spendGroups(customers, told > MOST_GROUPS ? FEW_DIGITS : ALL_DIGITS)
                .orderBy(PurchaseSummaryTransform.REPEATS, PurchaseSummaryTransform.MEAN_REPEAT_VALUE)
                .toLocalIterator();
        while (rows.hasNext()) {
            Row row = rows.next();
            spend.add(row.getInt(0), row.getDouble(1), row.getLong(2));
            digest.update(ByteBuffer.allocate(20)
                    .putInt(row.getInt(0))
                    .putDouble(row.getDouble(1))
                    .putLong(row.getLong(2))
                    .flip());
        }
        if (spend.size() == 0) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot tell what customers spend until " + trainUntil
                            + ": nobody bought on a second day for more than nothing. Take a later day, or ingest orders with"
                            + " amounts.");
        }
        return StoredModel.of(
                MODEL,
                trainUntil,
                period,
                GammaGamma.fit(spend),
                new Sample(told, spend.size(), HexFormat.of().formatHex(digest.digest())),
                Map.of(),
                Map.of(CORRELATION, spend.correlation(), LEFT_OUT, (double) leftOut));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
