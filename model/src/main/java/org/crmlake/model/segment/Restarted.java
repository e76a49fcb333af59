package org.crmlake.model.segment;

import java.util.List;

/**
 * The customer did something lately, had not done it for the quiet time before that stretch, and had done it before.
 *
 * @param within how long ago, at most, it started again
 * @param quiet how long nothing had happened before that
 */
public record Restarted(EventFilter event, Span within, Span quiet) implements Leaf {
    static final String TYPE = "restarted";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        Period lately = new Period(within.before(asOf.moment()).toInstant(), asOf.instant());
        Period silence = new Period(new Bound.Before(within, quiet).instant(asOf), lately.from());
        List<Occurrence> again = history.matching(event, lately);
        boolean silent = history.matching(event, silence).isEmpty();
        boolean before = !history.matching(event, new Period(Period.DISTANT_PAST, silence.from()))
                .isEmpty();
        return new Finding(!again.isEmpty() && silent && before, again.size(), again);
    }

    @Override
    public Inputs inputs() {
        return Inputs.of(event)
                .and(Inputs.edge(new Bound.Ago(within), event))
                .and(Inputs.edge(new Bound.Before(within, quiet), event));
    }

    static Leaf read(Settings settings) {
        return new Restarted(
                EventFilter.read(settings), settings.requiredSpan("within"), settings.requiredSpan("quiet"));
    }
}
