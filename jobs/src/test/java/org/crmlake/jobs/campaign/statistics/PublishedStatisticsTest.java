package org.crmlake.jobs.campaign.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Worked examples of textbooks and of other programs. */
class PublishedStatisticsTest {
    @Test
    void newcombesIntervalIsThatOfHisFirstExample() {
        // R. G. Newcombe (1998), table II, 56/70 - 48/80: method 1 (Wald) and method 10.
        Rate treated = new Rate(70, 56);
        Rate control = new Rate(80, 48);

        Interval wald = Proportions.difference(treated, control, 0.95).interval();
        assertThat(wald.lower()).isCloseTo(0.0575, within(5e-5));
        assertThat(wald.upper()).isCloseTo(0.3425, within(5e-5));
        Interval newcombe = Proportions.newcombe(treated, control, 0.95);
        assertThat(newcombe.lower()).isCloseTo(0.0524, within(5e-5));
        assertThat(newcombe.upper()).isCloseTo(0.3339, within(5e-5));
    }

    @Test
    void takesNewcombesIntervalWhereFewDidIt() {
        Difference difference = Proportions.difference(new Rate(1000, 3), new Rate(1000, 0), 0.95);

        assertThat(difference.method()).isEqualTo("pooled z, Newcombe interval");
        assertThat(difference.interval()).isEqualTo(Proportions.newcombe(new Rate(1000, 3), new Rate(1000, 0), 0.95));
        assertThat(difference.interval().lower()).isNegative();
    }

    @Test
    void findsNoDifferenceWhereNobodyOrEverybodyDid() {
        assertThat(Proportions.difference(new Rate(10, 0), new Rate(20, 0), 0.95)
                        .pValue())
                .isEqualTo(1);
        assertThat(Proportions.difference(new Rate(10, 10), new Rate(20, 20), 0.95)
                        .pValue())
                .isEqualTo(1);
    }

