package org.crmlake.sandbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** The moment up to which to wait. */
record Deadline(long nanos, Duration patience) {
    static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos(), patience);
    }

    boolean isOver() {
        return System.nanoTime() - nanos >= 0;
    }

    /**
     * Returns when the condition holds, which is looked at in the given pace.
     *
     * @param what completes "waited in vain for ..."
     * @throws CrmException EXTERNAL when the time is over
     */
    void await(String what, Duration pace, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (isOver()) {
                throw new CrmException(
                        Kind.EXTERNAL,
                        "Cannot go on with the sandbox: waited " + patience.toSeconds() + " s in vain for " + what
                                + ". Read its log, and stop and start it.");
            }
            Thread.sleep(pace.toMillis());
        }
    }
}
