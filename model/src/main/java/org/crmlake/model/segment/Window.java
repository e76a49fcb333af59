package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/** When something must have happened. */
public sealed interface Window extends Serializable {
    /** All of the past. */
    Window EVER = new Between(null, null);

    /** Returns the stretch of time for a customer; it never reaches beyond the moment asked for. */
    Period period(CustomerHistory history, AsOf asOf);

    /** Returns what of the customer the window itself depends on, if {@code events} are looked for in it. */
    Inputs inputs(EventFilter events);

    /**
     * Between two ends, half open.
     *
     * @param from the first moment in it, or null for all before
     * @param to the first moment after it, or null for the moment asked for
     */
    record Between(Bound from, Bound to) implements Window {
        @Override
        public Period period(CustomerHistory history, AsOf asOf) {
            Instant end = to == null ? asOf.instant() : earlier(to.instant(asOf), asOf.instant());
            return new Period(from == null ? Period.DISTANT_PAST : from.instant(asOf), end);
        }

        @Override
        public Inputs inputs(EventFilter events) {
            Inputs inputs = Inputs.of(events);
            for (Bound bound : new Bound[] {from, to}) {
                if (bound != null && bound.moves()) {
                    inputs = inputs.and(Inputs.edge(bound, events));
                }
            }
            return inputs;
        }

        private static Instant earlier(Instant left, Instant right) {
            return left.isBefore(right) ? left : right;
        }
    }

    /** After the last time that the customer did something; empty for somebody who never did. */
    record SinceLast(EventFilter event) implements Window {
        public SinceLast {
            requireNonNull(event, "event is null");
        }

        @Override
        public Period period(CustomerHistory history, AsOf asOf) {
            List<Occurrence> found = history.matching(event, EVER.period(history, asOf));
            Instant end = asOf.instant();
            // What happens at the same moment does not come after it.
            Instant start =
                    found.isEmpty() ? end : found.get(found.size() - 1).time().plusNanos(1);
            return new Period(start, end);
        }

        @Override
        public Inputs inputs(EventFilter events) {
            return Inputs.of(events).and(Inputs.of(event));
        }
    }
}
