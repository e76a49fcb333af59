package org.crmlake.hbase;

import java.time.Instant;

/** Instants as the stores keep them: microseconds since 1970-01-01T00:00Z. */
final class Micros {
    private static final long PER_SECOND = 1_000_000;
    private static final int NANOS = 1_000;

    /** The last instant whose microseconds fit a long; later bounds mean the same. */
    private static final Instant LAST = instant(Long.MAX_VALUE);

    private Micros() {}

    /** Returns the microsecond that {@code instant} falls in. */
    static long of(Instant instant) {
        return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), PER_SECOND), instant.getNano() / NANOS);
    }

    /**
     * Returns the first microsecond that is not before {@code instant}, never below 0: no event is older. With it a half-open
     * interval of instants becomes the same interval of microseconds.
     */
    static long bound(Instant instant) {
        if (instant.isBefore(Instant.EPOCH)) {
            return 0;
        }
        if (!instant.isBefore(LAST)) {
            return Long.MAX_VALUE;
        }
        return of(instant) + (instant.getNano() % NANOS == 0 ? 0 : 1);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * NANOS);
    }
}
