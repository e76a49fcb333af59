package org.crmlake.jobs.campaign.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * Whether intervals hold what they promise, by 2,000 simulated campaigns each. The standard error of a coverage of 95 % is then
 * 0.49 points. Seeds are fixed.
 */
class CalibrationTest {
    private static final int CAMPAIGNS = 2000;
    private static final int CUSTOMERS = 400;
    private static final Offset<Double> POINTS = within(0.015);

    @Test
    void intervalsOfRatesCoverTheTruth() {
        assertThat(share(1, random -> {
                    Rate treated = new Rate(CUSTOMERS, Draw.successes(random, CUSTOMERS, 0.15));
                    Rate control = new Rate(CUSTOMERS, Draw.successes(random, CUSTOMERS, 0.10));
                    return Proportions.difference(treated, control, 0.95)
                            .interval()
                            .contains(0.05);
                }))
                .isCloseTo(0.95, POINTS);
    }

    @Test
    void intervalsOfFewSuccessesCoverTheTruth() {
        assertThat(share(2, random -> {
                    Rate treated = new Rate(CUSTOMERS, Draw.successes(random, CUSTOMERS, 0.012));
                    Rate control = new Rate(CUSTOMERS, Draw.successes(random, CUSTOMERS, 0.006));
                    return Proportions.difference(treated, control, 0.95)
                            .interval()
                            .contains(0.006);
                }))
                .isBetween(0.935, 0.985);
    }

    @Test
    void theTestOfRatesRaisesFewFalseAlarms() {
        assertThat(share(3, random -> {
                    Rate treated = new Rate(CUSTOMERS, Draw.successes(random, CUSTOMERS, 0.1));
                    Rate control = new Rate(CUSTOMERS, Draw.successes(random, CUSTOMERS, 0.1));
                    return Proportions.difference(treated, control, 0.95).pValue() < 0.05;
                }))
                .isCloseTo(0.05, POINTS);
    }

    @Test
    void intervalsOfSkewedMeansCoverTheTruth() {
        // Money: one in five buys, for an amount with an exponential distribution; the treated for twice as much.
        assertThat(share(4, random -> Welch.difference(spend(random, 20), spend(random, 10), 0.95)
                        .interval()
                        .contains(2)))
                .isCloseTo(0.95, POINTS);
    }

    @Test
    void adjustedIntervalsCoverTheTruthAndAreShorterByWhatTheorySays() {
        double correlation = 0.8;
        double[] widths = new double[2];
        double covered = share(5, random -> {
            Moments treated = correlated(random, 0.2, correlation);
            Moments control = correlated(random, 0, correlation);
            List<Sample> adjusted = Cuped.adjust(List.of(control, treated)).arms();
            Interval interval =
                    Welch.difference(adjusted.get(1), adjusted.get(0), 0.95).interval();
            widths[0] += Welch.difference(treated.outcome(), control.outcome(), 0.95)
                    .interval()
                    .width();
            widths[1] += interval.width();
            return interval.contains(0.2);
        });

        assertThat(covered).isCloseTo(0.95, POINTS);
        // sqrt(1 - 0.8^2) = 0.6.
        assertThat(widths[1] / widths[0]).isCloseTo(0.6, within(0.005));
    }

    @Test
    void bootstrapIntervalsCoverTheTruth() {
        double[] weights = new double[201];
        assertThat(share(6, random -> {
                    long seed = random.nextLong();
                    double[] sums = new double[weights.length];
                    double[] counts = new double[weights.length];
                    for (int customer = 0; customer < CUSTOMERS; customer++) {
                        double value = 1 + random.nextGaussian();
                        PoissonWeights.fill(seed, customer, weights);
                        for (int draw = 0; draw < weights.length; draw++) {
                            sums[draw] += weights[draw] * value;
                            counts[draw] += weights[draw];
                        }
                    }
                    for (int draw = 0; draw < weights.length; draw++) {
                        sums[draw] /= counts[draw];
                    }
                    return Percentiles.interval(sums, 0.95).contains(1);
                }))
                .isCloseTo(0.95, POINTS);
    }

