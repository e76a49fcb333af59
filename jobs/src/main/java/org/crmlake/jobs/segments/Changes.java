package org.crmlake.jobs.segments;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.Finding;
import org.crmlake.model.segment.Occurrence;

/**
 * Tells why a customer entered or left segments since the run before: the leaves whose answers differ between the two moments, and
 * what made them differ.
 */
final class Changes {
    static final String ENTERED = "entered";
    static final String EXITED = "exited";

    private final Evaluator evaluator;
    private final AsOf asOf;
    private final EarlierRun before;

    Changes(Evaluator evaluator, AsOf asOf, EarlierRun before) {
        this.evaluator = evaluator;
        this.asOf = asOf;
        this.before = before;
    }

    /** Returns a row for each segment that is in one of the sets only. */
    List<Row> of(
            CustomerHistory history, Map<String, String> earlierScores, SortedSet<String> was, SortedSet<String> is) {
        SortedSet<String> touched = new TreeSet<>(was);
        touched.addAll(is);
        List<Row> changes = new ArrayList<>();
        for (String segment : touched) {
            if (was.contains(segment) != is.contains(segment)) {
                changes.add(change(segment, is.contains(segment), history, earlierScores));
            }
        }
        return changes;
    }

    private Row change(String segment, boolean entered, CustomerHistory history, Map<String, String> earlierScores) {
        if (before == null) {
            return row(segment, entered, List.of(), "first_run", Optional.empty());
        }
        if (!evaluator.knows(segment) || !before.unchanged().contains(segment)) {
            return row(segment, entered, List.of(), "definition", Optional.empty());
        }
        Map<String, Finding> now = evaluator.findings(segment, history, asOf);
        Map<String, Finding> then = evaluator.findings(segment, history.withScores(earlierScores), before.asOf());
        List<String> flipped = new ArrayList<>();
        Map<String, Finding> sides = new TreeMap<>();
        now.forEach((place, finding) -> {
            if (finding.holds() != then.get(place).holds()) {
                flipped.add(place);
                sides.put(place, finding);
            }
        });
        if (flipped.isEmpty()) {
            // As things are known today nothing changed between the moments: the run before did not know them.
            return row(segment, entered, flipped, "late_event", Optional.empty());
        }
        Optional<Occurrence> event = sides.values().stream()
                .flatMap(finding -> finding.evidence().stream())
                .filter(found -> !found.time().isBefore(before.asOf().instant()))
                .max(Occurrence.ORDER);
        if (event.isPresent()) {
            return row(segment, entered, flipped, "event", event);
        }
        boolean scored = flipped.stream().anyMatch(place -> place.endsWith("score"));
        return row(segment, entered, flipped, scored ? "score" : "window", Optional.empty());
    }

    private Row row(String segment, boolean entered, List<String> reasons, String cause, Optional<Occurrence> event) {
        Instant at = event.map(Occurrence::time).orElse(asOf.instant());
        return RowFactory.create(
                segment,
                entered ? ENTERED : EXITED,
                Timestamp.from(at),
                reasons.toArray(),
                cause,
                event.map(Occurrence::id).orElse(null));
    }
}
