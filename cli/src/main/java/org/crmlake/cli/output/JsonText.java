package org.crmlake.cli.output;

/**
 * A value that is JSON already and goes into JSON as it is.
 *
 * @param text one JSON value on one line
 */
public record JsonText(String text) {
    @Override
    public String toString() {
        return text;
    }
}
