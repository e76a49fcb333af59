package org.crmlake.jobs.campaign.attribution;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.crmlake.jobs.campaign.statistics.Interval;
import org.crmlake.jobs.campaign.statistics.Percentiles;

/** The credits of all channels by all models, from a {@link JourneyTally}. */
public final class Attribution {
    /** The row of the conversions that no touch led to. */
    public static final String UNATTRIBUTED = "unattributed";

    /** Credits are shares of conversions: four decimals, and they add up. */
    private static final int CREDIT_SCALE = 4;

    /** Money has as many decimals as the data, at least those of cents and at most what the lake keeps. */
    private static final int CENTS = 2;

    private static final int MOST_DECIMALS = 4;

    /**
     * What one channel gets from one model. The credits of a model, {@value #UNATTRIBUTED} among them, add up to all conversions
     * and all of their value, to the last digit.
     *
     * @param conversions how many
     * @param value of what they were worth
     * @param conversionsWithin the 95 % interval of the bootstrap; not a number without draws
     * @param valueWithin the same of the value
     * @param removalEffect of the Markov model, else not a number
     * @param standardError of a sampled Shapley value, else 0
     */
    public record Credit(
            Model model,
            String channel,
            BigDecimal conversions,
            BigDecimal value,
            Interval conversionsWithin,
            Interval valueWithin,
            double removalEffect,
            double standardError) {}

    private final JourneyTally tally;
    private final List<String> channels;
    private final long seed;

    /**
     * Prepares the credits.
     *
     * @param channels the names, by number
     * @param seed of sampled Shapley values
     */
    public Attribution(JourneyTally tally, List<String> channels, long seed) {
        this.tally = tally;
        this.channels = List.copyOf(channels);
        this.seed = seed;
    }

    /** Returns the credits of every model that the journeys allow, in the order of {@link Model}. */
    public List<Credit> credits(boolean timesAreKnown) {
        List<Credit> credits = new ArrayList<>();
        for (Model model : Model.values()) {
            if (model != Model.TIME_DECAY || timesAreKnown) {
                credits.addAll(credits(model));
            }
        }
        return credits;
    }

    private List<Credit> credits(Model model) {
        int count = channels.size();
        double[][] byChannel = new double[count][tally.draws + 1];
        double[][] valueByChannel = new double[count][tally.draws + 1];
        double[] effects = new double[count];
        double[] errors = new double[count];
        java.util.Arrays.fill(effects, Double.NaN);
        switch (model) {
            case FIRST, LAST, LINEAR, POSITION, TIME_DECAY -> {
                int rule = TouchRule.valueOf(model.name()).ordinal();
                for (int channel = 0; channel < count; channel++) {
                    byChannel[channel] = tally.conversions[rule][channel];
                    valueByChannel[channel] = tally.value[rule][channel];
                }
            }
            case MARKOV -> {
                ChainBuilder chains = new ChainBuilder(tally);
                for (int draw = 0; draw <= tally.draws; draw++) {
                    MarkovChain chain = chains.chain(draw);
                    double[] removal = chain.removalEffects(count);
                    effects = draw == 0 ? removal : effects;
                    put(scaled(removal, tally.attributed[draw]), draw, byChannel);
                    put(scaled(chain.removalEffectsOnValue(count), tally.attributedValue[draw]), draw, valueByChannel);
                }
            }
            case SHAPLEY -> {
                for (int draw = 0; draw <= tally.draws; draw++) {
                    put(ChannelGames.conversions(tally, draw), draw, byChannel);
                    put(ChannelGames.values(tally, draw), draw, valueByChannel);
                }
            }
            case SHAPLEY_RATE -> {
                for (int draw = 0; draw <= tally.draws; draw++) {
                    Shapley values = ChannelGames.rate(tally, draw, seed);
                    errors = draw == 0 ? values.standardErrors() : errors;
                    double[] conversions = scaled(values.values(), tally.attributed[draw]);
                    put(conversions, draw, byChannel);
                    put(valuesByRate(conversions, draw), draw, valueByChannel);
                }
            }
        }
        return rows(model, byChannel, valueByChannel, effects, errors);
    }

    /**
     * What the conversions by rate were worth: each path's own value in equal parts to its channels, and of the conversions that the rate
     * credits beyond equal parts, the mean worth of a conversion.
     */
    private double[] valuesByRate(double[] conversions, int draw) {
        double[] equal = ChannelGames.conversions(tally, draw);
        double[] values = ChannelGames.values(tally, draw);
        double mean = tally.attributed[draw] == 0 ? 0 : tally.attributedValue[draw] / tally.attributed[draw];
        for (int channel = 0; channel < values.length; channel++) {
            values[channel] += mean * (conversions[channel] - equal[channel]);
        }
        return values;
    }

    /** Turns parts in any unit into parts of a whole. */
    private static double[] scaled(double[] parts, double whole) {
        double sum = java.util.Arrays.stream(parts).sum();
        return java.util.Arrays.stream(parts)
                .map(part -> sum == 0 ? 0 : part / sum * whole)
                .toArray();
    }

    private static void put(double[] parts, int draw, double[][] byChannel) {
        for (int channel = 0; channel < parts.length; channel++) {
            byChannel[channel][draw] = parts[channel];
        }
    }

    private List<Credit> rows(
            Model model, double[][] byChannel, double[][] valueByChannel, double[] effects, double[] errors) {
        List<Credit> rows = new ArrayList<>();
        BigDecimal[] exact =
                LargestRemainder.share(BigDecimal.valueOf(tally.exactConversions[0]), firsts(byChannel), CREDIT_SCALE);
        BigDecimal all = tally.exactValue[0].add(tally.exactValue[1]);
        int scale =
                Math.min(MOST_DECIMALS, Math.max(CENTS, all.stripTrailingZeros().scale()));
        BigDecimal unattributed = tally.exactValue[1].setScale(scale, RoundingMode.HALF_EVEN);
        BigDecimal attributed = all.setScale(scale, RoundingMode.HALF_EVEN).subtract(unattributed);
        BigDecimal[] exactValue = LargestRemainder.share(attributed, firsts(valueByChannel), scale);
        for (int channel = 0; channel < channels.size(); channel++) {
            rows.add(new Credit(
                    model,
                    channels.get(channel),
                    exact[channel],
                    exactValue[channel],
                    within(byChannel[channel]),
                    within(valueByChannel[channel]),
                    effects[channel],
                    errors[channel]));
        }
        rows.add(new Credit(
                model,
                UNATTRIBUTED,
                BigDecimal.valueOf(tally.exactConversions[1]).setScale(CREDIT_SCALE),
                unattributed,
                within(tally.unattributed),
                within(tally.unattributedValue),
                Double.NaN,
                0));
        return rows;
    }

    private static double[] firsts(double[][] vectors) {
        return java.util.Arrays.stream(vectors).mapToDouble(vector -> vector[0]).toArray();
    }

    private static Interval within(double... draws) {
        return Percentiles.interval(draws, 0.95);
    }
}
