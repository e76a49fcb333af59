package org.crmlake.model.export;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A system that takes files of customers, in one version of its rules. Rules change: a new version is a new destination, so that a
 * campaign can keep the one it started with.
 *
 * @param name {@code google-customer-match} and so on: lower-case letters, digits and hyphens
 * @param version the month the rules were read, {@code 2026-06}
 * @param columns the columns of the file, in their order
 * @param identities sets of columns of which one must be full, or the person cannot be found there; empty if anybody can
 * @param purposes what the person must have consented to, all of it; empty if the file stays in the house
 * @param reader who reads the file
 * @param fewest the fewest people that the system takes
 * @param largest the largest file that the system takes, in bytes
 */
public record Destination(
        String name,
        String version,
        List<Column> columns,
        List<List<String>> identities,
        List<String> purposes,
        Reader reader,
        int fewest,
        long largest) {
    /** The customer's key as a trait, for columns that identify the customer to ourselves. */
    public static final String CUSTOMER_KEY = "customer_key";

    private static final List<String> OF_PERSONS = List.of(CUSTOMER_KEY, "email", "phone");

    /** Who reads a file. */
    public enum Reader {
        /** A program: values are written as they are. */
        MACHINE,
        /** A person with a spreadsheet, in which text that starts like a formula is one. */
        HUMAN
    }

    /** Whether a column holds a value or its hash. */
    public enum Form {
        PLAIN,
        SHA256
    }

    /**
     * One column.
     *
     * @param header as the system spells it
     * @param trait the trait that it is made of
     * @param normal brings the trait to the form that is compared; empty if it has none
     */
    public record Column(String header, String trait, Function<String, Optional<String>> normal, Form form) {
        public Column {
            requireNonNull(header, "header is null");
            requireNonNull(trait, "trait is null");
            requireNonNull(normal, "normal is null");
            requireNonNull(form, "form is null");
        }

        private boolean isTheSameForAll() {
            Optional<String> one = normal.apply("shop:1");
            return one.isPresent() && one.equals(normal.apply("shop:2"));
        }
    }

    /** What becomes of a person. */
    public sealed interface Outcome permits Line, Left {}

    /** A line of the file: a cell for each column, empty where nothing is known. */
    public record Line(List<String> cells) implements Outcome {
        public Line {
            cells = List.copyOf(cells);
        }
    }

    /** Why a person is left out, as the manifest counts it. */
    public record Left(String reason) implements Outcome {}

    public Destination {
        if (!name.matches("[a-z][a-z0-9-]{0,62}") || !version.matches("[a-z0-9.-]{1,20}")) {
            throw new IllegalArgumentException(
                    "'" + name + "@" + version + "' is no name and version of a destination");
        }
        columns = List.copyOf(columns);
        identities = identities.stream().map(List::copyOf).toList();
        purposes = List.copyOf(purposes);
    }

    /** Returns name and version, {@code google-customer-match@2026-06}. */
    public String id() {
        return name + "@" + version;
    }

    /** Returns the headers of the columns. */
    public List<String> header() {
        return columns.stream().map(Column::header).toList();
    }

    /**
     * Returns the headers of the columns by which a person is found there, in their order: what a file needs that takes people out, and
     * all that it may have, since other columns can say something that would be taken in. Without identities they are those of the
     * customer's key, e-mail address and telephone number.
     */
    public List<String> identifying() {
        return columns.stream()
                .filter(column -> identities.isEmpty()
                        ? OF_PERSONS.contains(column.trait()) && !column.isTheSameForAll()
                        : identities.stream().anyMatch(identity -> identity.contains(column.header())))
                .map(Column::header)
                .toList();
    }

    /** Whether the column of this header names one person without any other. */
    public boolean namesPerson(String header) {
        return columns.stream()
                .anyMatch(column -> column.header().equals(header) && OF_PERSONS.contains(column.trait()));
    }

    /**
     * Returns the line of a person.
     *
     * @param traits what is known of them, by name, with {@link #CUSTOMER_KEY}
     */
    public Outcome line(Map<String, String> traits) {
        List<String> cells = new ArrayList<>();
        List<String> full = new ArrayList<>();
        boolean hashed = false;
        for (Column column : columns) {
            String value = traits.get(column.trait());
            boolean already = value != null && column.form() == Form.SHA256 && Normal.looksHashed(value);
            hashed |= already;
            Optional<String> normal = value == null || already
                    ? Optional.empty()
                    : column.normal().apply(value);
            String cell = normal.map(text -> column.form() == Form.SHA256 ? Normal.sha256(text) : text)
                    .orElse("");
            cells.add(cell);
            if (!cell.isEmpty()) {
                full.add(column.header());
            }
        }
        boolean known = identities.isEmpty() || identities.stream().anyMatch(full::containsAll);
        if (!known) {
            return new Left(hashed ? "already_hashed" : "no_identifier");
        }
        return new Line(cells);
    }
}
