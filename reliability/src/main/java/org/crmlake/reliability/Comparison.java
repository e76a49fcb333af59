package org.crmlake.reliability;

import java.util.List;
import java.util.Map;

/**
 * The stores of a tenant held against its sources.
 *
 * @param sides lake, timeline, dead letters and profiles
 * @param outcomes how many records have each outcome, by the sources
 * @param committed the same, by what the lake's commits say
 * @param state of the tables, the locks and the staging folders
 */
public record Comparison(
        List<Side> sides, Map<Outcome, Long> outcomes, Map<Outcome, Long> committed, StoreState state) {
    static Comparison of(Expected expected, StoredRecords stored) {
        return new Comparison(
                List.of(
                        Side.compare("lake", expected.events(), stored.lakeEvents()),
                        Side.compare("timeline", expected.events(), stored.timeline()),
                        Side.compare("dead letters", expected.deadLetters(), stored.deadLetters()),
                        Side.compare("profiles", expected.profiles(), stored.profiles())),
                expected.outcomes(),
                stored.committed(),
                stored.state());
    }

    /** Returns whether everything is as it has to be. */
    public boolean agrees() {
        return sides.stream().allMatch(Side::agrees)
                && outcomes.equals(committed)
                && state.faults().isEmpty();
    }

    long lost() {
        return sides.stream().mapToLong(Side::lost).sum();
    }

    long duplicated() {
        return sides.stream().mapToLong(Side::duplicated).sum();
    }

    long misfiled() {
        return sides.stream().mapToLong(Side::misfiled).sum();
    }
}
