package org.crmlake.jobs.campaign.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.crmlake.jobs.campaign.attribution.Attribution.Credit;

/** Laws that hold whatever the journeys are, and answers of slower programs that cannot be wrong in the same way. */
class AttributionLawsTest {
    private static final Offset<Double> EXACT = within(1e-9);

    @Property(tries = 200)
    void shapleyValuesAddUpToTheWorthOfAll(@ForAll @IntRange(min = 1, max = 8) int players, @ForAll long seed) {
        Shapley.Game game = game(players, seed);

        assertThat(Arrays.stream(Shapley.exact(players, game).values()).sum())
                .isCloseTo(game.worth((1L << players) - 1), EXACT);
        assertThat(Arrays.stream(Shapley.sampled(players, game, 20, seed).values())
                        .sum())
                .isCloseTo(game.worth((1L << players) - 1), EXACT);
    }

    @Property(tries = 200)
    void playersWhoAddTheSameGetTheSame(@ForAll @IntRange(min = 2, max = 8) int players, @ForAll long seed) {
        Shapley.Game game = game(players, seed);
        // The worth does not change if players 0 and 1 change places.
        Shapley.Game symmetric = set -> game.worth(set) + game.worth(swapped(set));

        double[] values = Shapley.exact(players, symmetric).values();

        assertThat(values[0]).isCloseTo(values[1], EXACT);
    }

    @Property(tries = 200)
    void aPlayerWhoAddsNothingGetsNothing(@ForAll @IntRange(min = 1, max = 8) int players, @ForAll long seed) {
        Shapley.Game game = game(players, seed);
        Shapley.Game withoutFirst = set -> game.worth(set & ~1L);

        assertThat(Shapley.exact(players, withoutFirst).values()[0]).isCloseTo(0, EXACT);
        assertThat(Shapley.sampled(players, withoutFirst, 20, seed).values()[0]).isCloseTo(0, EXACT);
    }

    @Property(tries = 50)
    void valuesOfTwoGamesAddUp(@ForAll @IntRange(min = 1, max = 7) int players, @ForAll long seed) {
        Shapley.Game one = game(players, seed);
        Shapley.Game other = game(players, seed + 1);

        double[] both =
                Shapley.exact(players, set -> one.worth(set) + other.worth(set)).values();

        double[] ofOne = Shapley.exact(players, one).values();
        double[] ofOther = Shapley.exact(players, other).values();
        for (int player = 0; player < players; player++) {
            assertThat(both[player]).isCloseTo(ofOne[player] + ofOther[player], EXACT);
        }
    }

    @Property(tries = 30)
    void sampledValuesLieWithinTheirError(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        Shapley.Game game = game(6, seed);
        double[] exact = Shapley.exact(6, game).values();

        Shapley sampled = Shapley.sampled(6, game, 2000, seed);

        for (int player = 0; player < 6; player++) {
            assertThat(sampled.standardErrors()[player]).isPositive().isLessThan(0.05);
            assertThat(sampled.values()[player]).isCloseTo(exact[player], within(5 * sampled.standardErrors()[player]));
        }
    }

    @Property(tries = 50)
    void theClosedFormIsTheShapleyValueOfTheConversions(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        JourneyTally tally = AttributionTest.random(40, 5, seed).tally(AttributionSettings.DEFAULT.withDraws(0), 0);
        Shapley.Game conversions = set -> tally.convertedBySet.entrySet().stream()
                .filter(entry -> (entry.getKey() & ~set) == 0)
                .mapToDouble(entry -> entry.getValue()[0])
                .sum();

        assertThat(ChannelGames.conversions(tally, 0))
                .containsExactly(Shapley.exact(tally.channels, conversions).values(), EXACT);
    }

    @Property(tries = 50)
    void shapleysRevenueIsTheShapleyValueOfTheRevenue(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        JourneyTally tally = worth(seed, path -> 1 + path * 7919 % 100);
        Shapley.Game revenue = set -> tally.valueBySet.entrySet().stream()
                .filter(entry -> (entry.getKey() & ~set) == 0)
                .mapToDouble(entry -> entry.getValue()[0])
                .sum();

        assertThat(ChannelGames.values(tally, 0))
                .containsExactly(Shapley.exact(tally.channels, revenue).values(), EXACT);
    }

    @Property(tries = 50)
    void whereAllConversionsAreWorthTheSameRevenueGoesWithThem(@ForAll @LongRange(min = 0, max = 1000) long seed) {
        JourneyTally tally = worth(seed, path -> 3);

        for (Credit credit : new Attribution(tally, names(tally), 1).credits(false)) {
            assertThat(credit.value().doubleValue())
                    .as(credit.toString())
                    .isCloseTo(3 * credit.conversions().doubleValue(), within(0.011));
        }
    }

