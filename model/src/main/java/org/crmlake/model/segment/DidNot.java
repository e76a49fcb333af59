package org.crmlake.model.segment;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The customer did not do something within a window and could have: somebody who came yesterday has not failed to buy for a
 * year.
 *
 * @param consent the purpose for which consent must have held from the start of the window on; or null if it is enough that the
 *     customer was known by then
 */
public record DidNot(EventFilter event, Window in, String consent) implements Leaf {
    static final String TYPE = "did_not";

    public DidNot {
        consent = consent == null ? null : Consents.word(consent);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Finding test(CustomerHistory history, AsOf asOf) {
        Period period = in.period(history, asOf);
        List<Occurrence> found = history.matching(event, period);
        boolean eligible = consent == null ? known(history, asOf, period) : consented(history, asOf, period.from());
        return new Finding(eligible && found.isEmpty(), eligible ? found.size() : "not eligible", found);
    }

    /** Whoever was seen before the window starts; where it has no start, whoever was seen at all. */
    private static boolean known(CustomerHistory history, AsOf asOf, Period period) {
        Optional<Instant> first = history.firstSeen(asOf);
        return first.isPresent()
                && (period.from().equals(Period.DISTANT_PAST) || first.get().isBefore(period.from()));
    }

    /** The last word before the window is yes, and no other word follows; where the window has no start, the last word is yes. */
    private boolean consented(CustomerHistory history, AsOf asOf, Instant start) {
        boolean granted = false;
        for (Consents.Said said : history.consents(consent, asOf)) {
            boolean yes = said.state() == Consents.State.GRANTED;
            if (said.event().time().isBefore(start) || start.equals(Period.DISTANT_PAST)) {
                granted = yes;
            } else if (!yes) {
                return false;
            }
        }
        return granted;
    }

    @Override
    public Inputs inputs() {
        Inputs eligibility = consent == null
                // When the customer was first seen is known without reading what happened.
                ? new Inputs(
                        Set.of(), Set.of(), Set.of(), in.inputs(EventFilter.ANY).edges())
                : in.inputs(Consents.EVENTS).and(Consent.INPUTS);
        return in.inputs(event).and(eligibility);
    }

    static Leaf read(Settings settings) {
        EventFilter event = EventFilter.read(settings);
        Window in = settings.window("in");
        if (in instanceof Window.SinceLast) {
            settings.problem("in", "who did not do something is asked for a window of time. Use last, from or this");
        }
        return new DidNot(event, in, settings.text("consent"));
    }
}