    @Test
    void whoeverLooksEveryDayIsMisledByFixedIntervalsAndNotBySequences() {
        ConfidenceSequence sequence = new ConfidenceSequence(0.05, ConfidenceSequence.USUALLY_TUNED_AT);
        int[] alarms = new int[2];
        SplittableRandom random = new SplittableRandom(7);
        for (int campaign = 0; campaign < CAMPAIGNS; campaign++) {
            boolean fixed = false;
            boolean always = false;
            long treated = 0;
            long control = 0;
            for (int day = 1; day <= 28; day++) {
                treated += Draw.successes(random, 100, 0.1);
                control += Draw.successes(random, 100, 0.1);
                int customers = 100 * day;
                Difference difference =
                        Proportions.difference(new Rate(customers, treated), new Rate(customers, control), 0.95);
                fixed |= !difference.interval().contains(0);
                always |= !sequence.interval(difference.value(), difference.standardError(), 2L * customers)
                        .contains(0);
            }
            alarms[0] += fixed ? 1 : 0;
            alarms[1] += always ? 1 : 0;
        }

        assertThat((double) alarms[1] / CAMPAIGNS).as("sequential").isLessThanOrEqualTo(0.05);
        assertThat((double) alarms[0] / CAMPAIGNS).as("fixed").isGreaterThan(0.2);
    }

    @Test
    void weightsHaveMeanAndVarianceOne() {
        double[] weights = new double[101];
        double sum = 0;
        double squares = 0;
        for (int customer = 0; customer < 10_000; customer++) {
            PoissonWeights.fill(1, customer, weights);
            for (int draw = 1; draw < weights.length; draw++) {
                sum += weights[draw];
                squares += weights[draw] * weights[draw];
            }
        }

        assertThat(weights[0]).isEqualTo(1);
        assertThat(sum / 1e6).isCloseTo(1, within(0.004));
        assertThat(squares / 1e6 - 1).isCloseTo(1, within(0.01));
    }

    @Test
    void weightsOfAGroupAreThoseOfItsCustomersTogether() {
        double[] weights = new double[2001];
        for (long customers : new long[] {1, 3, 40, 5000}) {
            double sum = 0;
            double squares = 0;
            for (int group = 0; group < 20; group++) {
                PoissonWeights.fillMeans(1, group, customers, weights);
                for (int draw = 1; draw < weights.length; draw++) {
                    sum += weights[draw];
                    squares += (weights[draw] - 1) * (weights[draw] - 1);
                }
            }
            assertThat(weights[0]).isEqualTo(1);
            assertThat(sum / 40_000).isCloseTo(1, within(0.03 / Math.sqrt(customers)));
            assertThat(squares / 40_000 * customers).isCloseTo(1, within(0.05));
        }
    }

    private static double share(long seed, Predicate<SplittableRandom> campaign) {
        SplittableRandom random = new SplittableRandom(seed);
        int holds = 0;
        for (int i = 0; i < CAMPAIGNS; i++) {
            holds += campaign.test(random) ? 1 : 0;
        }
        return (double) holds / CAMPAIGNS;
    }

    private static Sample spend(SplittableRandom random, double mean) {
        double[] values = new double[CUSTOMERS];
        for (int i = 0; i < CUSTOMERS; i++) {
            values[i] = random.nextDouble() < 0.2 ? mean * random.nextExponential() : 0;
        }
        return Draw.sample(values);
    }

    private static Moments correlated(SplittableRandom random, double effect, double correlation) {
        double[] covariate = Draw.gaussians(random, CUSTOMERS, 5, 1);
        double[] outcome = Draw.gaussians(random, CUSTOMERS, effect, Math.sqrt(1 - correlation * correlation));
        for (int i = 0; i < CUSTOMERS; i++) {
            outcome[i] += correlation * covariate[i];
        }
        return Draw.moments(outcome, covariate);
    }
}
