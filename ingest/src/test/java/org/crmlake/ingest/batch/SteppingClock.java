package org.crmlake.ingest.batch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that moves by the same step each time it is asked, back if the step is negative. */
final class SteppingClock extends Clock {
    private final Duration step;
    private Instant now;

    SteppingClock(Instant now, Duration step) {
        this.now = now;
        this.step = step;
    }

    @Override
    public synchronized Instant instant() {
        now = now.plus(step);
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
