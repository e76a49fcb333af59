package org.crmlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Customers are given as their scores. */
class TenthsTest {
    @Property
    void eachBorderIsAsNearAsAnyPlaceBetweenTwoScores(
            @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 40) Integer> scores) {
        Map<Integer, Integer> tenths = tenths(scores);
        for (int border = 1; border < Tenths.PARTS; border++) {
            int wanted = border;
            long below =
                    scores.stream().filter(score -> tenths.get(score) <= wanted).count();
            long nearest = IntStream.rangeClosed(-1, 40)
                    .mapToLong(last -> distance(scores, last, wanted))
                    .min()
                    .orElseThrow();

            assertThat(Math.abs(Tenths.PARTS * below - (long) border * scores.size()))
                    .isEqualTo(nearest);
        }
    }

    @Property
    void higherScoresAreInNoLowerTenth(@ForAll @Size(min = 1, max = 300) List<@IntRange(max = 40) Integer> scores) {
        assertThat(tenths(scores).values().stream().toList()).isSorted().allMatch(tenth -> tenth >= 1 && tenth <= 10);
    }

    @Property
    void withoutEqualScoresTenthsAreOfOneSizeButForOne(@ForAll @IntRange(min = 10, max = 2_000) int customers) {
        int[] sizes = new int[Tenths.PARTS];
        for (int customer = 0; customer < customers; customer++) {
            sizes[Tenths.of(customer, 1, customers) - 1]++;
        }

        assertThat(IntStream.of(sizes)).allMatch(size -> size == customers / 10 || size == (customers + 9) / 10);
    }

    /** How far the customers with a score of up to {@code last} are from the tenths below a border, in tenths of a customer. */
    private static long distance(List<Integer> scores, int last, int border) {
        long below = scores.stream().filter(score -> score <= last).count();
        return Math.abs(Tenths.PARTS * below - (long) border * scores.size());
    }

    /** The tenth of each score, from the lowest score to the highest. */
    private static Map<Integer, Integer> tenths(List<Integer> scores) {
        Map<Integer, Integer> tenths = new TreeMap<>();
        scores.forEach(score -> tenths.put(
                score,
                Tenths.of(
                        scores.stream().filter(other -> other < score).count(),
                        scores.stream().filter(score::equals).count(),
                        scores.size())));
        return tenths;
    }
}
