package org.crmlake.model.conformance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Column;
import org.crmlake.model.export.Destination.Form;
import org.crmlake.model.export.Destination.Left;
import org.crmlake.model.export.Destination.Line;
import org.crmlake.model.export.Destination.Outcome;

/**
 * Checks what every destination promises, over values that people really type and some that nobody should: that its columns are
 * told apart, that a value brought to its form stays as it is, that what is to be hashed is hashed once, and that somebody who cannot be found
 * there is left out.
 */
public final class DestinationConformance {
    private static final List<String> VALUES = List.of(
            "",
            " ",
            "anna@example.com",
            " Anna.Müller+shop@GMAIL.com ",
            "anna@googlemail.com",
            "@",
            "no address",
            "+44 20 7946 0958",
            "0044 (0)20 7946-0958",
            "0",
            "+",
            "Émilie",
            "O'Brien",
            "van der Berg, Jr.",
            "Dr. Who",
            "İstanbul",
            "ß",
            "北京",
            "\u0061\u0301",
            "SW1A 1AA",
            "94043-1351",
            "GB",
            "uk",
            "United Kingdom",
            "1980-02-29",
            "19800229",
            "f",
            "Female",
            "AEBE52E7-03EE-455A-B3C4-E57283966239",
            "=HYPERLINK(\"http://example.com\")",
            "-1",
            "a\tb\r\nc",
            "\u0000",
            "\ud83d\ude00",
            "x".repeat(5_000));
    private static final String HASH = "509e933019bb285a134a9334b8bb679dff79d0ce023d529af4bd744d47b4fd8a";
    private static final int PEOPLE = 500;

    private final Destination destination;
    private final Set<String> problems = new LinkedHashSet<>();

    private DestinationConformance(Destination destination) {
        this.destination = destination;
    }

    /** Returns what is wrong with a destination; nothing if it keeps to everything. */
    public static List<String> problems(Destination destination) {
        DestinationConformance check = new DestinationConformance(destination);
        check.layout();
        destination.columns().forEach(check::column);
        check.people();
        return List.copyOf(check.problems);
    }

    private void layout() {
        List<String> header = destination.header();
        if (header.isEmpty()) {
            problems.add("it has no columns");
        }
        if (new HashSet<>(header).size() < header.size()) {
            problems.add("two columns have one header");
        }
        for (List<String> identity : destination.identities()) {
            if (identity.isEmpty() || !header.containsAll(identity)) {
                problems.add("an identity of " + identity + " is none of the columns " + header);
            }
        }
        if (destination.fewest() < 0 || destination.largest() <= 0) {
            problems.add("it takes files of at least " + destination.fewest() + " people and at most "
                    + destination.largest() + " bytes, which cannot be");
        }
    }

    private void column(Column column) {
        for (String value : VALUES) {
            Optional<String> once = normal(column, value);
            Optional<String> twice = once.flatMap(text -> normal(column, text));
            if (!once.equals(twice)) {
                problems.add("column " + column.header() + " makes '" + once.orElse("") + "' of '" + value + "', but '"
                        + twice.orElse("") + "' of that");
            }
            if (!once.equals(normal(column, value))) {
                problems.add("column " + column.header() + " makes something else of '" + value + "' the next time");
            }
        }
    }

    private Optional<String> normal(Column column, String value) {
        try {
            Optional<String> normal = column.normal().apply(value);
            if (normal != null) {
                return normal;
            }
            problems.add("column " + column.header() + " makes null of '" + value + "'");
        } catch (RuntimeException e) {
            problems.add("column " + column.header() + " fails over '" + value + "': " + e);
        }
        return Optional.empty();
    }

    private void people() {
        if (!problems.isEmpty()) {
            return;
        }
        if (!destination.identities().isEmpty() && !(destination.line(Map.of()) instanceof Left)) {
            problems.add("somebody of whom nothing is known is not left out");
        }
        Random random = new Random(1);
        for (int i = 0; i < PEOPLE; i++) {
            Map<String, String> traits = new HashMap<>();
            for (Column column : destination.columns()) {
                if (random.nextInt(3) > 0) {
                    traits.put(
                            column.trait(), random.nextInt(6) == 0 ? HASH : VALUES.get(random.nextInt(VALUES.size())));
                }
            }
            person(traits);
        }
    }

    private void person(Map<String, String> traits) {
        Outcome outcome = destination.line(traits);
        if (!outcome.equals(destination.line(new HashMap<>(traits)))) {
            problems.add("the same person has another line the next time");
        }
        if (!(outcome instanceof Line line)) {
            return;
        }
        List<Column> columns = destination.columns();
        if (line.cells().size() != columns.size()) {
            problems.add("a line has " + line.cells().size() + " cells for " + columns.size() + " columns");
            return;
        }
        List<String> full = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String cell = line.cells().get(i);
            if (!cell.isEmpty()) {
                full.add(columns.get(i).header());
            }
            boolean hashed = columns.get(i).form() == Form.SHA256;
            if (hashed && !cell.isEmpty() && !cell.matches("[0-9a-f]{64}")) {
                problems.add("column " + columns.get(i).header() + " is to be hashed and holds '" + cell + "'");
            }
            if (hashed && HASH.equals(traits.get(columns.get(i).trait())) && !cell.isEmpty()) {
                problems.add("column " + columns.get(i).header() + " hashes what is hashed already");
            }
        }
        if (!destination.identities().isEmpty()
                && destination.identities().stream().noneMatch(full::containsAll)) {
            problems.add("somebody with only " + full + " is not left out");
        }
    }
}
