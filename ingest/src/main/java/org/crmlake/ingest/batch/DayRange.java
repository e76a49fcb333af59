package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.spark.sql.Column;
import org.crmlake.lake.EventsTable;

/**
 * Some days in a row, in UTC.
 *
 * @param from the first
 * @param until the day after the last
 */
record DayRange(LocalDate from, LocalDate until) {
    /** More ranges than this are searched as one: a filter of thousands of terms costs more than it saves. */
    private static final int MOST = 50;

    /**
     * Returns ranges that have these days and the days around them: a second attempt of a tracker may be received, and so be dated, a
     * little later, on the next day even.
     */
    static List<DayRange> around(SortedSet<LocalDate> days) {
        List<DayRange> ranges = new ArrayList<>();
        for (LocalDate day : days) {
            int last = ranges.size() - 1;
            if (last >= 0 && !day.minusDays(1).isAfter(ranges.get(last).until())) {
                ranges.set(last, new DayRange(ranges.get(last).from(), day.plusDays(2)));
            } else {
                ranges.add(new DayRange(day.minusDays(1), day.plusDays(2)));
            }
        }
        return ranges.size() <= MOST
                ? ranges
                : List.of(new DayRange(
                        ranges.get(0).from(), ranges.get(ranges.size() - 1).until()));
    }

    /** Returns whether an event happened on one of the days of {@code ranges}, as Spark asks it. */
    static Column anyOf(List<DayRange> ranges) {
        return ranges.stream().map(DayRange::column).reduce(Column::or).orElse(lit(false));
    }

    /** Returns the same as Iceberg asks it. */
    static Expression expression(List<DayRange> ranges) {
        return ranges.stream().map(DayRange::expression).reduce(Expressions::or).orElse(Expressions.alwaysFalse());
    }

    private Column column() {
        return col(EventsTable.EVENT_TIME)
                .geq(lit(midnight(from)))
                .and(col(EventsTable.EVENT_TIME).lt(lit(midnight(until))));
    }

    private Expression expression() {
        return Expressions.and(
                Expressions.greaterThanOrEqual(EventsTable.EVENT_TIME, micros(from)),
                Expressions.lessThan(EventsTable.EVENT_TIME, micros(until)));
    }

    private static Timestamp midnight(LocalDate day) {
        return Timestamp.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private static long micros(LocalDate day) {
        return TimeUnit.SECONDS.toMicros(day.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
    }
}
