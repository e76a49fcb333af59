package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlake.model.EventKind;

/**
 * What is known of one customer when conditions are evaluated. The events may go beyond the moment asked for: conditions see
 * only what lies before it. One instance serves one thread.
 */
public final class CustomerHistory {
    private static final EventFilter IDENTIFY = EventFilter.of(EventKind.IDENTIFY);

    /** Events are in the order of their ids already. */
    private static final Comparator<Consents.Said> YES_FIRST = Comparator.comparing(
                    (Consents.Said said) -> said.event().time())
            .thenComparing(said -> said.state() != Consents.State.GRANTED);

    private final String customer;
    private final List<Occurrence> events;
    private final Instant firstSeen;
    private final Map<String, String> scores;
    private final Map<String, List<Occurrence>> byName;

    private CustomerHistory(
            String customer,
            List<Occurrence> events,
            Instant firstSeen,
            Map<String, String> scores,
            Map<String, List<Occurrence>> byName) {
        this.customer = requireNonNull(customer, "customer is null");
        this.events = events;
        this.firstSeen = firstSeen;
        this.scores = Map.copyOf(scores);
        this.byName = byName;
    }

    /**
     * Returns the history of a customer of whom all events are given.
     *
     * @param events in any order
     * @param scores the results of jobs that hold at the moment that will be asked for, as text, by name
     */
    public static CustomerHistory of(String customer, List<Occurrence> events, Map<String, String> scores) {
        Instant first =
                events.stream().map(Occurrence::time).min(Instant::compareTo).orElse(null);
        return ofRead(customer, events, first, scores);
    }

    /**
     * Returns the history of a customer of whom only those events are given that {@link Inputs} name.
     *
     * @param firstSeen when the first event of all happened; null if there is none
     */
    public static CustomerHistory ofRead(
            String customer, List<Occurrence> events, Instant firstSeen, Map<String, String> scores) {
        List<Occurrence> sorted = new ArrayList<>(events);
        sorted.sort(Occurrence.ORDER);
        Map<String, List<Occurrence>> byName = new HashMap<>();
        for (Occurrence event : sorted) {
            byName.computeIfAbsent(event.name(), name -> new ArrayList<>()).add(event);
        }
        return new CustomerHistory(customer, sorted, firstSeen, scores, byName);
    }

    /** Returns the same events with the scores that hold at another moment. */
    public CustomerHistory withScores(Map<String, String> others) {
        return new CustomerHistory(customer, events, firstSeen, others, byName);
    }

    /** Returns whose history it is. */
    public String customer() {
        return customer;
    }

    /** Returns when the customer was first seen, if that was before the moment asked for. */
    public Optional<Instant> firstSeen(AsOf asOf) {
        return Optional.ofNullable(firstSeen).filter(first -> first.isBefore(asOf.instant()));
    }

    /** Returns the events of the period that the filter means, oldest first. */
    public List<Occurrence> matching(EventFilter filter, Period period) {
        List<Occurrence> among =
                filter.names().size() == 1 ? byName.getOrDefault(filter.names().first(), List.of()) : events;
        List<Occurrence> found = new ArrayList<>();
        for (int i = firstFrom(among, period.from()); i < among.size(); i++) {
            Occurrence event = among.get(i);
            if (!event.time().isBefore(period.to())) {
                break;
            }
            if (filter.matches(event)) {
                found.add(event);
            }
        }
        return found;
    }

    /** Returns what a job worked out, or null. */
    public String score(String name) {
        return scores.get(name);
    }

    /** Returns the newest event before the moment that says what the trait is. */
    public Optional<Occurrence> trait(String name, AsOf asOf) {
        EventField field = new EventField(EventField.PROPERTIES + name);
        List<Occurrence> said = matching(IDENTIFY, Window.EVER.period(this, asOf));
        for (int i = said.size() - 1; i >= 0; i--) {
            if (said.get(i).value(field) != null) {
                return Optional.of(said.get(i));
            }
        }
        return Optional.empty();
    }

    /** Returns what the customer said of a purpose before the moment, oldest first, and of one moment a yes before what is none. */
    public List<Consents.Said> consents(String purpose, AsOf asOf) {
        return matching(Consents.EVENTS, Window.EVER.period(this, asOf)).stream()
                .flatMap(event -> Consents.said(event).stream())
                .filter(said -> said.purpose().equals(purpose) || said.purpose().equals(Consents.ALL))
                .sorted(YES_FIRST)
                .toList();
    }

    private static int firstFrom(List<Occurrence> events, Instant from) {
        int low = 0;
        int high = events.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (events.get(middle).time().isBefore(from)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
