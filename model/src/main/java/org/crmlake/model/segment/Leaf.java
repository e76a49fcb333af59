package org.crmlake.model.segment;

/**
 * A condition that looks at the customer itself. A leaf is immutable and depends on nothing but what {@link #test} is given;
 * Spark sends it to executors.
 */
public non-sealed interface Leaf extends Condition {
    /** Returns the word by which definitions call it. */
    String type();

    /**
     * Looks at the customer as of a moment: what happened then or later is not there.
     *
     * @return whether the leaf holds, what it measured and on which events that rests
     */
    Finding test(CustomerHistory history, AsOf asOf);

    /** Returns what {@link #test} reads: the run fetches nothing else, and evaluates nobody again in whom none of it changed. */
    Inputs inputs();
}
