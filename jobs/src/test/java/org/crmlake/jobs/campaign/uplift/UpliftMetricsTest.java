package org.crmlake.jobs.campaign.uplift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.assertj.core.data.Offset;
import org.crmlake.jobs.campaign.SampleRows;
import org.crmlake.jobs.campaign.SampleRows.Hillstrom;
import org.crmlake.jobs.campaign.statistics.Interval;
import org.junit.jupiter.api.Test;

/** The vectors of scikit-uplift's own tests, its figures of Hillstrom's experiment, and simulated rankings. */
class UpliftMetricsTest {
    private static final Offset<Double> SIX_DIGITS = within(0.5000001e-6);
    private static final List<Hillstrom> ROWS = SampleRows.hillstrom();

    @Test
    void areThoseOfTheSmallVectors() {
        RankedSteps first = steps(new double[] {.1, .3}, new int[] {1, 0}, new int[] {0, 1});
        assertThat(UpliftScore.auuc(first)).isEqualTo(0);
        assertThat(UpliftScore.qini(first)).isEqualTo(1);
        RankedSteps second = steps(new double[] {.1, .3}, new int[] {0, 1}, new int[] {1, 0});
        assertThat(UpliftScore.auuc(second)).isEqualTo(1);
        assertThat(UpliftScore.qini(second)).isEqualTo(1);
    }

    @Test
    void takeEqualScoresAsOneStep() {
        RankedSteps steps = steps(new double[] {1, 1, 1}, new int[] {0, 1, 1}, new int[] {0, 1, 0});

        assertThat(UpliftCurve.qini(steps)).isEqualTo(curve(0, 0, 3, 1));
        assertThat(UpliftCurve.uplift(steps)).isEqualTo(curve(0, 0, 3, 1.5));
        assertThat(UpliftCurve.perfectQini(steps)).isEqualTo(curve(0, 0, 1, 1, 3, 1));
        assertThat(UpliftCurve.perfectUplift(steps)).isEqualTo(curve(0, 0, 1, 1, 2, 2, 3, 1.5));
    }

    @Test
    void areThoseOfTheRealExperiment() {
        expect("Womens E-Mail", Hillstrom::womens, 2, 0.060012, 0.027619);
        expect("Womens E-Mail", row -> -row.recency(), 12, -0.005675, -0.002780);
        expect("Mens E-Mail", Hillstrom::history, 15_600, 0.027706, 0.014205);
    }

    @Test
    void cutAStepInProportion() {
        // Ten customers of one score: half treated, four of whom did; one of the control group did.
        RankedSteps steps = new RankedSteps(new double[] {5}, new double[] {5}, new double[] {4}, new double[] {1});

        assertThat(UpliftScore.upliftAt(steps, 0.3)).isCloseTo(0.6, within(1e-12));
        assertThat(UpliftScore.upliftByPart(steps, 10)).containsOnly(steps.all().uplift());
    }

    @Test
    void tellARankingThatKnowsFromOneThatDoesNot() {
        SplittableRandom random = new SplittableRandom(8);
        int customers = 4000;
        double[] need = random.doubles(customers).toArray();
        double[] lot = random.doubles(customers).toArray();
        boolean[] treated = new boolean[customers];
        boolean[] did = new boolean[customers];
        for (int i = 0; i < customers; i++) {
            treated[i] = random.nextBoolean();
            did[i] = random.nextDouble() < 0.1 + (treated[i] ? 0.3 * need[i] : 0);
        }

        RankedSteps knowing = RankedSteps.of(need, treated, did);
        Interval[] ofKnowing = UpliftScore.intervals(knowing, 200, 1, UpliftMetricsTest::qiniAndAuuc);
        Interval[] ofLot =
                UpliftScore.intervals(RankedSteps.of(lot, treated, did), 200, 1, UpliftMetricsTest::qiniAndAuuc);

        assertThat(UpliftScore.qini(knowing)).isBetween(ofKnowing[0].lower(), ofKnowing[0].upper());
        assertThat(ofKnowing[0].lower()).isPositive();
        assertThat(ofKnowing[1].lower()).isPositive();
        assertThat(ofLot[0].contains(0)).isTrue();
        assertThat(ofLot[1].contains(0)).isTrue();
        double[] byDecile = UpliftScore.upliftByPart(knowing, 10);
        assertThat(byDecile[0]).isGreaterThan(byDecile[9] + 0.1);
        assertThat(UpliftScore.upliftAt(knowing, 0.1)).isEqualTo(byDecile[0]);
    }

