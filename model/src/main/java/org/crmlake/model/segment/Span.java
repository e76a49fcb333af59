package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of calendar units, written {@code 30 days}. Days and longer units keep the time of day across changes of the clock;
 * a month before the 31st is the last day of a shorter month. Hours are sixty minutes.
 *
 * @param amount from 1 to {@value #MOST}
 */
public record Span(int amount, Unit unit) implements Serializable {
    /** More than anybody's history. */
    static final int MOST = 10_000;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,6}) +([a-z]{1,10})");

    /** A unit of the calendar. */
    public enum Unit {
        HOUR(ChronoUnit.HOURS, 1),
        DAY(ChronoUnit.DAYS, 1),
        WEEK(ChronoUnit.WEEKS, 1),
        MONTH(ChronoUnit.MONTHS, 1),
        QUARTER(ChronoUnit.MONTHS, 3),
        YEAR(ChronoUnit.YEARS, 1);

        private final ChronoUnit step;
        private final int steps;

        Unit(ChronoUnit step, int steps) {
            this.step = step;
            this.steps = steps;
        }

        /** Returns the unit as definitions write it, in the singular. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Unit> parse(String text) {
            return Arrays.stream(values())
                    .filter(unit -> text.equals(unit.text()) || text.equals(unit.text() + "s"))
                    .findFirst();
        }

        static List<String> names() {
            return Arrays.stream(values()).map(Unit::text).toList();
        }
    }

    public Span {
        requireNonNull(unit, "unit is null");
        if (amount < 1 || amount > MOST) {
            throw new IllegalArgumentException("a span of " + amount + " is not within 1 to " + MOST);
        }
    }

    /** Returns the span that {@code text} writes, or empty if it writes none. */
    public static Optional<Span> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int amount = Integer.parseInt(matcher.group(1));
        return amount < 1 || amount > MOST
                ? Optional.empty()
                : Unit.parse(matcher.group(2)).map(unit -> new Span(amount, unit));
    }

    /** Returns the moment this long before {@code moment}, by the calendar of its zone. */
    public ZonedDateTime before(ZonedDateTime moment) {
        return moment.minus((long) amount * unit.steps, unit.step);
    }

    /** Returns the moment this long after {@code moment}, by the calendar of its zone. */
    public ZonedDateTime after(ZonedDateTime moment) {
        return moment.plus((long) amount * unit.steps, unit.step);
    }

    /** Returns the span {@code times} as long. */
    Span times(int times) {
        return new Span(amount * times, unit);
    }

    @Override
    public String toString() {
        return amount + " " + unit.text() + (amount == 1 ? "" : "s");
    }
}
