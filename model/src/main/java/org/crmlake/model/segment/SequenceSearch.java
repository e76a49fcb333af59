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
import org.crmlake.model.segment.Sequence.After;
import org.crmlake.model.segment.Sequence.Same;
import org.crmlake.model.segment.Sequence.Step;

/**
 * Looks for a sequence step by step. After a step, one way to get to an event stands for all that keep the same values for later
 * steps: the one that started last, or, where the whole may take any time, any.
 */
final class SequenceSearch {
    private final Sequence sequence;
    private final CustomerHistory history;
    private final AsOf asOf;
    private final Period window;

    /** A way to get to an event: the way to the one before, when it started, and the values that later steps ask for. */
    private record Way(Occurrence event, Way before, Instant start, Map<Same, String> kept) {}

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
        Map<Object, Way> earlier = new LinkedHashMap<>();
        int next = 0;
        List<Occurrence> barriers = step.without() == null
                ? List.of()
                : history.matching(step.without(), Window.EVER.period(history, asOf));
        int passed = 0;
        for (Occurrence event : history.matching(step.event(), window)) {
            while (next < ways.size() && ways.get(next).event().time().isBefore(event.time())) {
                Way way = ways.get(next++);
                // Without a limit on the whole, the latest way with the same values can do what the others can.
                earlier.put(sequence.within() == null ? way.kept() : next, way);
            }
            while (passed < barriers.size() && barriers.get(passed).time().isBefore(event.time())) {
                passed++;
            }
            Instant barrier =
                    passed == 0 ? Period.DISTANT_PAST : barriers.get(passed - 1).time();
            longer.addAll(onward(earlier.values(), step, place, event, barrier));
        }
        return longer;
    }

    private Collection<Way> onward(Collection<Way> earlier, Step step, int place, Occurrence event, Instant barrier) {
        Map<Map<Same, String>, Way> best = new HashMap<>();
        for (Way way : earlier) {
            boolean fits = !way.event().time().isBefore(barrier)
                    && within(step.within(), way.event().time(), event.time())
                    && within(sequence.within(), way.start(), event.time())
                    && shares(step.same(), way.kept(), event);
            if (fits) {
                Way longer = new Way(event, way, way.start(), keep(way.kept(), place, event));
                best.merge(longer.kept(), longer, (left, right) -> right.start().isAfter(left.start()) ? right : left);
            }
        }
        return best.values();
    }

    private boolean within(Span span, Instant from, Instant to) {
        return span == null || !to.isAfter(span.after(from.atZone(asOf.zone())).toInstant());
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
