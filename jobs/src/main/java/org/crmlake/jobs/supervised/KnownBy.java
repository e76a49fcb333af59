package org.crmlake.jobs.supervised;

import java.util.Locale;

/** When it could first be known that an event happened. */
enum KnownBy {
    /** When the source's server received it; where the source does not say, when it was taken in. */
    RECEIVED,
    /** When it happened: for history that was loaded afterwards, at the risk of using what nobody knew in time. */
    HAPPENED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