    @Property(tries = 50)
    void theRevenueOfPathsOfOneChannelStaysWithIt(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(min = 1, max = 100_000) Integer> values) {
        JourneyTally tally = new JourneyTally(values.size(), AttributionSettings.DEFAULT, 0);
        for (int channel = 0; channel < values.size(); channel++) {
            tally.add(
                    new Journey(new int[] {channel}, null, 10, BigDecimal.valueOf(values.get(channel)), 0),
                    new double[] {1});
        }

        for (Credit credit : new Attribution(tally, names(tally), 1).credits(false)) {
            if (!credit.channel().equals(Attribution.UNATTRIBUTED)) {
                assertThat(credit.value().doubleValue())
                        .as(credit.toString())
                        .isCloseTo(values.get(Integer.parseInt(credit.channel())), within(0.011));
            }
        }
    }

    /** Journeys whose conversions are worth what their number says. */
    private static JourneyTally worth(long seed, IntUnaryOperator value) {
        Paths paths = AttributionTest.random(40, 5, seed);
        JourneyTally tally = new JourneyTally(paths.channels().size(), AttributionSettings.DEFAULT, 0);
        for (int i = 0; i < paths.journeys().size(); i++) {
            Journey journey = paths.journeys().get(i);
            tally.add(
                    new Journey(
                            journey.path(),
                            null,
                            journey.conversions(),
                            BigDecimal.valueOf(journey.conversions() * value.applyAsInt(i)),
                            journey.nulls()),
                    new double[] {1});
        }
        return tally;
    }

    private static List<String> names(JourneyTally tally) {
        return IntStream.range(0, tally.channels).mapToObj(Integer::toString).toList();
    }

    @Property(tries = 60)
    void removalEffectsAreThoseOfWalkingEveryPath(
            @ForAll @IntRange(min = 1, max = 3) int order, @ForAll @LongRange(min = 0, max = 1000) long seed) {
        Paths paths = AttributionTest.random(12, 3, seed);
        int channels = paths.channels().size();
        MarkovChain chain = new ChainBuilder(
                        paths.tally(AttributionSettings.DEFAULT.withOrder(order).withDraws(0), 0))
                .chain(0);
        double all = converting(paths, order, -1);

        assertThat(chain.conversionProbability()).isCloseTo(all, EXACT);
        double[] effects = chain.removalEffects(channels);
        for (int channel = 0; channel < channels; channel++) {
            double expected = all == 0 ? 0 : 1 - converting(paths, order, channel) / all;
            assertThat(effects[channel]).isCloseTo(expected, EXACT);
        }
    }

    @Property
    void partsAddUpAndAreLessThanAUnitFromTheirShare(
            @ForAll @LongRange(min = 0, max = 1_000_000_000) long cents,
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0, max = 100) Double> shares) {
        BigDecimal total = BigDecimal.valueOf(cents, 2);
        double[] wanted = shares.stream().mapToDouble(share -> share).toArray();
        double whole = Arrays.stream(wanted).sum();

        BigDecimal[] parts = LargestRemainder.share(total, wanted, 2);

        assertThat(Arrays.stream(parts).reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo(total);
        for (int i = 0; i < parts.length && whole > 0; i++) {
            assertThat(parts[i].doubleValue()).isCloseTo(total.doubleValue() * wanted[i] / whole, within(0.01001));
        }
    }

    private static Shapley.Game game(int players, long seed) {
        double[] worth = new SplittableRandom(seed).doubles(1L << players).toArray();
        worth[0] = 0;
        return set -> worth[(int) set];
    }

    private static long swapped(long set) {
        return set & ~3L | (set & 1) << 1 | (set & 2) >> 1;
    }

    /**
     * Walks all paths at once, step by step, by their last channels as text, until next to nobody is still under way; whoever
     * meets {@code removed} is out.
     */
    private static double converting(Paths paths, int order, int removed) {
        Map<String, Map<String, Double>> counts = new HashMap<>();
        for (Journey journey : paths.journeys()) {
            String state = "";
            for (int channel : journey.path()) {
                count(counts, state, "" + channel);
                String longer = state + channel;
                state = longer.substring(Math.max(0, longer.length() - order));
            }
            count(counts, state, journey.conversions() > 0 ? "yes" : "no");
        }
        Map<String, Double> underWay = Map.of("", 1.0);
        double converted = 0;
        while (underWay.values().stream().mapToDouble(chance -> chance).sum() > 1e-13) {
            Map<String, Double> after = new HashMap<>();
            for (Map.Entry<String, Double> here : underWay.entrySet()) {
                Map<String, Double> next = counts.get(here.getKey());
                double all = next.values().stream().mapToDouble(count -> count).sum();
                for (Map.Entry<String, Double> step : next.entrySet()) {
                    double chance = here.getValue() * step.getValue() / all;
                    if (step.getKey().equals("yes")) {
                        converted += chance;
                    } else if (!step.getKey().equals("no") && !step.getKey().equals("" + removed)) {
                        String longer = here.getKey() + step.getKey();
                        after.merge(longer.substring(Math.max(0, longer.length() - order)), chance, Double::sum);
                    }
                }
            }
            underWay = after;
        }
        return converted;
    }

    private static void count(Map<String, Map<String, Double>> counts, String from, String to) {
        counts.computeIfAbsent(from, missing -> new HashMap<>()).merge(to, 1.0, Double::sum);
    }
}
