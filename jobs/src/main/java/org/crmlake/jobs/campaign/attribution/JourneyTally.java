package org.crmlake.jobs.campaign.attribution;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.crmlake.jobs.campaign.attribution.AttributionSettings.Paths;

/**
 * What all models need of the journeys, added up; two tallies of different journeys add up to one. Each sum is a vector: the first
 * place is the data, the others are bootstrap draws.
 */
public final class JourneyTally implements Serializable {
    private static final long serialVersionUID = 1;

    final int channels;
    final int order;
    final double halfLife;
    final Paths paths;
    final int draws;

    /** By rule and channel. */
    final double[][][] conversions;

    final double[][][] value;

    /** By transition of {@link States}. */
    final Map<Long, double[]> transitions = new HashMap<>();

    /** What conversions were worth, by the transition to them. */
    final Map<Long, double[]> valueTransitions = new HashMap<>();

    /** By set of channels, one bit each. */
    final Map<Long, double[]> convertedBySet = new HashMap<>();

    final Map<Long, double[]> valueBySet = new HashMap<>();

    final Map<Long, double[]> journeysBySet = new HashMap<>();

    /** Exactly how many conversions have a touch, and how many have none. */
    final long[] exactConversions = new long[2];

    /** Exactly what they were worth. */
    final BigDecimal[] exactValue = {BigDecimal.ZERO, BigDecimal.ZERO};

    final double[] attributed;
    final double[] attributedValue;
    final double[] unattributed;
    final double[] unattributedValue;

    /**
     * An empty tally.
     *
     * @param channels how many there are, at most 63
     * @param draws how many bootstrap draws
     */
    public JourneyTally(int channels, AttributionSettings settings, int draws) {
        if (channels > 63) {
            throw new IllegalArgumentException(channels + " channels are more than 63");
        }
        this.channels = channels;
        this.order = settings.order();
        this.halfLife = settings.halfLifeInDays();
        this.paths = settings.paths();
        this.draws = draws;
        int rules = TouchRule.values().length;
        conversions = new double[rules][channels][draws + 1];
        value = new double[rules][channels][draws + 1];
        attributed = new double[draws + 1];
        attributedValue = new double[draws + 1];
        unattributed = new double[draws + 1];
        unattributedValue = new double[draws + 1];
    }

    /**
     * Adds journeys.
     *
     * @param weights how often each draw takes them: 1 first, then one a draw
     */
    public void add(Journey journey, double[] weights) {
        double worth = journey.value().doubleValue();
        int kind = journey.path().length == 0 ? 1 : 0;
        exactConversions[kind] += journey.conversions();
        exactValue[kind] = exactValue[kind].add(journey.value());
        if (kind == 1) {
            Draws.add(unattributed, journey.conversions(), weights);
            Draws.add(unattributedValue, worth, weights);
            return;
        }
        if (journey.conversions() != 0) {
            Draws.add(attributed, journey.conversions(), weights);
            Draws.add(attributedValue, worth, weights);
            credit(journey, weights);
        }
        walk(journey, weights);
        long set = 0;
        for (int channel : journey.path()) {
            set |= 1L << channel;
        }
        Draws.add(sums(journeysBySet, set), journey.conversions() + (double) journey.nulls(), weights);
        if (journey.conversions() != 0) {
            Draws.add(sums(convertedBySet, set), journey.conversions(), weights);
            Draws.add(sums(valueBySet, set), worth, weights);
        }
    }

    private void credit(Journey journey, double[] weights) {
        for (TouchRule rule : TouchRule.values()) {
            double[] shares = rule.shares(journey, halfLife);
            for (int touch = 0; touch < shares.length; touch++) {
                if (shares[touch] != 0) {
                    int channel = journey.path()[touch];
                    Draws.add(conversions[rule.ordinal()][channel], shares[touch] * journey.conversions(), weights);
                    Draws.add(
                            value[rule.ordinal()][channel],
                            shares[touch] * journey.value().doubleValue(),
                            weights);
                }
            }
        }
    }

    private void walk(Journey journey, double[] weights) {
        States states = new States(channels, order);
        double all = journey.conversions() + (double) journey.nulls();
        long state = States.START;
        int before = -1;
        for (int channel : journey.path()) {
            if (paths == Paths.AS_THEY_ARE || channel != before) {
                Draws.add(sums(transitions, states.transition(state, channel)), all, weights);
                state = states.next(state, channel);
            }
            before = channel;
        }
        if (journey.conversions() != 0) {
            Draws.add(sums(transitions, states.conversion(state)), journey.conversions(), weights);
            Draws.add(
                    sums(valueTransitions, states.conversion(state)),
                    journey.value().doubleValue(),
                    weights);
        }
        if (journey.nulls() != 0) {
            Draws.add(sums(transitions, states.nothing(state)), journey.nulls(), weights);
        }
    }

    /** Adds all that {@code other} has, and returns this. */
    public JourneyTally add(JourneyTally other) {
        for (int rule = 0; rule < conversions.length; rule++) {
            for (int channel = 0; channel < channels; channel++) {
                Draws.add(conversions[rule][channel], other.conversions[rule][channel]);
                Draws.add(value[rule][channel], other.value[rule][channel]);
            }
        }
        other.transitions.forEach((key, sums) -> Draws.add(sums(transitions, key), sums));
        other.valueTransitions.forEach((key, sums) -> Draws.add(sums(valueTransitions, key), sums));
        other.valueBySet.forEach((key, sums) -> Draws.add(sums(valueBySet, key), sums));
        other.convertedBySet.forEach((key, sums) -> Draws.add(sums(convertedBySet, key), sums));
        other.journeysBySet.forEach((key, sums) -> Draws.add(sums(journeysBySet, key), sums));
        for (int kind = 0; kind < 2; kind++) {
            exactConversions[kind] += other.exactConversions[kind];
            exactValue[kind] = exactValue[kind].add(other.exactValue[kind]);
        }
        Draws.add(attributed, other.attributed);
        Draws.add(attributedValue, other.attributedValue);
        Draws.add(unattributed, other.unattributed);
        Draws.add(unattributedValue, other.unattributedValue);
        return this;
    }

    private double[] sums(Map<Long, double[]> map, long key) {
        return map.computeIfAbsent(key, missing -> new double[draws + 1]);
    }
}
