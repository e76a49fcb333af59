package org.crmlake.model.segment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/**
 * One mapping of a definition file, as its reader sees it. What is wrong is noted and reading goes on, so that all problems are
 * told at once; a word that nobody asked for is one of them.
 */
public final class Settings {
    private static final int LONGEST_TEXT = 1_000;
    private static final int MOST_TEXTS = 10_000;

    private final ObjectNode node;
    private final String place;
    private final Problems problems;
    private final SortedSet<String> asked = new TreeSet<>();

    /**
     * A value as it is written.
     *
     * @param text the value
     * @param number the same as a number if it is written as one, without quotes; else null
     */
    public record Scalar(String text, BigDecimal number) {}

    Settings(ObjectNode node, String place, Problems problems) {
        this.node = node;
        this.place = place;
        this.problems = problems;
    }

    /** Notes a problem with one of the words, or with all of them if {@code word} is empty. */
    public void problem(String word, String reason) {
        problems.add(word.isEmpty() ? place : place + "." + word, reason);
    }

    /** Whether the word is there. */
    public boolean has(String word) {
        asked.add(word);
        return node.hasNonNull(word);
    }

    /** Returns the value of a word, or empty if it is not there. */
    public Optional<Scalar> scalar(String word) {
        if (!has(word)) {
            return Optional.empty();
        }
        return scalar(word, node.get(word));
    }

