package org.crmlake.model.segment;

import java.util.List;

/**
 * The customer did something often enough within a window, up to the quiet time, and not once in the quiet time.
 *
 * @param quiet how long nothing has happened, up to the moment asked for
 */
public record Stopped(EventFilter event, Times times, Window in, Span quiet) implements Leaf {
    static final String TYPE = "stopped";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        Period period = in.period(history, asOf);
        Period silence = new Period(new Bound.Ago(quiet).instant(asOf), asOf.instant());
        List<Occurrence> before = history.matching(
                event, new Period(period.from(), period.to().isBefore(silence.from()) ? period.to() : silence.from()));
        List<Occurrence> since = history.matching(event, silence);
        return new Finding(
                times.holds(before.size()) && since.isEmpty(), before.size(), since.isEmpty() ? before : since);
    }

    @Override
    public Inputs inputs() {
        return in.inputs(event).and(Inputs.edge(new Bound.Ago(quiet), event));
    }

    static Leaf read(Settings settings) {
        return new Stopped(
                EventFilter.read(settings),
                Times.read(settings),
                settings.window("in"),
                settings.requiredSpan("quiet"));
    }
}
