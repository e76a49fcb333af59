package org.crmlake.model.segment;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.crmlake.model.segment.Span.Unit;

/** One end of a window. */
public sealed interface Bound extends Serializable {
    /** Returns where the end lies for a question asked for {@code asOf}. */
    Instant instant(AsOf asOf);

    /** Whether the end moves with the moment the question is asked for. */
    boolean moves();

    /** A moment on the time line. */
    record At(Instant moment) implements Bound {
        @Override
        public Instant instant(AsOf asOf) {
            return moment;
        }

        @Override
        public boolean moves() {
            return false;
        }
    }

    /** The start of a date in the tenant's zone. */
    record On(LocalDate date) implements Bound {
        @Override
        public Instant instant(AsOf asOf) {
            return date.atStartOfDay(asOf.zone()).toInstant();
        }

        @Override
        public boolean moves() {
            return false;
        }
    }

    /** A span before the moment asked for. */
    record Ago(Span span) implements Bound {
        @Override
        public Instant instant(AsOf asOf) {
            return span.before(asOf.moment()).toInstant();
        }

        @Override
        public boolean moves() {
            return true;
        }
    }

    /** A span before a span before the moment asked for. */
    record Before(Span later, Span earlier) implements Bound {
        @Override
        public Instant instant(AsOf asOf) {
            return earlier.before(later.before(asOf.moment())).toInstant();
        }

        @Override
        public boolean moves() {
            return true;
        }
    }

    /**
     * The start of the calendar unit that the moment asked for lies in, or of an earlier one; weeks start on Monday.
     *
     * @param back how many units earlier
     */
    record StartOf(Unit unit, int back) implements Bound {
        @Override
        public Instant instant(AsOf asOf) {
            ZonedDateTime moment = asOf.moment();
            if (unit == Unit.HOUR) {
                return moment.truncatedTo(ChronoUnit.HOURS).minusHours(back).toInstant();
            }
            LocalDate day = moment.toLocalDate();
            LocalDate start =
                    switch (unit) {
                        case WEEK ->
                            day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                                    .minusWeeks(back);
                        case MONTH -> day.withDayOfMonth(1).minusMonths(back);
                        case QUARTER ->
                            day.withDayOfMonth(1)
                                    .minusMonths((day.getMonthValue() - 1) % 3)
                                    .minusMonths(3L * back);
                        case YEAR -> day.withDayOfYear(1).minusYears(back);
                        default -> day.minusDays(back);
                    };
            return start.atStartOfDay(asOf.zone()).toInstant();
        }

        @Override
        public boolean moves() {
            return true;
        }
    }
}
