package org.crmlake.jobs.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.crmlake.jobs.supervised.Discrimination.Interval;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is computed from counts, against what is computed from the customers one by one. */
class ScoreCountsTest {
    private record Customer(double score, boolean left) {}

    @Test
    void findsTheAreaOfAKnownExample() {
        // Scores .1 .4 .35 .8, the last two left: three of four pairs are in order; precision 1, then 2/3.
        ScoreCounts counts = new ScoreCounts(
                new double[] {0.1, 0.35, 0.4, 0.8}, new double[] {0, 1, 0, 1}, new double[] {1, 0, 1, 0});

        assertThat(Discrimination.auc(counts).value()).isCloseTo(0.75, within(1e-12));
        assertThat(Discrimination.averagePrecision(counts, 1).value()).isCloseTo((1 + 2 / 3.0) / 2, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void agreesWithEveryPairOfCustomers(long seed) {
        List<Customer> customers = customers(new Random(seed), 300, 40);
        double pairs = 0;
        double ordered = 0;
        for (Customer left : customers) {
            for (Customer stayed : customers) {
                if (left.left() && !stayed.left()) {
                    pairs++;
                    ordered += left.score() > stayed.score() ? 1 : left.score() == stayed.score() ? 0.5 : 0;
                }
            }
        }

        assertThat(Discrimination.auc(counts(customers)).value()).isCloseTo(ordered / pairs, within(1e-12));
    }

    @Test
    void theIntervalsHoldTheTruthAboutAsOftenAsTheySay() {
        Random random = new Random(11);
        double truth =
                Discrimination.auc(counts(customers(random, 400_000, 1_000))).value();
        double precision = Discrimination.averagePrecision(counts(customers(random, 400_000, 1_000)), 1)
                .value();
        int aucHeld = 0;
        int precisionHeld = 0;
        for (int i = 0; i < 200; i++) {
            ScoreCounts counts = counts(customers(random, 400, 1_000));
            aucHeld += holds(Discrimination.auc(counts), truth);
            precisionHeld += holds(Discrimination.averagePrecision(counts, i), precision);
        }

        // 95 of 100: three standard deviations of a count of 200 are 9; the bootstrap is known to be a little narrow.
        assertThat(aucHeld).isBetween(180, 199);
        assertThat(precisionHeld).isBetween(174, 199);
    }

    @Test
    void cutsCustomersIntoTenParts() {
        List<Customer> customers = customers(new Random(5), 1_003, 100_000);
        ScoreCounts counts = counts(customers);

        List<Deciles.Part> parts = Deciles.of(counts);

        assertThat(parts).hasSize(10).allSatisfy(part -> assertThat(part.customers())
                .isBetween(99.0, 102.0));
        assertThat(parts.stream().mapToDouble(Deciles.Part::left).sum()).isCloseTo(counts.allLeft(), within(1e-6));
        assertThat(parts.get(9).captured()).isCloseTo(1, within(1e-9));
        assertThat(parts.get(0).lift()).isGreaterThan(parts.get(9).lift());
    }

    @Test
    void customersOfOneScoreAreInOnePartOfWhichThereIsNoLiftWithoutAnybody() {
        ScoreCounts counts =
                new ScoreCounts(new double[] {0.1, 0.5, 0.9}, new double[] {5, 10, 15}, new double[] {45, 15, 10});

        List<Deciles.Part> parts = Deciles.of(counts);

        // 25 have the highest score: the middle of them is between the first and the second tenth, so they are the
        // second.
        assertThat(parts.stream().map(Deciles.Part::customers))
                .containsExactly(0.0, 25.0, 0.0, 25.0, 0.0, 0.0, 0.0, 50.0, 0.0, 0.0);
        assertThat(parts.get(0).lift()).isNaN();
        assertThat(parts.get(1).lift()).isCloseTo(2, within(1e-12));
        assertThat(parts.get(3).captured()).isCloseTo(25 / 30.0, within(1e-12));
        assertThat(Deciles.thresholds(counts))
                .containsExactly(Double.POSITIVE_INFINITY, 0.9, 0.9, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1);
        assertThat(Evaluation.of(counts).findings().get("lift_by_decile").toString())
                .startsWith("[null, 2.0, null, ");
    }

    @Test
    void whereNobodyOrEverybodyLeftNothingIsTold() {
        for (double left : List.of(0.0, 100.0)) {
            Evaluation evaluation =
                    Evaluation.of(new ScoreCounts(new double[] {0.2}, new double[] {left}, new double[] {100 - left}));

            assertThat(ChurnWarnings.of(evaluation)).anySatisfy(warning -> assertThat(warning)
                    .isEqualTo("Nothing can be told of the scores: of the 100 customers they were judged by %.0f left."
                                    .formatted(left)
                            + " Do not act on them."));
        }
    }

    @Test
    void oneLeaverIsTooFewForAnInterval() {
        Evaluation evaluation =
                Evaluation.of(new ScoreCounts(new double[] {0.2, 0.9}, new double[] {0, 1}, new double[] {99, 0}));

        assertThat(ChurnWarnings.of(evaluation))
                .anySatisfy(warning -> assertThat(warning).startsWith("The scores cannot be told from chance: "));
    }

    @Test
    void isotonicPoolsWhatFalls() {
        ScoreCounts counts = new ScoreCounts(
                new double[] {0.1, 0.2, 0.3, 0.4}, new double[] {1, 6, 2, 9}, new double[] {9, 4, 8, 1});

        Calibration.Isotonic isotonic = Calibration.Isotonic.fit(counts);

        assertThat(isotonic.probabilities()).containsExactly(new double[] {0.1, 0.4, 0.9}, within(1e-12));
        assertThat(isotonic.probability(0.25)).isCloseTo(0.4, within(1e-12));
        assertThat(isotonic.probability(0.175)).isCloseTo(0.25, within(1e-12));
        assertThat(isotonic.probability(0)).isCloseTo(0.1, within(1e-12));
        assertThat(isotonic.probability(1)).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void bothCalibrationsBringScoresThatSayTooMuchBackToWhatHappens() {
        ScoreCounts counts = counts(customers(new Random(6), 20_000, 200));
        double rate = counts.allLeft() / 20_000;
        Evaluation before = Evaluation.of(counts);
        assertThat(before.meanProbability()).isGreaterThan(rate + 0.1);

        for (CalibrationKind kind : List.of(CalibrationKind.PLATT, CalibrationKind.ISOTONIC)) {
            Calibration calibration = Calibration.fit(kind, counts);
            ScoreCounts calibrated = counts.at(calibration);
            Evaluation after = Evaluation.of(calibrated);
            assertThat(after.meanProbability()).isCloseTo(rate, within(0.01));
            assertThat(after.logLoss()).isLessThan(before.logLoss());
            assertThat(calibrated.scores()).isSorted();
        }
    }

    private static int holds(Interval interval, double truth) {
        return interval.low() <= truth && truth <= interval.high() ? 1 : 0;
    }

    /** Who leaves at a third of the score, squared: scores say too much. */
    private static List<Customer> customers(Random random, int size, int levels) {
        return random.ints(size, 0, levels)
                .mapToObj(level -> (double) level / levels)
                .map(score -> new Customer(score, random.nextDouble() < 0.05 + 0.6 * score * score))
                .toList();
    }

    private static ScoreCounts counts(List<Customer> customers) {
        TreeMap<Double, double[]> byScore = new TreeMap<>();
        customers.forEach(customer ->
                byScore.computeIfAbsent(customer.score(), score -> new double[2])[customer.left() ? 0 : 1]++);
        return new ScoreCounts(
                byScore.keySet().stream().mapToDouble(score -> score).toArray(),
                byScore.values().stream().mapToDouble(counts -> counts[0]).toArray(),
                byScore.values().stream().mapToDouble(counts -> counts[1]).toArray());
    }
}
