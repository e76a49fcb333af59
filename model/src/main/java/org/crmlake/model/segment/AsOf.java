package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The moment for which a question is asked, in the calendar of the tenant: events count if they happened before it.
 *
 * @param moment the moment, in the tenant's zone
 */
public record AsOf(ZonedDateTime moment) implements Serializable {
    public AsOf {
        requireNonNull(moment, "moment is null");
    }

    /** Returns the start of {@code date} in the zone; where the clocks skip midnight, the first moment of the day. */
    public static AsOf startOf(LocalDate date, ZoneId zone) {
        return new AsOf(date.atStartOfDay(zone));
    }

    /** Returns the moment on the time line. */
    public Instant instant() {
        return moment.toInstant();
    }

    /** Returns the tenant's zone. */
    public ZoneId zone() {
        return moment.getZone();
    }
}
