package org.crmlake.jobs.campaign.attribution;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * What of the models can be chosen.
 *
 * @param order how many of the last channels the Markov chain remembers, 1 to 5
 * @param halfLifeInDays after how many days a touch counts half, for time decay
 * @param paths whether the Markov chain sees a channel that follows itself
 * @param draws how many bootstrap draws make an interval; 0 for no intervals
 * @param seed of the draws and of sampled Shapley values
 */
public record AttributionSettings(int order, double halfLifeInDays, Paths paths, int draws, long seed)
        implements Serializable {
    /** Order 1, a half-life of seven days, 200 draws. */
    public static final AttributionSettings DEFAULT = new AttributionSettings(1, 7, Paths.AS_THEY_ARE, 200, 1);

    /** Whether a channel that follows itself counts. It makes no difference to a chain of order 1. */
    public enum Paths {
        AS_THEY_ARE,
        WITHOUT_REPEATS
    }

    public AttributionSettings {
        requireNonNull(paths, "paths is null");
        if (order < 1 || order > 5) {
            throw new IllegalArgumentException("order " + order + " is not between 1 and 5");
        }
        if (!(halfLifeInDays > 0) || draws < 0) {
            throw new IllegalArgumentException("half-life " + halfLifeInDays + " or draws " + draws + " is too small");
        }
    }

    /** Returns the same for a chain of another order. */
    public AttributionSettings withOrder(int another) {
        return new AttributionSettings(another, halfLifeInDays, paths, draws, seed);
    }

    /** Returns the same with another number of draws. */
    public AttributionSettings withDraws(int another) {
        return new AttributionSettings(order, halfLifeInDays, paths, another, seed);
    }
}
