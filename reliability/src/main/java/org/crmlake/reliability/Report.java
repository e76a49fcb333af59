package org.crmlake.reliability;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a run showed.
 *
 * @param seed all sources and all kills come from it
 * @param deaths every process that was killed
 * @param comparisons one for each tenant whose ingester was killed
 * @param scenarios other faults
 * @param seconds how long it took
 */
public record Report(
        long seed, List<Death> deaths, List<Comparison> comparisons, List<Scenario> scenarios, long seconds) {
    static String sentence(Comparison comparison) {
        return "%d records, lost %d, duplicated %d, misfiled %d%s"
                .formatted(
                        records(comparison),
                        comparison.lost(),
                        comparison.duplicated(),
                        comparison.misfiled(),
                        comparison.agrees() ? "" : ", NOT as it has to be");
    }

    private static long records(Comparison comparison) {
        return comparison.outcomes().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Returns whether nothing is lost, twice or misfiled, and the commits say of all records what the sources say. */
    public boolean agrees() {
        return Stream.concat(comparisons.stream(), scenarios.stream().map(Scenario::comparison))
                .allMatch(Comparison::agrees);
    }

    /** Prints a table of the kills, by last step and source, and one line a store. */
    public void print(PrintStream out) {
        out.printf("%n%-22s", "last step before");
        for (SourceKind kind : SourceKind.values()) {
            out.printf("%14s", kind.text());
        }
        out.printf("%8s%n", "all");
        List<FailPoint> rows = new ArrayList<>(List.of(FailPoint.values()));
        rows.set(0, null);
        for (FailPoint last : rows) {
            out.printf("%-22s", last == null ? "none" : last.text());
            for (SourceKind kind : SourceKind.values()) {
                out.printf("%14d", count(last, kind));
            }
            out.printf(
                    "%8d%n",
                    deaths.stream().filter(death -> death.last() == last).count());
        }
        out.printf("%nkills %d, of them with the timeline ahead of the lake %d%n", deaths.size(), ahead());
        out.printf(
                "%-14s%10s%10s%8s%12s%10s  %s%n",
                "", "expected", "found", "lost", "duplicated", "misfiled", "checksum");
        for (String store : List.of("lake", "timeline", "dead letters")) {
            List<Side> sides = sides(store);
            out.printf(
                    "%-14s%10d%10d%8d%12d%10d  %016x %s %016x%n",
                    store,
                    sides.stream().mapToLong(Side::expected).sum(),
                    sides.stream().mapToLong(Side::found).sum(),
                    sides.stream().mapToLong(Side::lost).sum(),
                    sides.stream().mapToLong(Side::duplicated).sum(),
                    sides.stream().mapToLong(Side::misfiled).sum(),
                    sides.stream().mapToLong(Side::expectedChecksum).sum(),
                    sides.stream().allMatch(Side::agrees) ? "=" : "is not",
                    sides.stream().mapToLong(Side::foundChecksum).sum());
        }
        out.printf("outcomes by the source  %s%noutcomes by the commits %s%n", outcomes(false), outcomes(true));
        sides("lake").forEach(side -> side.samples().forEach(out::println));
        sides("timeline").forEach(side -> side.samples().forEach(out::println));
        sides("dead letters").forEach(side -> side.samples().forEach(out::println));
        for (Scenario scenario : scenarios) {
            out.printf("%s: %s, %d s%n", scenario.name(), sentence(scenario.comparison()), scenario.seconds());
            scenario.comparison().sides().forEach(side -> side.samples().forEach(out::println));
        }
        out.printf("%s after %d s%n", agrees() ? "Nothing lost, nothing twice, nothing misfiled" : "FAILED", seconds);
    }

    private long count(FailPoint last, SourceKind kind) {
        return deaths.stream()
                .filter(death -> death.last() == last && death.source() == kind)
                .count();
    }

    private long ahead() {
        return deaths.stream().filter(death -> death.timelineAhead() > 0).count();
    }

    private List<Side> sides(String store) {
        return comparisons.stream()
                .flatMap(comparison -> comparison.sides().stream())
                .filter(side -> side.name().equals(store))
                .toList();
    }

    private Map<Outcome, Long> outcomes(boolean committed) {
        Map<Outcome, Long> sums = new LinkedHashMap<>();
        for (Comparison comparison : comparisons) {
            (committed ? comparison.committed() : comparison.outcomes())
                    .forEach((outcome, count) -> sums.merge(outcome, count, Long::sum));
        }
        return sums;
    }

    /** Writes everything as JSON. */
    void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.createDirectories(file.toAbsolutePath().getParent());
        json.writeValue(file.toFile(), this);
    }
}
