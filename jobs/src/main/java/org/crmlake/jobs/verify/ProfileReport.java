package org.crmlake.jobs.verify;

/**
 * How the traits and consents that profiles hold compare with what the events of the lake say.
 *
 * @param statements how many things are said of customers, in either
 * @param missing how many only the lake's events say
 * @param unfounded how many no event of the lake says
 * @param different how many are said by another event, or otherwise
 */
public record ProfileReport(long statements, long missing, long unfounded, long different) {
    /** Returns on how many the two do not agree. */
    public long differing() {
        return missing + unfounded + different;
    }
}
