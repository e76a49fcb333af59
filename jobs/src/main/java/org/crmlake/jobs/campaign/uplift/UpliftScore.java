package org.crmlake.jobs.campaign.uplift;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.crmlake.jobs.campaign.statistics.Interval;
import org.crmlake.jobs.campaign.statistics.Percentiles;
import org.crmlake.jobs.campaign.statistics.SampleRatio;

/** How good a ranking is, as numbers. */
public final class UpliftScore {
    /** What {@link #qini} is, for people who compare with another tool. */
    public static final String QINI_DEFINITION =
            "(area under the Qini curve - area under the random line) / (area under the perfect Qini curve - area under the"
                    + " random line); scikit-uplift qini_auc_score, negative_effect=True; equal scores are one step";

    /** What {@link #auuc} is. */
    public static final String AUUC_DEFINITION =
            "(area under the uplift curve - area under the random line) / (area under the perfect uplift curve - area under the"
                    + " random line); scikit-uplift uplift_auc_score; equal scores are one step";

    private UpliftScore() {}

    /** Returns the Qini coefficient: 0 for a ranking by lot, 1 for a perfect one, below 0 for one that is worse than by lot. */
    public static double qini(RankedSteps steps) {
        return normalised(UpliftCurve.qini(steps), UpliftCurve.perfectQini(steps));
    }

    /** Returns the area under the uplift curve, on the same scale. */
    public static double auuc(RankedSteps steps) {
        return normalised(UpliftCurve.uplift(steps), UpliftCurve.perfectUplift(steps));
    }

    /** Returns the difference of the rates among the best {@code share} of all customers; ties count in proportion. */
    public static double upliftAt(RankedSteps steps, double share) {
        return steps.between(0, share * steps.all().customers()).uplift();
    }

    /** Returns the difference of the rates in each of {@code parts} equal parts of the ranking, the best part first. */
    public static double[] upliftByPart(RankedSteps steps, int parts) {
        double size = steps.all().customers() / parts;
        double[] uplift = new double[parts];
        for (int part = 0; part < parts; part++) {
            uplift[part] = steps.between(part * size, (part + 1) * size).uplift();
        }
        return uplift;
    }

    /**
     * Returns how likely shares of the treated in equal parts of the ranking that differ as much are if lot alone decided who is
     * treated: the chi-squared test of the parts. Where it is small, who was treated went with the score, and neither curve says
     * what the campaign caused.
     */
    public static SampleRatio balance(RankedSteps steps, int parts) {
        double share = steps.shareOfTreated();
        double size = steps.all().customers() / parts;
        double statistic = 0;
        for (double treated : treatedByPart(steps, parts)) {
            double less = (treated - share) * size;
            statistic += less * less / (size * share * (1 - share));
        }
        return Double.isFinite(statistic) ? SampleRatio.of(statistic, parts - 1) : new SampleRatio(0, 1);
    }

    /** Returns the share of the treated in each of {@code parts} equal parts of the ranking, the best part first. */
    public static double[] treatedByPart(RankedSteps steps, int parts) {
        double size = steps.all().customers() / parts;
        double[] shares = new double[parts];
        for (int part = 0; part < parts; part++) {
            RankedSteps.Part one = steps.between(part * size, (part + 1) * size);
            shares[part] = one.treated() / one.customers();
        }
        return shares;
    }

    /**
     * Returns 95 % intervals of what {@code figures} says of a ranking, by a bootstrap over customers. The scores stay as they are:
     * the interval is that of this ranking, not of the learner.
     *
     * @param draws of the bootstrap; with 0 the intervals have no ends
     */
    public static Interval[] intervals(
            RankedSteps steps, int draws, long seed, Function<RankedSteps, double[]> figures) {
        int count = figures.apply(steps).length;
        double[][] values = new double[count][draws + 1];
        SplittableRandom random = new SplittableRandom(seed);
        for (int draw = 0; draw <= draws; draw++) {
            double[] drawn = figures.apply(draw == 0 ? steps : draw(steps, random));
            for (int i = 0; i < count; i++) {
                values[i][draw] = drawn[i];
            }
        }
        return Arrays.stream(values)
                .map(ofOne -> Percentiles.interval(ofOne, 0.95))
                .toArray(Interval[]::new);
    }

    /**
     * Returns by how much the Qini coefficient can be off at most because customers of one step are not told apart, whatever
     * their order is.
     */
    public static double qiniSlack(RankedSteps steps) {
        return OrderWithin.slack(steps, UpliftCurve.Kind.QINI)
                / Math.abs(UpliftCurve.perfectQini(steps).areaOverLot());
    }

    /** Returns the same of {@link #auuc}. */
    public static double auucSlack(RankedSteps steps) {
        return OrderWithin.slack(steps, UpliftCurve.Kind.UPLIFT)
                / Math.abs(UpliftCurve.perfectUplift(steps).areaOverLot());
    }

    /** Draws every kind of customer of every step as often as a Poisson variable says: the Poisson bootstrap of equal customers. */
    private static RankedSteps draw(RankedSteps steps, SplittableRandom random) {
        int size = steps.size();
        double[][] columns = new double[4][size];
        for (int step = 0; step < size; step++) {
            double treatedDid = poisson(steps.treatedDid()[step], random);
            double controlDid = poisson(steps.controlDid()[step], random);
            columns[2][step] = treatedDid;
            columns[3][step] = controlDid;
            columns[0][step] = treatedDid + poisson(steps.treated()[step] - steps.treatedDid()[step], random);
            columns[1][step] = controlDid + poisson(steps.control()[step] - steps.controlDid()[step], random);
        }
        return new RankedSteps(columns[0], columns[1], columns[2], columns[3]);
    }

    /** Knuth's product of uniforms for small means, the rounded normal for large ones, where both agree. */
    private static double poisson(double mean, SplittableRandom random) {
        if (mean > 50) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        if (mean == 0) {
            return 0;
        }
        double limit = Math.exp(-mean);
        double product = random.nextDouble();
        int count = 0;
        while (product > limit) {
            product *= random.nextDouble();
            count++;
        }
        return count;
    }

    private static double normalised(UpliftCurve curve, UpliftCurve perfect) {
        return curve.areaOverLot() / perfect.areaOverLot();
    }
}
