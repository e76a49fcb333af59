package org.crmlake.ingest.batch;

import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.sessions.JqwikSession;

/**
 * A law of the stores. Its cases are drawn by jqwik, and tried inside of a test of JUnit, for there the stores run already. A case costs
 * seconds and holds every kind of record, so one is tried; {@code -Dcrmlake.law.tries=50} tries more, {@code -Dcrmlake.law.seed=N} others.
 */
final class Law {
    private static final int TRIES = Integer.getInteger("crmlake.law.tries", 1);
    private static final long SEED = Long.getLong("crmlake.law.seed", 20260131);
    private static final int SIZE = 1000;

    /** What must hold of a case. */
    @FunctionalInterface
    interface Claim<T> {
        /**
         * Fails unless it holds.
         *
         * @param attempt a word that no other try has
         */
        void of(String attempt, T drawn) throws Exception;
    }

    private Law() {}

    /**
     * Tries {@code claim} on some of {@code cases}.
     *
     * @param name a word for the law
     */
    static <T> void holds(String name, Arbitrary<T> cases, Claim<T> claim) {
        JqwikSession.run(() -> {
            for (int i = 0; i < TRIES; i++) {
                T drawn = cases.generator(SIZE).next(new Random(SEED + i)).value();
                try {
                    claim.of(name + i + "x", drawn);
                } catch (AssertionError e) {
                    throw new AssertionError(
                            "Try with -Dcrmlake.law.tries=1 -Dcrmlake.law.seed=" + (SEED + i) + ", which drew " + drawn
                                    + ": " + e.getMessage(),
                            e);
                }
            }
        });
    }
}