    @Test
    void knowWhetherTheScoreTellsWhoWasTreated() {
        SplittableRandom random = new SplittableRandom(9);
        int customers = 4000;
        double[] score = random.doubles(customers).toArray();
        boolean[] byLot = new boolean[customers];
        boolean[] byScore = new boolean[customers];
        for (int i = 0; i < customers; i++) {
            byLot[i] = random.nextDouble() < 0.3;
            byScore[i] = random.nextDouble() < 0.2 + 0.2 * score[i];
        }

        assertThat(UpliftScore.balance(RankedSteps.of(score, byLot, byLot), 10).pValue())
                .isGreaterThan(0.01);
        RankedSteps tilted = RankedSteps.of(score, byScore, byLot);
        assertThat(UpliftScore.balance(tilted, 10).pValue()).isLessThan(1e-6);
        assertThat(UpliftScore.treatedByPart(tilted, 2)[0]).isCloseTo(0.35, within(0.03));
        assertThat(UpliftScore.treatedByPart(tilted, 2)[1]).isCloseTo(0.25, within(0.03));
    }

    @Test
    void areOffByNoMoreThanIsSaidWhereScoresArePutTogether() {
        SplittableRandom random = new SplittableRandom(10);
        for (int campaign = 0; campaign < 20; campaign++) {
            int customers = 300;
            double[] score = new double[customers];
            double[] together = new double[customers];
            boolean[] treated = new boolean[customers];
            boolean[] did = new boolean[customers];
            int width = 1 + random.nextInt(60);
            for (int i = 0; i < customers; i++) {
                score[i] = i;
                together[i] = i / width;
                treated[i] = random.nextBoolean();
                did[i] = random.nextDouble() < 0.2 + (treated[i] ? 0.6 * (i % width) / width : 0);
            }
            RankedSteps apart = RankedSteps.of(score, treated, did);
            RankedSteps steps = RankedSteps.of(together, treated, did);

            assertThat(UpliftScore.qini(apart))
                    .isCloseTo(UpliftScore.qini(steps), within(UpliftScore.qiniSlack(steps)));
            assertThat(UpliftScore.auuc(apart))
                    .isCloseTo(UpliftScore.auuc(steps), within(UpliftScore.auucSlack(steps)));
        }
    }

