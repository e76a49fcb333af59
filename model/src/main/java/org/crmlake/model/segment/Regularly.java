package org.crmlake.model.segment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The customer did something in at least some of the last periods. The periods are counted back from the moment asked for: the
 * last one ends there.
 *
 * @param every how long a period is
 * @param periods how many are looked at
 * @param least in how many of them it must have happened
 * @param times how often in each of those
 */
public record Regularly(EventFilter event, Span every, int periods, int least, int times) implements Leaf {
    static final String TYPE = "regularly";
    private static final int MOST_PERIODS = 400;

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        List<Occurrence> evidence = new ArrayList<>();
        int kept = 0;
        for (int back = periods; back >= 1; back--) {
            List<Occurrence> found =
                    history.matching(event, new Period(end(back).instant(asOf), start(back, asOf)));
            if (found.size() >= times) {
                kept++;
                evidence.addAll(found);
            }
        }
        return new Finding(kept >= least, kept, evidence);
    }

    private Instant start(int back, AsOf asOf) {
        return back == 1 ? asOf.instant() : end(back - 1).instant(asOf);
    }

    /** All ends are counted from the moment itself: a month before 31 March and another before that is 31 January. */
    private Bound.Ago end(int back) {
        return new Bound.Ago(every.times(back));
    }

    @Override
    public Inputs inputs() {
        Inputs inputs = Inputs.of(event);
        for (int back = 1; back <= periods; back++) {
            inputs = inputs.and(Inputs.edge(end(back), event));
        }
        return inputs;
    }

    static Leaf read(Settings settings) {
        EventFilter event = EventFilter.read(settings);
        Span every = settings.requiredSpan("every");
        int periods = settings.requiredCount("periods");
        int least = settings.requiredCount("at_least");
        Integer times = settings.count("times", 1);
        if (least > periods) {
            settings.problem("at_least", least + " is more than the " + periods + " periods");
        }
        if (periods > MOST_PERIODS || (long) periods * every.amount() > Span.MOST) {
            settings.problem("periods", "these are too many. Use at most " + MOST_PERIODS + ", and fewer long ones");
            periods = 1;
            every = new Span(1, every.unit());
        }
        return new Regularly(event, every, periods, least, times == null ? 1 : times);
    }
}
