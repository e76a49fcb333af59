package org.crmlake.jobs.campaign.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.crmlake.jobs.campaign.attribution.Attribution.Credit;
import org.crmlake.model.CrmException;
import org.junit.jupiter.api.Test;

class AttributionTest {
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;
    private static final double[] ONCE = {1};

    @Test
    void solvesThePublishedSmallChainExactly() {
        // README of jmwoloso/pychattr: A>B>A>B>B>A, A>B>B>A>A, A>A, one conversion each.
        Paths paths = Paths.of(List.of(
                new String[] {"A > B > A > B > B > A", "1", "1", "0"},
                new String[] {"A > B > B > A > A", "1", "1", "0"},
                new String[] {"A > A", "1", "1", "0"}));
        JourneyTally withoutRepeats =
                paths.tally(new AttributionSettings(1, 7, AttributionSettings.Paths.WITHOUT_REPEATS, 0, 1), 0);

        assertThat(new ChainBuilder(withoutRepeats).chain(0).removalEffects(2)).containsExactly(1, 0.5);
        assertThat(markov(withoutRepeats, paths))
                .isEqualTo(Map.of(
                        "A",
                        new BigDecimal("2.0000"),
                        "B",
                        new BigDecimal("1.0000"),
                        "unattributed",
                        new BigDecimal("0.0000")));
        JourneyTally asTheyAre = paths.tally(AttributionSettings.DEFAULT.withDraws(0), 0);
        assertThat(new ChainBuilder(asTheyAre).chain(0).removalEffects(2))
                .containsExactly(new double[] {1, 0.5}, within(1e-12));
    }

    @Test
    void sharesAPathByEachRule() {
        Journey journey = new Journey(new int[] {A, B, C, A, B}, new double[] {14, 7, 7, 0, 0}, 1, BigDecimal.TEN, 0);

        assertThat(TouchRule.FIRST.shares(journey, 7)).containsExactly(1, 0, 0, 0, 0);
        assertThat(TouchRule.LAST.shares(journey, 7)).containsExactly(0, 0, 0, 0, 1);
        assertThat(TouchRule.LINEAR.shares(journey, 7)).containsOnly(0.2);
        assertThat(TouchRule.POSITION.shares(journey, 7))
                .containsExactly(new double[] {0.4, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.4}, within(1e-12));
        assertThat(TouchRule.TIME_DECAY.shares(journey, 7))
                .containsExactly(new double[] {0.25 / 3.25, 0.5 / 3.25, 0.5 / 3.25, 1 / 3.25, 1 / 3.25}, within(1e-12));
    }

    @Test
    void sharesShortPathsByPosition() {
        assertThat(TouchRule.POSITION.shares(new Journey(new int[] {A}, null, 1, BigDecimal.ONE, 0), 7))
                .containsExactly(1);
        assertThat(TouchRule.POSITION.shares(new Journey(new int[] {A, B}, null, 1, BigDecimal.ONE, 0), 7))
                .containsExactly(0.5, 0.5);
    }

    @Test
    void oldTouchesKeepTheirPartOfTheCredit() {
        Journey journey = new Journey(new int[] {A, B}, new double[] {10_007, 10_000}, 1, BigDecimal.ONE, 0);

        assertThat(TouchRule.TIME_DECAY.shares(journey, 7))
                .containsExactly(new double[] {1 / 3.0, 2 / 3.0}, within(1e-12));
    }

    @Test
    void showsConversionsWithoutATouchAsUnattributed() {
        JourneyTally tally = new JourneyTally(1, AttributionSettings.DEFAULT, 0);
        tally.add(new Journey(new int[0], null, 2, BigDecimal.valueOf(5), 0), ONCE);
        tally.add(new Journey(new int[] {A}, new double[] {1}, 1, BigDecimal.valueOf(3), 0), ONCE);

        List<Credit> credits = new Attribution(tally, List.of("mail"), 1).credits(true);

        assertThat(credits).hasSize(2 * Model.values().length);
        assertThat(credits.get(1).channel()).isEqualTo("unattributed");
        assertThat(credits.get(1).conversions()).isEqualByComparingTo("2");
        assertThat(credits.get(1).value()).isEqualByComparingTo("5");
        assertThat(credits.get(0).conversions()).isEqualByComparingTo("1");
    }

    @Test
    void halvesOfTheJourneysAddUpToTheWhole() {
        Paths paths = random(50, 4, 11);
        AttributionSettings settings = AttributionSettings.DEFAULT.withOrder(2);
        JourneyTally whole = paths.tally(settings, 5);
        JourneyTally halves = new JourneyTally(paths.channels().size(), settings, 5);
        for (int half = 0; half < 2; half++) {
            JourneyTally part = new JourneyTally(paths.channels().size(), settings, 5);
            double[] weights = new double[6];
            for (int i = half; i < paths.journeys().size(); i += 2) {
                org.crmlake.jobs.campaign.statistics.PoissonWeights.fill(settings.seed(), i, weights);
                part.add(paths.journeys().get(i), weights);
            }
            halves.add(part);
        }

        for (int draw = 0; draw <= 5; draw++) {
            assertThat(new ChainBuilder(halves).chain(draw).removalEffects(4))
                    .containsExactly(new ChainBuilder(whole).chain(draw).removalEffects(4), within(1e-9));
            assertThat(ChannelGames.rate(halves, draw, 1).values())
                    .containsExactly(ChannelGames.rate(whole, draw, 1).values(), within(1e-9));
        }
    }

    @Test
    void refusesAChainThatIsTooLarge() {
        Paths paths = random(3000, 20, 3);

        assertThatThrownBy(() -> new ChainBuilder(paths.tally(AttributionSettings.DEFAULT.withOrder(3), 0)))
                .isInstanceOf(CrmException.class)
                .hasMessageMatching(
                        "Cannot compute removal effects of order 3: \\d+ different states are more than 2000\\."
                                + " Choose a lower order\\.");
    }

    @Test
    void intervalsHoldTheCreditAndGrowWithTheSquareRootOfTheJourneys() {
        double[] widths = new double[2];
        for (int size = 0; size < 2; size++) {
            Paths paths = random(size == 0 ? 500 : 8000, 3, 5);
            JourneyTally tally = paths.tally(AttributionSettings.DEFAULT, 200);
            Credit credit = new Attribution(tally, paths.channels(), 1)
                    .credits(false).stream()
                            .filter(row -> row.model() == Model.MARKOV)
                            .findFirst()
                            .orElseThrow();
            assertThat(credit.conversionsWithin().contains(credit.conversions().doubleValue()))
                    .isTrue();
            widths[size] = credit.conversionsWithin().width();
        }

        assertThat(widths[1] / widths[0]).isCloseTo(4, within(0.8));
    }

    static Paths random(int journeys, int channels, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String[]> rows = new java.util.ArrayList<>();
        for (int i = 0; i < journeys; i++) {
            String path = random.ints(1 + random.nextInt(6), 0, channels)
                    .mapToObj(channel -> "c" + (char) ('a' + channel))
                    .collect(Collectors.joining(" > "));
            boolean converts = random.nextInt(3) == 0;
            rows.add(new String[] {path, converts ? "1" : "0", converts ? "9.5" : "0", converts ? "0" : "1"});
        }
        return Paths.of(rows);
    }

    private static Map<String, BigDecimal> markov(JourneyTally tally, Paths paths) {
        return new Attribution(tally, paths.channels(), 1)
                .credits(false).stream()
                        .filter(credit -> credit.model() == Model.MARKOV)
                        .collect(Collectors.toMap(Credit::channel, Credit::conversions));
    }
}
