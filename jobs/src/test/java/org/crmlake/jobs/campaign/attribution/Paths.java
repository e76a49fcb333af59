package org.crmlake.jobs.campaign.attribution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.crmlake.jobs.campaign.statistics.PoissonWeights;

/** Journeys for tests, from rows of path, conversions, value and nulls. */
record Paths(List<String> channels, List<Journey> journeys) {

    static Paths of(List<String[]> rows) {
        TreeSet<String> names = new TreeSet<>();
        rows.forEach(row -> names.addAll(Arrays.asList(row[0].split(" > "))));
        List<String> channels = List.copyOf(names);
        List<Journey> journeys = new ArrayList<>();
        for (String[] row : rows) {
            int[] path = Arrays.stream(row[0].split(" > "))
                    .mapToInt(channels::indexOf)
                    .toArray();
            journeys.add(new Journey(
                    path, null, Long.parseLong(row[1]), new java.math.BigDecimal(row[2]), Long.parseLong(row[3])));
        }
        return new Paths(channels, journeys);
    }

    JourneyTally tally(AttributionSettings settings, int draws) {
        JourneyTally tally = new JourneyTally(channels.size(), settings, draws);
        double[] weights = new double[draws + 1];
        for (int i = 0; i < journeys.size(); i++) {
            PoissonWeights.fill(settings.seed(), i, weights);
            tally.add(journeys.get(i), weights);
        }
        return tally;
    }
}
