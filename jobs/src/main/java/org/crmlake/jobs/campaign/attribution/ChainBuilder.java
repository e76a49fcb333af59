package org.crmlake.jobs.campaign.attribution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Makes the chain of each draw from the transitions of a tally; the states are found once. */
final class ChainBuilder {
    /** The largest system that is solved within seconds. */
    private static final int MOST_STATES = 2000;

    /** @param values what the conversions of a step were worth; null for other steps */
    private record Step(int from, int to, double[] sums, double[] values) {}

    private static final int CONVERSION = -2;
    private static final int NOTHING = -1;

    private final List<Step> steps = new ArrayList<>();
    private final int[] channelOf;

    /** @throws CrmException of kind CONFIG if the chain has more than {@value #MOST_STATES} states */
    ChainBuilder(JourneyTally tally) {
        States states = new States(tally.channels, tally.order);
        Map<Long, Integer> numbers = new HashMap<>();
        numbers.put(States.START, 0);
        tally.transitions.forEach((transition, sums) -> {
            long from = states.from(transition);
            int to = states.to(transition);
            int target = to;
            if (to >= 0) {
                target = numbers.computeIfAbsent(states.next(from, to), missing -> numbers.size());
            }
            steps.add(new Step(
                    numbers.computeIfAbsent(from, missing -> numbers.size()),
                    target,
                    sums,
                    tally.valueTransitions.get(transition)));
        });
        if (numbers.size() > MOST_STATES) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot compute removal effects of order " + tally.order + ": " + numbers.size()
                            + " different states are more than " + MOST_STATES + ". Choose a lower order.");
        }
        channelOf = new int[numbers.size()];
        numbers.forEach((state, number) -> channelOf[number] = states.last(state));
    }

    MarkovChain chain(int draw) {
        int states = channelOf.length;
        double[][] counts = new double[states][states];
        double[] conversions = new double[states];
        double[] values = new double[states];
        double[] leaving = new double[states];
        for (Step step : steps) {
            double count = step.sums()[draw];
            leaving[step.from()] += count;
            if (step.to() == CONVERSION) {
                conversions[step.from()] += count;
                values[step.from()] += step.values()[draw];
            } else if (step.to() != NOTHING) {
                counts[step.from()][step.to()] += count;
            }
        }
        return new MarkovChain(counts, conversions, values, leaving, channelOf);
    }
}
