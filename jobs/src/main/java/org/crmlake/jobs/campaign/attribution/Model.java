package org.crmlake.jobs.campaign.attribution;

import java.util.Locale;

/** The ways to share conversions among channels. */
public enum Model {
    FIRST("all to the first touch"),
    LAST("all to the last touch"),
    LINEAR("equal parts to every touch"),
    POSITION("40 % to the first touch, 40 % to the last, 20 % to those between"),
    TIME_DECAY("more to touches closer to the conversion, half for each half-life"),
    MARKOV("by how much the chance of a conversion falls if the channel leads nowhere"),
    SHAPLEY("equal parts to every different channel of the path: the Shapley value of the conversions"),
    SHAPLEY_RATE("the Shapley value of the conversions a journey, with the journeys that did not convert");

    private final String sentence;

    Model(String sentence) {
        this.sentence = sentence;
    }

    /** Returns what it does, in words. */
    public String sentence() {
        return sentence;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
