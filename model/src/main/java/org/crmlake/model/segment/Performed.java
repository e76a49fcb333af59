package org.crmlake.model.segment;

import java.util.List;

/** The customer did something so many times within a window; zero times counts as well. */
public record Performed(EventFilter event, Times times, Window in) implements Leaf {
    static final String TYPE = "performed";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        List<Occurrence> found = history.matching(event, in.period(history, asOf));
        return new Finding(times.holds(found.size()), found.size(), found);
    }

    @Override
    public Inputs inputs() {
        return in.inputs(event);
    }

    static Leaf read(Settings settings) {
        return new Performed(EventFilter.read(settings), Times.read(settings), settings.window("in"));
    }
}
