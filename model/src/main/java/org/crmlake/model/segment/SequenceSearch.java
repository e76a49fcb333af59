package org.crmlake.model.segment;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.segment.Sequence.After;
import org.crmlake.model.segment.Sequence.Same;
import org.crmlake.model.segment.Sequence.Step;

/**
 * Looks for a sequence step by step. After a step, one way to get to an event stands for all that keep the same values for later
 * steps: the one that started last, or, where the whole may take any time, any.
 */
final class SequenceSearch {
    /** Some seconds. Nobody has a history for which that is too little; a program that calls itself a customer may. */
    static final long MOST_PAIRS = 20_000_000;

    private final Sequence sequence;
    private final CustomerHistory history;
    private final AsOf asOf;
    private final Period window;
    private long pairs;

    /** A way to get to an event: the way to the one before, when it started, and the values that later steps ask for. */
    private record Way(Occurrence event, Way before, Instant start, Map<Same, String> kept) {}

    /** A way that events up to a moment can make longer. */
    private record Open(Way way, Instant until) {}

    SequenceSearch(Sequence sequence, CustomerHistory history, AsOf asOf) {
        this.sequence = sequence;
        this.history = history;
        this.asOf = asOf;
        this.window = sequence.in().period(history, asOf);
    }

    /** Returns the events of one way through all steps, or empty if there is none. */
    Optional<List<Occurrence>> find() {
        List<Way> ways = new ArrayList<>();
        for (Occurrence event : history.matching(sequence.steps().get(0).event(), window)) {
            ways.add(new Way(event, null, event.time(), keep(Map.of(), 0, event)));
        }
        for (int step = 1; step < sequence.steps().size() && !ways.isEmpty(); step++) {
            ways = onward(ways, step);
        }
        return ways.stream().filter(this::staysUnfollowed).findFirst().map(SequenceSearch::events);
    }

    private List<Way> onward(List<Way> ways, int place) {
        Step step = sequence.steps().get(place);
        List<Way> longer = new ArrayList<>();
        Map<Object, Open> earlier = new LinkedHashMap<>();
        int next = 0;
        List<Occurrence> barriers = step.without() == null
                ? List.of()
                : history.matching(step.without(), Window.EVER.period(history, asOf));
        int passed = 0;
        for (Occurrence event : history.matching(step.event(), window)) {
            while (next < ways.size() && ways.get(next).event().time().isBefore(event.time())) {
                Way way = ways.get(next++);
                // Without a limit on the whole, the latest way with the same values can do what the others can.
                earlier.put(sequence.within() == null ? way.kept() : next, new Open(way, until(way, step)));
            }
            while (passed < barriers.size() && barriers.get(passed).time().isBefore(event.time())) {
                passed++;
            }
            Instant barrier =
                    passed == 0 ? Period.DISTANT_PAST : barriers.get(passed - 1).time();
            // Whoever is too late for this event is too late for all that follow.
            earlier.values()
                    .removeIf(open -> open.way().event().time().isBefore(barrier)
                            || open.until().isBefore(event.time()));
            longer.addAll(onward(earlier.values(), step, place, event));
        }
        return longer;
    }

    /** Returns the last moment at which the step can follow; inclusive. */
    private Instant until(Way way, Step step) {
        Instant ofStep = end(step.within(), way.event().time());
        Instant ofAll = end(sequence.within(), way.start());
        return ofStep.isBefore(ofAll) ? ofStep : ofAll;
    }

    private Instant end(Span span, Instant from) {
        return span == null
                ? Period.DISTANT_FUTURE
                : span.after(from.atZone(asOf.zone())).toInstant();
    }

    private Collection<Way> onward(Collection<Open> earlier, Step step, int place, Occurrence event) {
        pairs += earlier.size();
        if (pairs > MOST_PAIRS) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot look for a sequence in the history of " + history.customer()
                            + ": it has so many events that more than "
                            + MOST_PAIRS
                            + " pairs would have to be compared. Give the sequence a shorter window with in, or leave"
                            + " out its within.");
        }
        Map<Map<Same, String>, Way> best = new HashMap<>();
        for (Open open : earlier) {
            Way way = open.way();
            if (shares(step.same(), way.kept(), event)) {
                Way longer = new Way(event, way, way.start(), keep(way.kept(), place, event));
                best.merge(longer.kept(), longer, (left, right) -> right.start().isAfter(left.start()) ? right : left);
            }
        }
        return best.values();
    }

    private static boolean shares(List<Same> same, Map<Same, String> kept, Occurrence event) {
        for (Same one : same) {
            String value = event.value(one.field());
            if (value == null || !value.equals(kept.get(one))) {
                return false;
            }
        }
        return true;
    }

    /** Returns what of {@code kept} and of the event at step {@code place} is still asked for after that step. */
    private Map<Same, String> keep(Map<Same, String> kept, int place, Occurrence event) {
        Set<Same> wanted = new HashSet<>();
        for (int later = place + 1; later < sequence.steps().size(); later++) {
            wanted.addAll(sequence.steps().get(later).same());
        }
        if (sequence.notFollowedBy() != null) {
            wanted.addAll(sequence.notFollowedBy().same());
        }
        Map<Same, String> known = new HashMap<>();
        for (Same one : wanted) {
            String value = one.step() == place ? event.value(one.field()) : kept.get(one);
            if (value != null) {
                known.put(one, value);
            }
        }
        return known;
    }

    private boolean staysUnfollowed(Way way) {
        After after = sequence.notFollowedBy();
        if (after == null) {
            return true;
        }
        Instant last = way.event().time();
        Instant end = asOf.instant();
        if (after.within() != null) {
            Instant limit = after.within().after(last.atZone(asOf.zone())).toInstant();
            if (!limit.isBefore(end)) {
                return false;
            }
            end = limit.plusNanos(1);
        }
        return history.matching(after.event(), new Period(last.plusNanos(1), end)).stream()
                .noneMatch(event -> shares(after.same(), way.kept(), event));
    }

    private static List<Occurrence> events(Way way) {
        ArrayDeque<Occurrence> events = new ArrayDeque<>();
        for (Way at = way; at != null; at = at.before()) {
            events.addFirst(at.event());
        }
        return List.copyOf(events);
    }
}
