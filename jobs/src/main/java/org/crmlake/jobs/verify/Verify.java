package org.crmlake.jobs.verify;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import java.math.BigDecimal;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.verify.VerifyReport.Day;
import org.crmlake.jobs.verify.VerifyReport.Kind;
import org.crmlake.jobs.verify.VerifyReport.Sample;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CrmException;

/**
 * Compares the events of the lake with those of HBase, in all that both keep of them. Ingest writes HBase first, so a
 * comparison while it runs may find events that the lake does not have yet.
 */
public final class Verify {
    private Verify() {}

    /**
     * Compares all events.
     *
     * @throws CrmException NOT_FOUND if the tenant has no lake, EXTERNAL if a store does not do its part
     */
    public static VerifyReport all(JobContext context) {
        return compare(
                StoredEvents.of(LakeCells.of(context.lake().read(EventsTable.TABLE))),
                StoredEvents.of(TimelineCells.of(context.spark(), context.hbase(), context.tenant())));
    }

    /**
     * Compares the events of the days {@code [from, to)} in UTC. HBase is read as a whole all the same: its rows are in the
     * order of customers.
     *
     * @throws CrmException NOT_FOUND if the tenant has no lake, EXTERNAL if a store does not do its part
     */
    public static VerifyReport days(JobContext context, LocalDate from, LocalDate to) {
        return compare(StoredEvents.of(LakeCells.of(events(context, from, to))), timeline(context, from, to));
    }

    /** Returns {@code day, row_key, kind} of the events of the days {@code [from, to)} on which the stores do not agree. */
    static Dataset<Row> differences(JobContext context, LocalDate from, LocalDate to) {
        Dataset<Row> lake = StoredEvents.of(LakeCells.of(events(context, from, to)));
        Dataset<Row> timeline = timeline(context, from, to);
        return VerifyTransform.differences(
                lake, timeline, VerifyTransform.days(lake, timeline).filter(VerifyTransform.differs()));
    }

    /** Returns the lake's events of the days {@code [from, to)}. */
    static Dataset<Row> events(JobContext context, LocalDate from, LocalDate to) {
        Column time = col(EventsTable.EVENT_TIME);
        return context.lake()
                .read(EventsTable.TABLE)
                .filter(time.geq(lit(midnight(from))).and(time.lt(lit(midnight(to)))));
    }

    private static Dataset<Row> timeline(JobContext context, LocalDate from, LocalDate to) {
        Column day = col(StoredEvents.DAY);
        return StoredEvents.of(TimelineCells.of(context.spark(), context.hbase(), context.tenant()))
                .filter(day.geq(lit(from)).and(day.lt(lit(to))));
    }

    private static VerifyReport compare(Dataset<Row> lake, Dataset<Row> timeline) {
        Dataset<Row> days = VerifyTransform.days(lake, timeline).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Row totals = days.agg(
                            count(lit(1)),
                            coalesce(sum(VerifyTransform.LAKE_EVENTS), lit(0L)),
                            coalesce(sum(VerifyTransform.TIMELINE_EVENTS), lit(0L)))
                    .first();
            Dataset<Row> differing = days.filter(VerifyTransform.differs());
            if (differing.isEmpty()) {
                return new VerifyReport(totals.getLong(0), totals.getLong(1), totals.getLong(2), List.of(), List.of());
            }
            Dataset<Row> differences =
                    VerifyTransform.differences(lake, timeline, differing).persist(StorageLevel.MEMORY_AND_DISK());
            try {
                return new VerifyReport(
                        totals.getLong(0),
                        totals.getLong(1),
                        totals.getLong(2),
                        differingDays(differing, differences),
                        samples(differences));
            } finally {
                differences.unpersist();
            }
        } finally {
            days.unpersist();
        }
    }

    private static List<Day> differingDays(Dataset<Row> differing, Dataset<Row> differences) {
        Column[] countsOfKinds = Arrays.stream(Kind.values())
                .map(kind -> count(when(col(VerifyTransform.KIND).equalTo(kind.name()), 1))
                        .as(kind.name()))
                .toArray(Column[]::new);
        Dataset<Row> kinds = differences
                .groupBy(StoredEvents.DAY)
                .agg(countsOfKinds[0], Arrays.copyOfRange(countsOfKinds, 1, countsOfKinds.length));
        return differing
                .join(kinds, new String[] {StoredEvents.DAY}, "left")
                .na()
                .fill(0)
                .orderBy(StoredEvents.DAY)
                .collectAsList()
                .stream()
                .map(row -> new Day(
                        day(row),
                        row.getAs(VerifyTransform.LAKE_EVENTS),
                        row.<BigDecimal>getAs(VerifyTransform.LAKE_CHECKSUM).toPlainString(),
                        row.getAs(VerifyTransform.TIMELINE_EVENTS),
                        row.<BigDecimal>getAs(VerifyTransform.TIMELINE_CHECKSUM).toPlainString(),
                        row.getAs(Kind.MISSING_IN_TIMELINE.name()),
                        row.getAs(Kind.MISSING_IN_LAKE.name()),
                        row.getAs(Kind.REPEATED_IN_LAKE.name()),
                        row.getAs(Kind.DIFFERENT.name())))
                .toList();
    }

    private static List<Sample> samples(Dataset<Row> differences) {
        return differences
                .orderBy(StoredEvents.DAY, StoredEvents.ROW_KEY)
                .limit(VerifyReport.MOST_SAMPLES)
                .collectAsList()
                .stream()
                .map(Verify::sample)
                .toList();
    }

    private static Sample sample(Row row) {
        Kind kind = Kind.valueOf(row.getAs(VerifyTransform.KIND));
        byte[] rowKey = row.getAs(StoredEvents.ROW_KEY);
        String hex = HexFormat.of().formatHex(rowKey);
        try {
            TimelineRowKey key = TimelineRowKey.parse(rowKey);
            Instant time = Instant.EPOCH.plus(key.eventTimeMicros(), ChronoUnit.MICROS);
            return new Sample(kind, day(row), hex, key.customerKey(), time, key.eventId());
        } catch (CrmException e) {
            return new Sample(kind, day(row), hex, null, null, null);
        }
    }

    private static LocalDate day(Row row) {
        return row.<Date>getAs(StoredEvents.DAY).toLocalDate();
    }

    private static Instant midnight(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
