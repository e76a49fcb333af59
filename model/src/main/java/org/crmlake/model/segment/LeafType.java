package org.crmlake.model.segment;

/**
 * A kind of leaf. A jar with one names it in {@code META-INF/services/org.crmlake.model.segment.LeafType} and lies in {@code
 * plugins/}; {@code docs/plugins.md} has a worked example.
 */
public interface LeafType {
    /** Returns the word by which definitions call it: lower-case letters and underscores. */
    String name();

    /**
     * Reads the settings under that word. What is wrong goes to {@link Settings#problem}, so that all problems are told at once;
     * what is returned then is not used.
     */
    Leaf read(Settings settings);
}
