package org.crmlake.jobs.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** One block of a definition. Whatever is wrong goes to the list of problems, and reading goes on. */
final class DefinitionReader {
    private final String path;
    private final JsonNode node;
    private final List<String> problems;

    DefinitionReader(String path, JsonNode node, List<String> problems, String... keys) {
        this.path = path;
        this.node = node;
        this.problems = problems;
        List<String> known = Arrays.asList(keys);
        if (!node.isObject()) {
            problem("", "is not a block of keys and values");
        }
        node.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                problem(key, "is unknown." + Nearest.question(key, known));
            }
        });
    }

    boolean has(String key) {
        return node.hasNonNull(key);
    }

    void problem(String key, String what) {
        String at = path.isEmpty() || key.isEmpty() ? path + key : path + "." + key;
        problems.add((at.isEmpty() ? "it" : "'" + Printable.of(at) + "'") + " " + what);
    }

    /** Returns the text of a key, or {@code otherwise} if it is not there; null there makes the key necessary. */
    String text(String key, String otherwise) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            if (otherwise == null) {
                problem(key, "is missing");
            }
            return otherwise == null ? "" : otherwise;
        }
        if (!value.isValueNode() || value.asText().isBlank()) {
            problem(key, "is not a text");
            return "";
        }
        return value.asText();
    }

    /** Returns the text of a key, or null. */
    String optionalText(String key) {
        return has(key) ? text(key, "") : null;
    }

    LocalDate date(String key) {
        String text = text(key, null);
        try {
            return text.isEmpty() ? LocalDate.EPOCH : LocalDate.parse(text);
        } catch (DateTimeException e) {
            problem(key, "is '" + Printable.of(text) + "', which is no date like 2026-05-31");
            return LocalDate.EPOCH;
        }
    }

    /** Returns a number from {@code least} to {@code most}. */
    double number(String key, double otherwise, double least, double most) {
        if (!has(key)) {
            return otherwise;
        }
        try {
            double number = new BigDecimal(text(key, "")).doubleValue();
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // What follows says it for both.
        }
        problem(
                key,
                "is '" + Printable.of(text(key, "")) + "', which is no number from " + plain(least) + " to "
                        + plain(most));
        return otherwise;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    int wholeNumber(String key, int otherwise, int least, int most) {
        double number = number(key, otherwise, least, most);
        if (number != Math.rint(number)) {
            problem(key, "is not a whole number");
        }
        return (int) number;
    }

    BigDecimal money(String key) {
        return has(key) ? money(key, node.get(key)) : BigDecimal.ZERO;
    }

    private BigDecimal money(String key, JsonNode value) {
        try {
            BigDecimal amount = new BigDecimal(value.asText());
            if (amount.signum() >= 0 && amount.scale() <= 4) {
                return amount;
            }
        } catch (NumberFormatException e) {
            // What follows says it for both.
        }
        problem(key, "is '" + Printable.of(value.asText()) + "', which is no amount like 12.50");
        return BigDecimal.ZERO;
    }

    Map<String, BigDecimal> amounts(String key) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        block(key, values -> values.properties()
                .forEach(entry -> amounts.put(entry.getKey(), money(key + "." + entry.getKey(), entry.getValue()))));
        return amounts;
    }

    /** Returns the names under a key with what each has. */
    Map<String, Double> shares(String key) {
        Map<String, Double> shares = new LinkedHashMap<>();
        block(key, values -> values.properties().forEach(entry -> {
            double share = entry.getValue().asDouble(-1);
            if (!(share > 0)) {
                problem(key + "." + entry.getKey(), "is not a number above 0");
            }
            shares.put(entry.getKey(), share);
        }));
        return shares;
    }

    private void block(String key, java.util.function.Consumer<JsonNode> content) {
        JsonNode value = node.get(key);
        if (value != null && value.isObject()) {
            content.accept(value);
        } else if (value != null && !value.isNull()) {
            problem(key, "is not a block of names and numbers");
        }
    }

    /** Returns a text or a list of texts. */
    List<String> texts(String key) {
        JsonNode value = node.get(key);
        return value == null || value.isNull() ? List.of() : texts(key, value);
    }

    private List<String> texts(String key, JsonNode value) {
        if (value.isValueNode()) {
            return List.of(value.asText());
        }
        List<String> texts = new ArrayList<>();
        value.forEach(item -> {
            if (item.isValueNode() && !item.asText().isBlank()) {
                texts.add(item.asText());
            } else {
                problem(key, "has an item that is no text");
            }
        });
        if (!value.isArray()) {
            problem(key, "is neither a text nor a list of texts");
        }
        return texts;
    }

    Map<String, List<String>> allowedValues(String key) {
        Map<String, List<String>> allowed = new LinkedHashMap<>();
        JsonNode value = node.get(key);
        if (value != null && value.isObject()) {
            value.properties()
                    .forEach(entry -> allowed.put(entry.getKey(), texts(key + "." + entry.getKey(), entry.getValue())));
        } else if (value != null && !value.isNull()) {
            problem(key, "is not a block of properties and their values");
        }
        return allowed;
    }

    /** Returns the value of an enum written in lower case with dashes. */
    <E extends Enum<E>> E choice(String key, E otherwise, Class<E> type) {
        return has(key) || otherwise == null ? choice(key, text(key, null), type, otherwise) : otherwise;
    }

    /** Returns the values of an enum, a text or a list of texts; what is none is left out. */
    <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
        return texts(key).stream()
                .map(text -> choice(key, text, type, null))
                .filter(java.util.Objects::nonNull)
                .distinct()
                .toList();
    }

    private <E extends Enum<E>> E choice(String key, String text, Class<E> type, E otherwise) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int index = names.indexOf(text);
        if (index < 0 && !text.isEmpty()) {
            problem(
                    key,
                    "is '" + Printable.of(text) + "', which is none of " + String.join(", ", names) + "."
                            + Nearest.question(text, names));
        }
        return index < 0 ? otherwise : type.getEnumConstants()[index];
    }

    /** Returns the block under a key; one without anything if it is not there. */
    DefinitionReader child(String key, String... keys) {
        JsonNode value = node.get(key);
        JsonNode empty = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
        return new DefinitionReader(
                path.isEmpty() ? key : path + "." + key,
                value == null || value.isNull() ? empty : value,
                problems,
                keys);
    }

    /** Returns what {@code reader} makes of each block of a list. */
    <T> List<T> list(String key, Function<DefinitionReader, T> reader, String... keys) {
        List<T> items = new ArrayList<>();
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return items;
        }
        if (!value.isArray()) {
            problem(key, "is not a list");
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            String where = (path.isEmpty() ? key : path + "." + key) + "[" + i + "]";
            items.add(reader.apply(new DefinitionReader(where, value.get(i), problems, keys)));
        }
        return items;
    }
}
