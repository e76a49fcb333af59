package org.crmlake.jobs.campaign.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.crmlake.jobs.campaign.SampleRows;
import org.crmlake.jobs.campaign.attribution.Attribution.Credit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The journeys of PathData: what another program computed exactly for first, last, linear and Markov. */
class PathDataTest {
    private static final BigDecimal CONVERSIONS = new BigDecimal("19785");
    private static final BigDecimal VALUE = new BigDecimal("74802.9716");

    private static JourneyTally tally;
    private static Map<Model, Map<String, Credit>> credits;

    @BeforeAll
    static void attribute() {
        Paths paths = Paths.of(SampleRows.paths());
        tally = paths.tally(AttributionSettings.DEFAULT.withDraws(0), 0);
        credits = new Attribution(tally, paths.channels(), 1)
                .credits(false).stream()
                        .collect(Collectors.groupingBy(
                                Credit::model, TreeMap::new, Collectors.toMap(Credit::channel, credit -> credit)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alpha   | 6308 | 8447 | 7574.7186 | 0.558399 | 5344.948
            iota    | 4606 | 3355 | 3857.0962 | 0.405835 | 3884.615
            eta     | 3164 | 4167 | 3539.9512 | 0.349026 | 3340.847
            beta    | 2831 | 989  | 2083.5001 | 0.264039 | 2527.352
            theta   | 1606 | 653  | 1022.8014 | 0.206010 | 1971.913
            lambda  | 902  | 1207 | 1035.2576 | 0.134022 | 1282.847
            epsilon | 99   | 531  | 272.1704  | 0.062639 | 599.571
            zeta    | 27   | 107  | 136.5515  | 0.039811 | 381.063
            kappa   | 74   | 230  | 137.9641  | 0.028663 | 274.363
            gamma   | 165  | 92   | 121.0416  | 0.017880 | 171.145
            delta   | 1    | 5    | 1.7250    | 0.000482 | 4.614
            mi      | 2    | 2    | 2.2222    | 0.000180 | 1.722
            """)
    void isSharedAsComputedElsewhere(
            String channel, double first, double last, double linear, double effect, double markov) {
        assertThat(conversions(Model.FIRST, channel)).isCloseTo(first, within(1e-9));
        assertThat(conversions(Model.LAST, channel)).isCloseTo(last, within(1e-9));
        assertThat(conversions(Model.LINEAR, channel)).isCloseTo(linear, within(1e-4));
        assertThat(conversions(Model.MARKOV, channel)).isCloseTo(markov, within(0.6e-3));
        assertThat(credits.get(Model.MARKOV).get(channel).removalEffect()).isCloseTo(effect, within(0.6e-6));
    }

    @Test
    void convertsWithTheChanceOfTheData() {
        assertThat(new ChainBuilder(tally).chain(0).conversionProbability()).isCloseTo(19785.0 / 88387, within(1e-12));
    }

    @Test
    void leavesNoConversionAndNoCentOut() {
        assertThat(credits).hasSize(Model.values().length - 1).doesNotContainKey(Model.TIME_DECAY);
        credits.values().forEach(byChannel -> {
            assertThat(byChannel).hasSize(13).containsKey(Attribution.UNATTRIBUTED);
            assertThat(sum(byChannel, Credit::conversions)).isEqualByComparingTo(CONVERSIONS);
            assertThat(sum(byChannel, Credit::value)).isEqualByComparingTo(VALUE);
        });
    }

    @Test
    void aLongerMemoryKeepsTheChanceAndSpreadsTheCreditsOtherwise() {
        JourneyTally second = Paths.of(SampleRows.paths())
                .tally(AttributionSettings.DEFAULT.withOrder(2).withDraws(0), 0);

        MarkovChain chain = new ChainBuilder(second).chain(0);

        assertThat(chain.conversionProbability()).isCloseTo(19785.0 / 88387, within(1e-9));
        double[] effects = chain.removalEffects(12);
        double[] ofFirstOrder = new ChainBuilder(tally).chain(0).removalEffects(12);
        assertThat(effects[0]).isBetween(0.2, 0.8).isNotCloseTo(ofFirstOrder[0], within(1e-3));
    }

    private static double conversions(Model model, String channel) {
        return credits.get(model).get(channel).conversions().doubleValue();
    }

    private static BigDecimal sum(Map<String, Credit> credits, java.util.function.Function<Credit, BigDecimal> part) {
        return List.copyOf(credits.values()).stream().map(part).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
