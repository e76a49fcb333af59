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
            // The word would be empty if it were large.
            assertThat(UpliftScore.qiniSlack(steps)).isLessThan(20.0 * width / customers);
        }
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
