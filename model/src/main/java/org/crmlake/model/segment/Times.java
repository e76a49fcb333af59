package org.crmlake.model.segment;

import java.io.Serializable;

/**
 * How often something must have happened.
 *
 * @param least at least so often
 * @param most at most so often
 */
public record Times(int least, int most) implements Serializable {
    /** At least once. */
    static final Times SOME = new Times(1, Integer.MAX_VALUE);

    public Times {
        if (least < 0 || most < least) {
            throw new IllegalArgumentException(least + " to " + most + " times is never");
        }
    }

    boolean holds(int count) {
        return count >= least && count <= most;
    }

    /** Reads {@code at_least}, {@code at_most} and {@code exactly}; {@link #SOME} if none is there. */
    static Times read(Settings settings) {
        Integer exactly = settings.count("exactly", 0);
        Integer atLeast = settings.count("at_least", 0);
        Integer atMost = settings.count("at_most", 0);
        if (exactly != null) {
            if (atLeast != null || atMost != null) {
                settings.problem("exactly", "at_least or at_most is there as well. Use exactly alone");
            }
            return new Times(exactly, exactly);
        }
        if (atLeast == null && atMost == null) {
            return SOME;
        }
        int least = atLeast == null ? 0 : atLeast;
        int most = atMost == null ? Integer.MAX_VALUE : atMost;
        if (least > most) {
            settings.problem("at_least", "nothing happens at least " + least + " and at most " + most + " times");
            return SOME;
        }
        return new Times(least, most);
    }
}
