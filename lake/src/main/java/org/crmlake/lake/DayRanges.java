package org.crmlake.lake;

import java.time.LocalDate;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;

/**
 * Days as short text, for a snapshot's summary: single days and ranges from the first to the last day, in order, as in
 * {@code 2011-06-01..2011-06-30,2011-07-04}. A year's days are as short as one.
 */
final class DayRanges {
    private static final String TO = "..";

    private DayRanges() {}

    static String text(SortedSet<LocalDate> days) {
        StringJoiner ranges = new StringJoiner(",");
        LocalDate first = null;
        LocalDate last = null;
        for (LocalDate day : days) {
            if (last != null && !day.equals(last.plusDays(1))) {
                ranges.add(range(first, last));
                first = null;
            }
            first = first == null ? day : first;
            last = day;
        }
        if (last != null) {
            ranges.add(range(first, last));
        }
        return ranges.toString();
    }

    static SortedSet<LocalDate> parse(String text) {
        SortedSet<LocalDate> days = new TreeSet<>();
        for (String range : text.split(",")) {
            if (!range.isEmpty()) {
                int to = range.indexOf(TO);
                LocalDate first = LocalDate.parse(to < 0 ? range : range.substring(0, to));
                LocalDate last = to < 0 ? first : LocalDate.parse(range.substring(to + TO.length()));
                first.datesUntil(last.plusDays(1)).forEach(days::add);
            }
        }
        return days;
    }

    private static String range(LocalDate first, LocalDate last) {
        return first.equals(last) ? first.toString() : first + TO + last;
    }
}
