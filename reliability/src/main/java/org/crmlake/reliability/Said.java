package org.crmlake.reliability;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;

/**
 * What an event says of its customer, which the profile keeps. The latest word holds, by the time of the event; of one moment,
 * a consent that is no yes, and then that of the greater id (docs/data-model.md).
 *
 * @param topic {@code trait} or {@code consent}
 * @param name of the trait, or the purpose
 */
record Said(String customer, String topic, String name, String value, Instant time, String eventId, String source) {
    static final String TRAIT = "trait";
    static final String CONSENT = "consent";

    private static final Comparator<Said> ORDER =
            Comparator.comparing(Said::time).thenComparing(Said::isNoYes).thenComparing(Said::eventId);

    Said {
        requireNonNull(eventId, "eventId is null");
    }

    /** Returns of two words on the same thing the one that holds. */
    static Said later(Said one, Said other) {
        return ORDER.compare(one, other) >= 0 ? one : other;
    }

    private boolean isNoYes() {
        return topic.equals(CONSENT) && !value.equals("granted");
    }

    StoredRecord stored() {
        return new StoredRecord(
                String.join(" ", customer, topic, name), String.join("|", value, time.toString(), eventId, source));
    }
}
