package org.crmlake.model.segment;

import java.util.List;

/**
 * The first or the last time of all that the customer did something lies within a window. Somebody who never did it does not
 * match.
 */
public record Milestone(Which which, EventFilter event, Window in) implements Leaf {
    /** Which time is meant. */
    public enum Which {
        FIRST,
        LAST
    }

    static final String FIRST = "first";
    static final String LAST = "last";

    @Override
    public String type() {
        return which == Which.FIRST ? FIRST : LAST;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        List<Occurrence> all = history.matching(event, Window.EVER.period(history, asOf));
        if (all.isEmpty()) {
            return Finding.of(false, null);
        }
        Occurrence found = all.get(which == Which.FIRST ? 0 : all.size() - 1);
        return new Finding(in.period(history, asOf).contains(found.time()), found.time(), List.of(found));
    }

    @Override
    public Inputs inputs() {
        return in.inputs(event);
    }

    static Leaf readFirst(Settings settings) {
        return new Milestone(Which.FIRST, EventFilter.read(settings), settings.window("in"));
    }

    static Leaf readLast(Settings settings) {
        return new Milestone(Which.LAST, EventFilter.read(settings), settings.window("in"));
    }
}
