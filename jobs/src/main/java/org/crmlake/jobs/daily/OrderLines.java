package org.crmlake.jobs.daily;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.crmlake.jobs.OrderColumns.isPurchase;
import static org.crmlake.jobs.OrderColumns.isReturn;

import java.time.LocalDate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.CustomerDailyTable;

/** What happened to each order on a day: something was bought, or money was given back. */
public final class OrderLines {
    private static final String ORDER = "order";

    private OrderLines() {}

    /**
     * Which lines are kept.
     *
     * @param snapshot of {@link CustomerDailyTable}
     */
    private record LinesBefore(long snapshot, LocalDate date) {}

    /**
     * Returns the lines, those of a customer together: {@code customer_key, day, name} of {@link CustomerDailyTable} and the fields of
     * its {@code orders}.
     *
     * @param daily with the columns of {@link CustomerDailyTable}
     */
    public static Dataset<Row> of(Dataset<Row> daily) {
        return daily.filter(isPurchase().or(isReturn()))
                .select(
                        col(CustomerDailyTable.CUSTOMER_KEY),
                        col(CustomerDailyTable.DAY),
                        col(CustomerDailyTable.NAME),
                        explode(col(CustomerDailyTable.ORDERS)).as(ORDER))
                .select(
                        col(CustomerDailyTable.CUSTOMER_KEY),
                        col(CustomerDailyTable.DAY),
                        col(CustomerDailyTable.NAME),
                        col(ORDER + ".*"));
    }

    /**
     * Brings the customers' days {@linkplain CustomerDaily#upToDate up to date} and returns the lines before a date, for a job that reads
     * them once: kept ones if a job before it in the run has kept them.
     */
    public static Dataset<Row> before(JobContext context, LocalDate date) {
        Dataset<Row> daily = CustomerDaily.upToDate(context);
        return context.kept().kept(which(context, date)).orElseGet(() -> read(daily, date));
    }

    /** As {@link #before}, for a job that reads them more than once: they are kept for it, and for those after it in the run. */
    public static Dataset<Row> keptBefore(JobContext context, LocalDate date) {
        Dataset<Row> daily = CustomerDaily.upToDate(context);
        return context.kept().keep(which(context, date), () -> read(daily, date));
    }

    private static LinesBefore which(JobContext context, LocalDate date) {
        return new LinesBefore(context.lake().snapshot(CustomerDailyTable.TABLE), date);
    }

    private static Dataset<Row> read(Dataset<Row> daily, LocalDate date) {
        return of(daily).filter(col(CustomerDailyTable.DAY).lt(lit(date)));
    }
}
