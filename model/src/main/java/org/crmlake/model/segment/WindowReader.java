package org.crmlake.model.segment;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.crmlake.model.Printable;
import org.crmlake.model.segment.Span.Unit;

/** Reads the words of a window: {@code last}, {@code from} and {@code to}, {@code this}, {@code previous} or {@code since_last}. */
final class WindowReader {
    private static final String AGO = " ago";

    private WindowReader() {}

    static Window read(Settings settings) {
        List<Window> windows = new ArrayList<>();
        settings.span("last").ifPresent(span -> windows.add(new Window.Between(new Bound.Ago(span), null)));
        unit(settings, "this").ifPresent(unit -> windows.add(new Window.Between(new Bound.StartOf(unit, 0), null)));
        unit(settings, "previous")
                .ifPresent(unit ->
                        windows.add(new Window.Between(new Bound.StartOf(unit, 1), new Bound.StartOf(unit, 0))));
        if (settings.has("from") | settings.has("to")) {
            windows.add(between(settings));
        }
        settings.section("since_last").ifPresent(section -> {
            windows.add(new Window.SinceLast(EventFilter.read(section)));
            section.close();
        });
        long words = Stream.of("last", "this", "previous", "since_last")
                        .filter(settings::has)
                        .count()
                + (settings.has("from") || settings.has("to") ? 1 : 0);
        if (words != 1) {
            settings.problem(
                    "", "a window is written with one of last, this, previous, since_last, or with from and to");
        }
        return windows.isEmpty() ? Window.EVER : windows.get(0);
    }

    private static Window between(Settings settings) {
        Optional<Bound> from = bound(settings, "from");
        Optional<Bound> to = bound(settings, "to");
        if (from.orElse(null) instanceof Bound.On first
                && to.orElse(null) instanceof Bound.On last
                && !first.date().isBefore(last.date())) {
            settings.problem("to", "the window from " + first.date() + " to " + last.date() + " is empty");
        }
        return new Window.Between(from.orElse(null), to.orElse(null));
    }

    private static Optional<Unit> unit(Settings settings, String word) {
        return settings.has(word) ? settings.choice(word, Unit.values(), Unit::text) : Optional.empty();
    }

    private static Optional<Bound> bound(Settings settings, String word) {
        String text = settings.text(word);
        if (text == null) {
            return Optional.empty();
        }
        Optional<Bound> bound = parse(text);
        if (bound.isEmpty()) {
            settings.problem(
                    word,
                    "'" + Printable.of(text)
                            + "' is neither a date like 2011-08-31, nor a time like 2011-08-31T12:00:00Z,"
                            + " nor a span like 30 days ago");
        }
        return bound;
    }

    private static Optional<Bound> parse(String text) {
        if (text.endsWith(AGO)) {
            return Span.parse(text.substring(0, text.length() - AGO.length())).map(Bound.Ago::new);
        }
        try {
            if (text.indexOf('T') < 0) {
                LocalDate date = LocalDate.parse(text);
                return Optional.of(new Bound.On(date));
            }
            return Optional.of(new Bound.At(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
