package org.crmlake.cli.output;

/**
 * Where the text is shown.
 *
 * @param terminal whether a person looks at it: only then are wide cells cut
 * @param colour whether headings may be set in bold
 * @param width how many characters fit in a line
 */
public record Screen(boolean terminal, boolean colour, int width) {
    /** A file or a pipe: nothing is cut, nothing is coloured. */
    public static final Screen NONE = new Screen(false, false, Integer.MAX_VALUE);
}
