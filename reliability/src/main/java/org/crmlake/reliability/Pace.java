package org.crmlake.reliability;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** How long it takes from a step to the next, as seen so far: kills are meant to land in between, wherever the machine is slow. */
final class Pace {
    private static final double FORGET = 0.8;

    private final Map<FailPoint, Double> millis = new EnumMap<>(FailPoint.class);

    Pace() {
        for (FailPoint point : FailPoint.values()) {
            millis.put(point, 400.0);
        }
        millis.put(FailPoint.ANY_TIME, 6_000.0);
    }

    /** Notes that what follows {@code step} took {@code time}; for {@code ANY_TIME} it is the time of a whole command. */
    synchronized void saw(FailPoint step, Duration time) {
        millis.merge(step, (double) time.toMillis(), (before, now) -> FORGET * before + (1 - FORGET) * now);
    }

    synchronized Duration after(FailPoint step) {
        return Duration.ofMillis(Math.round(millis.get(step)));
    }
}
