package org.crmlake.model.conformance;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.EventField;
import org.crmlake.model.segment.EventFilter;
import org.crmlake.model.segment.Inputs;
import org.crmlake.model.segment.Occurrence;

/**
 * Histories in which a leaf finds something to do: events of the names that it looks at and of others, with values that its definition
 * speaks of, close to the ends of its windows and to changes of the clock. The same each time.
 */
final class DrawnHistories {
    private static final ZoneId ZONE = ZoneId.of("Europe/London");

    /** Days about a change of the clock, the end of a short month, a leap day and the turn of a year. */
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(2011, 10, 31),
            LocalDate.of(2011, 3, 28),
            LocalDate.of(2012, 2, 29),
            LocalDate.of(2012, 3, 1),
            LocalDate.of(2012, 1, 1));

    private final Random random = new Random(1);
    private final Inputs inputs;
    private final List<String> names = new ArrayList<>(List.of("Something Else"));
    private final List<String> fields = new ArrayList<>(List.of("properties.other", EventField.CURRENCY));
    private final List<String> values = new ArrayList<>(List.of("1", "10.5", "-3", "x", ""));

    /**
     * One drawn case.
     *
     * @param asOf the moment to ask for
     * @param earlier a moment before it
     * @param firstSeen when the first event of all happened, which may not be among those given
     */
    record Drawn(AsOf asOf, AsOf earlier, List<Occurrence> events, Instant firstSeen, Map<String, String> scores) {
        CustomerHistory history() {
            return CustomerHistory.ofRead("plugin:customer", events, firstSeen, scores);
        }

        Drawn reversed() {
            List<Occurrence> reversed = new ArrayList<>(events);
            Collections.reverse(reversed);
            return new Drawn(asOf, earlier, reversed, firstSeen, scores);
        }

        Drawn before(AsOf moment) {
            List<Occurrence> before = events.stream()
                    .filter(event -> event.time().isBefore(moment.instant()))
                    .toList();
            return new Drawn(asOf, earlier, before, firstSeen, scores);
        }

        /** Returns what a run would read of it. */
        Drawn only(Inputs inputs) {
            Set<String> fields = new HashSet<>();
            inputs.fields().forEach(field -> fields.add(field.name()));
            inputs.events().forEach(filter -> filter.fields().forEach(field -> fields.add(field.name())));
            List<Occurrence> read = events.stream()
                    .filter(event -> inputs.events().stream().anyMatch(filter -> isNamed(event, filter)))
                    .map(event -> {
                        Map<String, String> known = new HashMap<>(event.fields());
                        known.keySet().retainAll(fields);
                        return new Occurrence(event.time(), event.id(), event.kind(), event.name(), known);
                    })
                    .toList();
            Map<String, String> named = new HashMap<>(scores);
            named.keySet().retainAll(inputs.scores());
            return new Drawn(asOf, earlier, read, firstSeen, named);
        }
    }

    /** @param definition whose values become names of events and values of fields */
    DrawnHistories(Inputs inputs, String definition) {
        this.inputs = inputs;
        inputs.events().forEach(filter -> {
            names.addAll(filter.names());
            filter.fields().forEach(field -> fields.add(field.name()));
        });
        inputs.fields().forEach(field -> fields.add(field.name()));
        fields.removeAll(List.of(EventField.NAME, EventField.KIND));
        Set<String> said = ExampleText.scalars(definition);
        values.addAll(said);
        // A leaf may look at events that it does not name, which is to be found out.
        said.stream().filter(text -> text.matches("[A-Z].*")).forEach(names::add);
    }

    /** Whether an event has the name and the kind that a filter asks for, whatever its fields say: that much a run reads. */
    static boolean isNamed(Occurrence event, EventFilter filter) {
        return (filter.names().isEmpty()
                        || event.name() != null && filter.names().contains(event.name()))
                && (filter.kind() == null || filter.kind() == event.kind());
    }

    Drawn draw() {
        AsOf asOf = AsOf.startOf(pick(DATES), ZONE);
        AsOf earlier = AsOf.startOf(asOf.moment().toLocalDate().minusDays(1 + random.nextInt(3)), ZONE);
        List<Occurrence> events = new ArrayList<>();
        for (int i = random.nextInt(random.nextInt(3) == 0 ? 20 : 5); i > 0; i--) {
            events.add(event("e" + i, time(asOf, earlier)));
        }
        Instant first = events.stream()
                .map(Occurrence::time)
                .min(Instant::compareTo)
                .map(time -> random.nextBoolean() ? time : time.minus(Duration.ofDays(random.nextInt(300))))
                .orElse(random.nextBoolean() ? null : asOf.instant().minus(Duration.ofDays(random.nextInt(300))));
        Map<String, String> scores = new HashMap<>(Map.of("another_score", "5"));
        inputs.scores().stream().filter(name -> random.nextBoolean()).forEach(name -> scores.put(name, pick(values)));
        return new Drawn(asOf, earlier, events, first, scores);
    }

    private Occurrence event(String id, Instant time) {
        EventKind kind = random.nextInt(3) > 0 ? EventKind.TRACK : pick(List.of(EventKind.values()));
        Map<String, String> said = new HashMap<>();
        for (String field : fields) {
            if (random.nextInt(4) > 0) {
                said.put(field, pick(values));
            }
        }
        return new Occurrence(time, id, kind, random.nextInt(10) == 0 ? null : pick(names), said);
    }

    /** About the moments asked for, about the ends of windows, and anywhere in the year before. */
    private Instant time(AsOf asOf, AsOf earlier) {
        List<Instant> ends = new ArrayList<>(List.of(asOf.instant(), earlier.instant()));
        inputs.edges().forEach(edge -> {
            ends.add(edge.bound().instant(asOf));
            ends.add(edge.bound().instant(earlier));
        });
        return switch (random.nextInt(4)) {
            case 0 -> pick(ends).plus(random.nextInt(3) - 1, ChronoUnit.MICROS);
            case 1 -> pick(ends).minus(random.nextInt(100), ChronoUnit.HOURS);
            default -> asOf.instant().minus(random.nextInt(400 * 24) - 48, ChronoUnit.HOURS);
        };
    }

    private <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
