package org.crmlake.jobs.campaign.statistics;

/**
 * How many of one arm's customers did something.
 *
 * @param count how many customers
 * @param successes how many of them did
 */
public record Rate(long count, long successes) {
    public Rate {
        if (successes < 0 || successes > count) {
            throw new IllegalArgumentException(successes + " of " + count + " is no rate");
        }
    }

    /** Returns the share of those who did. */
    public double share() {
        return (double) successes / count;
    }

    /** Returns the smaller one of those who did and those who did not. */
    long rarer() {
        return Math.min(successes, count - successes);
    }

    /** Returns the square of the share's standard error. */
    double errorSquared() {
        return share() * (1 - share()) / count;
    }

    /** Returns the same as values of 0 and 1. */
    public Sample sample() {
        double share = count == 0 ? 0 : share();
        return new Sample(count, share, count < 2 ? 0 : share * (1 - share) * count / (count - 1));
    }
}