    @Test
    void welchsTestIsThatOfStudentsSleepData() {
        // R: t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p = 0.07939, -3.3654832 to 0.2054832.
        Sample first = Draw.sample(0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0);
        Sample second = Draw.sample(1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4);

        Difference difference = Welch.difference(first, second, 0.95);

        assertThat(difference.statistic()).isCloseTo(-1.8608, within(5e-5));
        assertThat(difference.pValue()).isCloseTo(0.07939, within(5e-6));
        assertThat(difference.interval().lower()).isCloseTo(-3.3654832, within(5e-8));
        assertThat(difference.interval().upper()).isCloseTo(0.2054832, within(5e-8));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2.8135, 9500,   0.004905570725627247
            5,      10000,  5.78151414765806e-07
            3,      10000,  0.002703121038120492
            6,      5000000, 1.973242733367782e-09
            """)
    void thePValueIsThatOfTAtAnyDegreesOfFreedom(double t, long customers, double chance) {
        // SciPy 1.17.1, 2 * stats.t.sf(t, df). With equal variances and sizes df is 2 (n - 1).
        Sample control = new Sample(customers + 1, 0, 1);
        Sample treated = new Sample(customers + 1, t * Math.sqrt(2.0 / (customers + 1)), 1);

        Difference difference = Welch.difference(treated, control, 0.95);

        assertThat(difference.statistic()).isCloseTo(t, within(1e-12));
        assertThat(difference.pValue()).isCloseTo(chance, withinPercentage(1e-6));
    }

    @Test
    void aRateHasOneVarianceInItsDifferenceAndItsLift() {
        Rate treated = new Rate(20, 15);
        Rate control = new Rate(1_000_000_000, 500_000_000);

        // The control's rate is as good as known: lift and difference are the same but for the factor 1/2.
        Interval lift = RelativeLift.of(treated, control, 0.95).interval();

        double error = Proportions.difference(treated, control, 0.95).standardError();
        assertThat(lift.width()).isCloseTo(2 * 1.959963985 * error / 0.5, within(1e-6));
    }

    @Test
    void nothingIsKnownOfTheErrorWhereAllOrNoneDidInBothArms() {
        Difference difference = Proportions.difference(new Rate(1, 1), new Rate(2, 0), 0.95);

        assertThat(difference.value()).isEqualTo(1);
        assertThat(difference.standardError()).isNaN();
        assertThat(difference.interval().lower()).isBetween(-1.0, 0.5);
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 5000);
        assertThat(sequence.interval(1, difference.standardError(), 3).lower()).isNaN();
        assertThat(sequence.pValue(1, difference.standardError(), 3)).isNaN();
        assertThat(Power.USUAL.minimumDetectableEffect(difference.standardError()))
                .isNaN();
    }

    @Test
    void saysThatValuesWithoutSpreadHaveNoTest() {
        Sample ones = new Sample(5, 1, 0);

        assertThat(Welch.difference(ones, new Sample(5, 2, 0), 0.95).interval().lower())
                .isNaN();
        assertThat(Welch.difference(ones, new Sample(1, 2, 0), 0.95).method())
                .isEqualTo("too few customers for a test");
        assertThat(Welch.difference(ones, ones, 0.95).pValue()).isEqualTo(1);
        assertThat(Welch.difference(ones, new Sample(5, 2, 0), 0.95).pValue()).isNaN();
    }

    @Test
    void raisesPValuesAsRDoes() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") and "BH".
        double[] pValues = {0.01, 0.04, 0.03, 0.005};

        assertThat(Multiplicity.holm(pValues)).containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-15));
        assertThat(Multiplicity.benjaminiHochberg(pValues))
                .containsExactly(new double[] {0.02, 0.04, 0.04, 0.02}, within(1e-15));
    }

    @Test
    void doesNotCountComparisonsWithoutAPValue() {
        assertThat(Multiplicity.holm(0.02, Double.NaN, 0.01)).containsExactly(0.02, Double.NaN, 0.02);
        assertThat(Multiplicity.benjaminiHochberg(Double.NaN)).containsExactly(Double.NaN);
        assertThat(Multiplicity.holm()).isEmpty();
    }

    @Test
    void plansAsCohensTableDoes() {
        // J. Cohen (1988), table 2.4.1: d = 0.5, power 0.8, two-sided 0.05: 64 an arm with the t test, 63 with the
        // normal.
        assertThat(Power.USUAL.customersAnArm(0.5, 1)).isEqualTo(63);
        double error = Math.sqrt(2.0 / 63);
        assertThat(Power.USUAL.minimumDetectableEffect(error)).isCloseTo(0.5, within(0.002));
        assertThat(Power.USUAL.chanceToFind(0.5, error)).isCloseTo(0.8, within(0.005));
        assertThat(Power.USUAL.chanceToFind(0, error)).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void seesAMismatchThatIsNotChance() {
        // The statistic by hand: 2 * 100^2 / 5000.
        SampleRatio ratio = SampleRatio.test(new long[] {5100, 4900}, new double[] {50, 50});
        assertThat(ratio.chiSquared()).isEqualTo(4);
        assertThat(ratio.pValue()).isCloseTo(0.0455, within(5e-5));
        assertThat(ratio.isMismatch()).isFalse();
        assertThat(SampleRatio.test(new long[] {5200, 4800}, new double[] {50, 50})
                        .isMismatch())
                .isTrue();
        assertThat(SampleRatio.test(new long[] {9000, 1000}, new double[] {0.9, 0.1})
                        .pValue())
                .isEqualTo(1);
    }

    @Test
    void smallChancesOfASplitAreNoZeros() {
        // Of one degree of freedom it is the two-sided tail of the normal distribution, 2 (1 - Phi(10)); of two
        // exp(-50).
        assertThat(SampleRatio.of(100, 1).pValue()).isCloseTo(1.5239706048321e-23, withinPercentage(1e-9));
        assertThat(SampleRatio.of(100, 2).pValue()).isCloseTo(Math.exp(-50), withinPercentage(1e-9));
        // An arm that should not be there at all.
        assertThat(SampleRatio.test(new long[] {10, 10, 1}, new double[] {1, 1, 0})
                        .pValue())
                .isZero();
    }

    @Test
    void liftIsRelativeToTheControl() {
        RelativeLift lift = RelativeLift.of(new Sample(400, 1.1, 0.25), new Sample(400, 1.0, 0.25), 0.95);

        // By hand: sqrt(0.25/400 (1 + 1.21)) = 0.037165; 1.959964 times that is 0.072842.
        assertThat(lift.value()).isCloseTo(0.1, within(1e-12));
        assertThat(lift.interval().lower()).isCloseTo(0.1 - 0.072842, within(1e-6));
        assertThat(lift.interval().upper()).isCloseTo(0.1 + 0.072842, within(1e-6));
        assertThat(RelativeLift.of(new Sample(4, 1, 1), new Sample(4, 0, 0), 0.95)
                        .value())
                .isNaN();
    }

    @Test
    void aSequenceIsWiderThanOneIntervalAndShortestWhereItIsTuned() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 5000);
        double deviation = 2;

        // By hand: n rho^2 = 5.991465 + log(6.991465) = 7.936155; sqrt(2 * 8.936155 / 7.936155 * log(sqrt(8.936155) /
        // 0.05)).
        Interval tuned = sequence.interval(0, deviation / Math.sqrt(5000), 5000);
        assertThat(tuned.upper() / (deviation / Math.sqrt(5000))).isCloseTo(3.0352, within(5e-5));
        for (long n : new long[] {500, 1000, 20000, 100000}) {
            double standardised = sequence.interval(0, 1, n).upper();
            assertThat(standardised).isGreaterThan(1.96);
            double retuned = new ConfidenceSequence(0.05, n).interval(0, 1, n).upper();
            assertThat(retuned).isLessThanOrEqualTo(standardised);
        }
    }

    @Test
    void theSequencesPValueIsTheLevelAtWhichItsIntervalTouchesZero() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, 5000);
        Interval interval = sequence.interval(0, 0.01, 3000);

        assertThat(sequence.pValue(interval.upper(), 0.01, 3000)).isCloseTo(0.05, within(1e-12));
        assertThat(sequence.pValue(0, 0.01, 3000)).isEqualTo(1);
    }

    @Test
    void takesAwayWhatTheCovariatePredicts() {
        // The outcome is twice the covariate, 3 more for the treated: nothing but the 3 is left.
        Moments control = Draw.moments(new double[] {2, 4, 6, 8}, new double[] {1, 2, 3, 4});
        Moments treated = Draw.moments(new double[] {7, 13, 11, 9}, new double[] {2, 5, 4, 3});

        Cuped cuped = Cuped.adjust(List.of(control, treated));

        assertThat(cuped.coefficients()).containsExactly(new double[] {2}, within(1e-12));
        assertThat(cuped.explained()).isCloseTo(1, within(1e-12));
        assertThat(cuped.arms().get(1).mean() - cuped.arms().get(0).mean()).isCloseTo(3, within(1e-12));
        assertThat(cuped.arms().get(0).variance()).isCloseTo(0, within(1e-9));
    }

    @Test
    void leavesOutACovariateThatSaysNothingNew() {
        Moments arm = new Moments(
                new Sample(10, 1, 4), new double[] {1, 2}, new double[][] {{1, 2}, {2, 4}}, new double[] {1, 2});

        Cuped cuped = Cuped.adjust(List.of(arm, arm));

        assertThat(cuped.coefficients()).containsExactly(1, 0);
        assertThat(cuped.explained()).isCloseTo(0.25, within(1e-12));
    }
}