    /** All orders of one step of seven customers, after some customers before it. */
    @Test
    void areOffByWhatTheWorstOfAllOrdersMakesThem() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 60; i++) {
            int before = i < 20 ? 0 : random.nextInt(30);
            boolean[] treated = new boolean[before + 7];
            boolean[] did = new boolean[before + 7];
            double[] together = new double[before + 7];
            for (int customer = 0; customer < before + 7; customer++) {
                treated[customer] = random.nextBoolean();
                did[customer] = random.nextInt(3) == 0;
                together[customer] = customer < before ? -customer : -before;
            }
            RankedSteps steps = RankedSteps.of(together, treated, did);
            double[] off = new double[2];
            permute(before, before, treated, did, steps, off);

            double[] said = {
                OrderWithin.slack(steps, UpliftCurve.Kind.QINI), OrderWithin.slack(steps, UpliftCurve.Kind.UPLIFT)
            };
            assertThat(off[0]).isLessThanOrEqualTo(said[0] + 1e-9);
            assertThat(off[1]).isLessThanOrEqualTo(said[1] + 1e-9);
            // Each of the six places is at its best, which no one order need be.
            assertThat(said[0]).isLessThanOrEqualTo(1.5 * off[0] + 1);
        }
    }

    private static void permute(
            int place, int before, boolean[] treated, boolean[] did, RankedSteps steps, double[] off) {
        if (place == treated.length) {
            double[] apart = new double[treated.length];
            for (int i = 0; i < apart.length; i++) {
                apart[i] = -i;
            }
            RankedSteps order = RankedSteps.of(apart, treated, did);
            off[0] = Math.max(
                    off[0],
                    Math.abs(UpliftCurve.qini(order).area()
                            - UpliftCurve.qini(steps).area()));
            off[1] = Math.max(
                    off[1],
                    Math.abs(UpliftCurve.uplift(order).area()
                            - UpliftCurve.uplift(steps).area()));
            return;
        }
        for (int i = place; i < treated.length; i++) {
            swap(treated, place, i);
            swap(did, place, i);
            permute(place + 1, before, treated, did, steps, off);
            swap(treated, place, i);
            swap(did, place, i);
        }
    }

    private static void swap(boolean[] values, int i, int j) {
        boolean kept = values[i];
        values[i] = values[j];
        values[j] = kept;
    }

    /** A ranking of a million customers with a weak score, in the ten thousand steps that the product makes of it. */
    @Test
    void theBoundIsFarBelowTheCoefficientWhereCustomersAreMany() {
        RankedSteps steps = weakRanking(10_000, 100);

        assertThat(UpliftScore.qini(steps)).isBetween(0.01, 0.1);
        assertThat(UpliftScore.qiniSlack(steps)).isBetween(1e-5, 2e-4);
        assertThat(UpliftScore.auucSlack(steps)).isBetween(1e-5, UpliftScore.auuc(steps) / 5);
    }

    /** Neighbouring numbers of customers are looked at together where steps are wide. */
    @Test
    void theBoundHoldsForWideStepsToo() {
        RankedSteps wide = weakRanking(20, 1_000);
        for (UpliftCurve.Kind kind : UpliftCurve.Kind.values()) {
            RankedSteps best = sorted(wide, true);
            RankedSteps worst = sorted(wide, false);
            double slack = OrderWithin.slack(wide, kind);
            double off = Math.max(
                    Math.abs(area(best, kind) - area(wide, kind)), Math.abs(area(worst, kind) - area(wide, kind)));
            assertThat(off).isBetween(slack / 2, slack);
        }
    }

    private static double area(RankedSteps steps, UpliftCurve.Kind kind) {
        return (kind == UpliftCurve.Kind.QINI ? UpliftCurve.qini(steps) : UpliftCurve.uplift(steps)).area();
    }

    /** Every customer by itself, in each step the treated who did and the others of the control group first or last. */
    private static RankedSteps sorted(RankedSteps steps, boolean bestFirst) {
        int customers = (int) steps.all().customers();
        double[][] columns = new double[4][customers];
        int place = 0;
        for (int i = 0; i < steps.size(); i++) {
            double[] kinds = {
                steps.treatedDid()[i],
                steps.control()[i] - steps.controlDid()[i],
                steps.treated()[i] - steps.treatedDid()[i],
                steps.controlDid()[i]
            };
            for (int next = 0; next < 4; next++) {
                int kind = bestFirst ? next : 3 - next;
                for (int customer = 0; customer < kinds[kind]; customer++, place++) {
                    columns[kind == 0 || kind == 2 ? 0 : 1][place] = 1;
                    columns[2][place] = kind == 0 ? 1 : 0;
                    columns[3][place] = kind == 3 ? 1 : 0;
                }
            }
        }
        return new RankedSteps(columns[0], columns[1], columns[2], columns[3]);
    }

    /** Of a hundredth of the customers the campaign makes buyers, a little more often of the best by score; half are treated. */
    private static RankedSteps weakRanking(int steps, int width) {
        SplittableRandom random = new SplittableRandom(12);
        double[][] columns = new double[4][steps];
        for (int step = 0; step < steps; step++) {
            for (int customer = 0; customer < width; customer++) {
                boolean isTreated = random.nextBoolean();
                double chance = 0.04 + (isTreated ? 0.016 * (1 - (double) step / steps) : 0);
                columns[isTreated ? 0 : 1][step]++;
                if (random.nextDouble() < chance) {
                    columns[isTreated ? 2 : 3][step]++;
                }
            }
        }
        return new RankedSteps(columns[0], columns[1], columns[2], columns[3]);
    }

    private static double[] qiniAndAuuc(RankedSteps steps) {
        return new double[] {UpliftScore.qini(steps), UpliftScore.auuc(steps)};
    }

    private static void expect(String arm, ToDoubleFunction<Hillstrom> score, int distinct, double qini, double auuc) {
        List<Hillstrom> rows = ROWS.stream()
                .filter(row -> row.arm().equals(arm) || row.arm().equals("No E-Mail"))
                .toList();
        boolean[] treated = new boolean[rows.size()];
        boolean[] did = new boolean[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            treated[i] = rows.get(i).arm().equals(arm);
            did[i] = rows.get(i).visit();
        }
        RankedSteps steps = RankedSteps.of(rows.stream().mapToDouble(score).toArray(), treated, did);

        assertThat(steps.size()).isEqualTo(distinct);
        assertThat(UpliftScore.qini(steps)).isCloseTo(qini, SIX_DIGITS);
        assertThat(UpliftScore.auuc(steps)).isCloseTo(auuc, SIX_DIGITS);
    }

    private static UpliftCurve curve(double... points) {
        double[] x = new double[points.length / 2];
        double[] y = new double[points.length / 2];
        for (int i = 0; i < x.length; i++) {
            x[i] = points[2 * i];
            y[i] = points[2 * i + 1];
        }
        return new UpliftCurve(x, y);
    }

    private static RankedSteps steps(double[] scores, int[] treated, int[] did) {
        boolean[] isTreated = new boolean[treated.length];
        boolean[] hasDone = new boolean[did.length];
        for (int i = 0; i < did.length; i++) {
            isTreated[i] = treated[i] == 1;
            hasDone[i] = did[i] == 1;
        }
        return RankedSteps.of(scores, isTreated, hasDone);
    }
}
