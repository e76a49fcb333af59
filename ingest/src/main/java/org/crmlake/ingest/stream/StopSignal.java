package org.crmlake.ingest.stream;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Asks a stream to end after the batch that it is at. Any thread may give it. */
public final class StopSignal {
    private final CountDownLatch given = new CountDownLatch(1);

    /** Gives the signal. */
    public void give() {
        given.countDown();
    }

    /** Returns whether it is given, at the latest after {@code longest}. */
    boolean isGivenWithin(Duration longest) {
        try {
            return given.await(Math.max(0, longest.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
