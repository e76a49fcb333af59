package org.crmlake.testing;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names no other test of this JVM has: tests share their stores and keep apart by name. The stores are new with each JVM, so
 * a counter is enough, and a failed run reads the same as the one before.
 */
public final class UniqueName {
    private static final AtomicInteger NEXT = new AtomicInteger(1);
    private static final int LONGEST_STEM = 20;

    private UniqueName() {}

    /**
     * Returns a new name that begins with {@code stem}; fit for a table, a folder or a tenant.
     *
     * @param stem lower-case letter, then at most 19 lower-case letters, digits or underscores
     */
    public static String of(String stem) {
        if (!stem.matches("[a-z][a-z0-9_]*") || stem.length() > LONGEST_STEM) {
            throw new IllegalArgumentException("Cannot make a unique name from '" + stem
                    + "': it is not a lower-case letter followed by at most 19 letters, digits or underscores.");
        }
        return stem + "_" + NEXT.getAndIncrement();
    }
}
