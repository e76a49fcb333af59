package org.crmlake.jobs.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.TreeMap;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Classifiers that are surer than they may be, as small samples make them. */
class CalibrationTest {
    /** Log-odds are {@code times} the true ones, so the slope that is right is one over it. */
    @ParameterizedTest
    @CsvSource({
        "1.0,200", "1.5,200", "2.0,200", "2.5,200", "3.0,200", "4.0,200",
        "1.0,1400", "1.5,1400", "2.0,1400", "2.5,1400", "3.0,1400", "4.0,1400",
        "1.0,20000", "1.5,20000", "2.0,20000", "2.5,20000", "3.0,20000", "4.0,20000"
    })
    void plattFindsTheTopHoweverSureTheScoresAre(double times, int customers) {
        int fits = customers > 10_000 ? 10 : 100;
        double slopes = 0;
        for (int seed = 0; seed < fits; seed++) {
            ScoreCounts counts = overconfident(times, customers, new Random(seed));

            Calibration.Platt platt = Calibration.Platt.fit(counts).orElseThrow();

            isTheTop(platt, counts);
            slopes += platt.slope() * times / fits;
        }
        // One fit's slope has a standard error of about 2 / sqrt(customers); targets are smoothed, which flattens a
        // little.
        assertThat(slopes).isCloseTo(1, within(0.02 + 8 / Math.sqrt((double) customers * fits)));
    }

    /** Nearly all scores are 0 or 1. */
    @Test
    void plattFindsTheTopWhereEveryScoreIsSure() {
        for (int seed = 0; seed < 100; seed++) {
            ScoreCounts counts = overconfident(50, 1400, new Random(seed));

            isTheTop(Calibration.Platt.fit(counts).orElseThrow(), counts);
        }
    }

    @Test
    void twoClustersOfSureScoresGetTheirRates() {
        ScoreCounts counts = new ScoreCounts(new double[] {0.02, 0.98}, new double[] {30, 70}, new double[] {70, 30});

        Calibration platt = Calibration.fit(CalibrationKind.PLATT, counts);

        assertThat(platt.probability(0.02)).isCloseTo(0.3, within(0.01));
        assertThat(platt.probability(0.98)).isCloseTo(0.7, within(0.01));
    }

    @Test
    void scoresThatRankTheWrongWayRoundGiveEverybodyTheRate() {
        ScoreCounts counts =
                new ScoreCounts(new double[] {0.02, 0.6, 0.98}, new double[] {70, 20, 30}, new double[] {30, 30, 70});

        Calibration.Platt platt = Calibration.Platt.fit(counts).orElseThrow();

        assertThat(platt.slope()).isZero();
        assertThat(platt.probability(0.5)).isCloseTo(120 / 250.0, within(0.01));
    }

    @Test
    void scoresThatAreAllTheSameGiveEverybodyTheRate() {
        ScoreCounts counts = new ScoreCounts(new double[] {0.9}, new double[] {20}, new double[] {80});

        assertThat(Calibration.fit(CalibrationKind.PLATT, counts).probability(0.9))
                .isCloseTo(0.2, within(0.01));
    }

    @Test
    void scoresThatAreNoNumbersAreTakenAsTheyAre() {
        ScoreCounts counts =
                new ScoreCounts(new double[] {0.2, Double.NaN}, new double[] {20, 30}, new double[] {80, 70});

        assertThat(Calibration.Platt.fit(counts)).isEmpty();
        assertThat(Calibration.fit(CalibrationKind.PLATT, counts)).isEqualTo(new Calibration.None());
    }

    /** The likelihood is concave, so it is highest where neither parameter has a slope: both sums are as what happened. */
    private static void isTheTop(Calibration.Platt platt, ScoreCounts counts) {
        double high = (counts.allLeft() + 1) / (counts.allLeft() + 2);
        double low = 1 / (counts.allStayed() + 2);
        double byIntercept = 0;
        double bySlope = 0;
        for (int i = 0; i < counts.size(); i++) {
            double score = counts.scores()[i];
            double rows = counts.left()[i] + counts.stayed()[i];
            double rest = counts.left()[i] * high + counts.stayed()[i] * low - rows * platt.probability(score);
            byIntercept += rest;
            bySlope += rest * Math.log(score / (1 - score));
        }
        double customers = counts.allLeft() + counts.allStayed();
        assertThat(byIntercept / customers).isCloseTo(0, within(1e-6));
        assertThat(bySlope / customers).isCloseTo(0, within(1e-6));
        assertThat(platt.slope()).isPositive();
    }

    private static ScoreCounts overconfident(double times, int customers, Random random) {
        TreeMap<Double, double[]> byScore = new TreeMap<>();
        for (int i = 0; i < customers; i++) {
            double logOdds = -1 + 1.2 * random.nextGaussian();
            boolean left = random.nextDouble() < 1 / (1 + Math.exp(-logOdds));
            double told = Math.rint(1e6 / (1 + Math.exp(-times * logOdds))) / 1e6;
            // What lies off the grid's ends is of a log-odds that is no multiple of the true one.
            double score = Math.min(1 - 1e-9, Math.max(1e-9, told));
            byScore.computeIfAbsent(score, one -> new double[2])[left ? 0 : 1]++;
        }
        return new ScoreCounts(
                byScore.keySet().stream().mapToDouble(score -> score).toArray(),
                byScore.values().stream().mapToDouble(counts -> counts[0]).toArray(),
                byScore.values().stream().mapToDouble(counts -> counts[1]).toArray());
    }
}
