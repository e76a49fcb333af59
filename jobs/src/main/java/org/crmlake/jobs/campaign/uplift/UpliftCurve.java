package org.crmlake.jobs.campaign.uplift;

import java.util.Arrays;

/**
 * What is gained if the best customers by score are treated, against how many they are; from (0, 0) on.
 *
 * @param customers how many, rising
 * @param gain what is gained with so many
 */
public record UpliftCurve(double[] customers, double[] gain) {
    enum Kind {
        /** The difference of the rates, times the customers (P. Gutierrez and J.-Y. Gérardy, 2016; sklift.metrics.uplift_curve). */
        UPLIFT,
        /** Treated who did, less the control group's scaled to as many (N. J. Radcliffe, 2007; sklift.metrics.qini_curve). */
        QINI
    }

    /** Returns the uplift curve of a ranking. */
    public static UpliftCurve uplift(RankedSteps steps) {
        return of(steps, Kind.UPLIFT);
    }

    /** Returns the Qini curve of a ranking. */
    public static UpliftCurve qini(RankedSteps steps) {
        return of(steps, Kind.QINI);
    }

    /**
     * Returns the uplift curve that scikit-uplift calls perfect: it ranks by whether treatment and outcome agree, and within that by
     * the outcome if more of the control group did than of the treated did not, else by the treatment.
     */
    static UpliftCurve perfectUplift(RankedSteps steps) {
        RankedSteps.Part all = steps.all();
        boolean byOutcome = all.controlDid() > all.treated() - all.treatedDid();
        double[] scores = {3, 2, byOutcome ? 1 : 0, byOutcome ? 0 : 1};
        return uplift(perfect(all, scores));
    }

    /** Returns the best Qini curve there can be: treated who did first, the control group's who did last. */
    static UpliftCurve perfectQini(RankedSteps steps) {
        return qini(perfect(steps.all(), new double[] {1, 0, -1, 0}));
    }

    /** Ranks four kinds of customers: treated who did, control who did not, control who did, treated who did not. */
    private static RankedSteps perfect(RankedSteps.Part all, double... scores) {
        double[] levels = Arrays.stream(scores).distinct().sorted().toArray();
        double[][] columns = new double[4][levels.length];
        double[] counts = {
            all.treatedDid(), all.control() - all.controlDid(), all.controlDid(), all.treated() - all.treatedDid()
        };
        for (int kind = 0; kind < 4; kind++) {
            int step = levels.length - 1 - Arrays.binarySearch(levels, scores[kind]);
            boolean isTreated = kind == 0 || kind == 3;
            columns[isTreated ? 0 : 1][step] += counts[kind];
            if (kind == 0) {
                columns[2][step] += counts[kind];
            } else if (kind == 2) {
                columns[3][step] += counts[kind];
            }
        }
        return new RankedSteps(columns[0], columns[1], columns[2], columns[3]);
    }

    private static UpliftCurve of(RankedSteps steps, Kind kind) {
        double[] x = new double[steps.size() + 1];
        double[] y = new double[steps.size() + 1];
        double treated = 0;
        double control = 0;
        double treatedDid = 0;
        double controlDid = 0;
        int points = 1;
        for (int step = 0; step < steps.size(); step++) {
            if (steps.treated()[step] + steps.control()[step] == 0) {
                continue;
            }
            treated += steps.treated()[step];
            control += steps.control()[step];
            treatedDid += steps.treatedDid()[step];
            controlDid += steps.controlDid()[step];
            x[points] = treated + control;
            y[points++] = switch (kind) {
                case UPLIFT ->
                    (RankedSteps.ratio(treatedDid, treated) - RankedSteps.ratio(controlDid, control))
                            * (treated + control);
                case QINI -> treatedDid - controlDid * RankedSteps.ratio(treated, control);
            };
        }
        return new UpliftCurve(Arrays.copyOf(x, points), Arrays.copyOf(y, points));
    }

    /** Returns the area under the curve, by trapezoids. */
    double area() {
        double area = 0;
        for (int i = 1; i < customers.length; i++) {
            area += (customers[i] - customers[i - 1]) * (gain[i] + gain[i - 1]) / 2;
        }
        return area;
    }

    /** Returns the area between the curve and the straight line from its start to its end, which is what a ranking by lot gains. */
    double areaOverLot() {
        int end = customers.length - 1;
        return area() - customers[end] * gain[end] / 2;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UpliftCurve that
                && Arrays.equals(customers, that.customers)
                && Arrays.equals(gain, that.gain);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(customers);
    }
}