    private Optional<Scalar> scalar(String word, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            problem(word, "it is not a single value");
            return Optional.empty();
        }
        String text = value.asText();
        if (text.length() > LONGEST_TEXT) {
            problem(word, "it is longer than " + LONGEST_TEXT + " characters");
            return Optional.empty();
        }
        BigDecimal number = value.isNumber() ? Numbers.parse(text) : null;
        if (value.isNumber() && number == null) {
            problem(word, "write the number " + Printable.of(text) + " in plain digits");
            return Optional.empty();
        }
        return Optional.of(new Scalar(text, number));
    }

    /** Returns a text, or null if the word is not there. */
    public String text(String word) {
        return scalar(word).map(Scalar::text).orElse(null);
    }

    /** Returns a text that must be there and not be empty. */
    public String requiredText(String word) {
        String text = text(word);
        if (text == null || text.isBlank()) {
            problem(word, "it is missing");
            return "-";
        }
        return text;
    }

    /** Returns one text or a list of texts; empty if the word is not there. */
    public List<String> texts(String word) {
        if (!has(word)) {
            return List.of();
        }
        JsonNode value = node.get(word);
        if (!value.isArray()) {
            return scalar(word).map(Scalar::text).stream().toList();
        }
        if (value.isEmpty() || value.size() > MOST_TEXTS) {
            problem(word, "a list has from 1 to " + MOST_TEXTS + " values");
            return List.of("-");
        }
        List<String> texts = new ArrayList<>();
        value.forEach(one -> scalar(word, one).ifPresent(scalar -> texts.add(scalar.text())));
        return texts;
    }

    /** Returns a number, or null if the word is not there. */
    public BigDecimal number(String word) {
        Optional<Scalar> scalar = scalar(word);
        if (scalar.isPresent() && scalar.get().number() == null) {
            problem(word, "'" + Printable.of(scalar.get().text()) + "' is not a number");
        }
        return scalar.map(Scalar::number).orElse(null);
    }

    /** Returns a whole number that is at least {@code least}, or null if the word is not there. */
    public Integer count(String word, int least) {
        BigDecimal number = number(word);
        if (number == null) {
            return null;
        }
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        if (!whole
                || number.compareTo(BigDecimal.valueOf(least)) < 0
                || number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) > 0) {
            problem(word, Printable.of(number.toString()) + " is not a whole number from " + least + " on");
            return least;
        }
        return number.intValueExact();
    }

    /** Returns a whole number from 1 on that must be there. */
    public int requiredCount(String word) {
        if (!has(word)) {
            problem(word, "it is missing. Write a whole number from 1 on");
            return 1;
        }
        Integer count = count(word, 1);
        return count == null ? 1 : count;
    }

    /** Returns a yes or no, or empty if the word is not there. */
    public Optional<Boolean> flag(String word) {
        if (!has(word)) {
            return Optional.empty();
        }
        if (!node.get(word).isBoolean()) {
            problem(word, "it is neither true nor false");
            return Optional.empty();
        }
        return Optional.of(node.get(word).booleanValue());
    }

    /** Returns one of some values by its text; a value that must be there. */
    public <T> Optional<T> choice(String word, T[] values, Function<T, String> text) {
        List<String> names = Arrays.stream(values).map(text).toList();
        String written = text(word);
        if (written == null) {
            problem(word, "it is missing. Use one of " + String.join(", ", names));
            return Optional.empty();
        }
        Optional<T> found = Arrays.stream(values)
                .filter(value -> text.apply(value).equals(written))
                .findFirst();
        if (found.isEmpty()) {
            problem(word, unknown(written, names));
        }
        return found;
    }

    /** Returns a field of an event that must be there. */
    public Optional<EventField> field(String word) {
        String name = text(word);
        if (name == null) {
            problem(word, "it is missing. Name a field of the event, for instance amount or properties.product_id");
            return Optional.empty();
        }
        Optional<String> wrong = EventField.problem(name);
        wrong.ifPresent(reason -> problem(word, reason));
        return wrong.isPresent() ? Optional.empty() : Optional.of(new EventField(name));
    }

    /** Returns a span of time, or empty if the word is not there. */
    public Optional<Span> span(String word) {
        String text = text(word);
        if (text == null) {
            return Optional.empty();
        }
        Optional<Span> span = Span.parse(text);
        if (span.isEmpty()) {
            problem(
                    word,
                    "'" + Printable.of(text) + "' is no span of time. Write a number from 1 to " + Span.MOST
                            + " and a unit of " + String.join(", ", Span.Unit.names()) + ", for instance 30 days");
        }
        return span;
    }

    /** Returns a span of time that must be there. */
    public Span requiredSpan(String word) {
        if (!has(word)) {
            problem(word, "it is missing. Write a span of time, for instance 30 days");
        }
        return span(word).orElse(new Span(1, Span.Unit.DAY));
    }

    /** Returns a window; {@link Window#EVER} if the word is not there. */
    public Window window(String word) {
        return section(word)
                .map(section -> {
                    Window window = WindowReader.read(section);
                    section.close();
                    return window;
                })
                .orElse(Window.EVER);
    }

    /** Returns the mapping under a word, or empty if the word is not there; call {@link #close} when it is read. */
    public Optional<Settings> section(String word) {
        if (!has(word)) {
            return Optional.empty();
        }
        if (node.get(word) instanceof ObjectNode mapping) {
            return Optional.of(new Settings(mapping, place + "." + word, problems));
        }
        problem(word, "it is not a mapping of words to values");
        return Optional.empty();
    }

    /** Returns the mappings in the list under a word; call {@link #close} on each when it is read. */
    public List<Settings> list(String word) {
        if (!has(word)) {
            return List.of();
        }
        JsonNode value = node.get(word);
        if (!value.isArray() || value.size() > SegmentFile.MOST_NODES) {
            problem(word, "it is not a list of at most " + SegmentFile.MOST_NODES + " mappings");
            return List.of();
        }
        List<Settings> all = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String where = place + "." + word + "[" + (i + 1) + "]";
            if (value.get(i) instanceof ObjectNode mapping) {
                all.add(new Settings(mapping, where, problems));
            } else {
                problems.add(where, "it is not a mapping of words to values");
            }
        }
        return all;
    }

    /** Notes the words that nobody asked for. */
    public void close() {
        node.fieldNames().forEachRemaining(word -> {
            if (!asked.contains(word)) {
                problems.add(place, unknown(word, List.copyOf(asked)));
            }
        });
    }

    /** Returns the words that were asked for. */
    SortedSet<String> asked() {
        return asked;
    }

    static String unknown(String word, List<String> known) {
        return "'" + Printable.of(word) + "' is not known here." + Nearest.question(word, known) + " Use "
                + String.join(", ", known);
    }
}
