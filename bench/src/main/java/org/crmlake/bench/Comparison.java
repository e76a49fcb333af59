package org.crmlake.bench;

/**
 * One line of the report: two sides measured in the same run, in turns, and the ratio of their medians.
 *
 * @param name the line's name
 * @param unit of both sides
 * @param state what was cold and what was warm
 * @param ours crmlake's side
 * @param other what it is compared with
 * @param aim what it should be, in words
 * @param met whether it was; null where there is no aim
 * @param note what else has to be known to read the numbers
 */
record Comparison(String name, String unit, String state, Side ours, Side other, String aim, Boolean met, String note) {

    /** Ours by theirs: below 1 is less time, memory or space than the other side takes. */
    double ratio() {
        return ours.median() / other.median();
    }
}
