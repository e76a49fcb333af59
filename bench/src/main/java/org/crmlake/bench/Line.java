package org.crmlake.bench;

import java.io.IOException;
import java.util.List;

/** One thing that is measured, both sides in turns. */
interface Line {
    /** Returns the name by which {@code bench/run} picks it. */
    String name();

    /** Returns whether it is measured only if it is named, because it takes an hour or more. */
    default boolean isAskedFor() {
        return false;
    }

    /**
     * Measures and returns one or more comparisons.
     *
     * @throws IllegalStateException if a command fails or the two sides did not do the same
     */
    List<Comparison> measure(Lab lab) throws IOException, InterruptedException;
}
