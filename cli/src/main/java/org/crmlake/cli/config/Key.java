package org.crmlake.cli.config;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * One setting.
 *
 * @param <T> the type of its value
 * @param name its name in {@code crmlake.properties}
 * @param defaultText its value where nothing else is said, as text
 * @param sentence what it is for, in one or two sentences
 * @param values which values it takes, in words
 * @param parser turns text into the value; throws {@link IllegalArgumentException} with the reason if it cannot
 * @param secret whether the value is never shown
 */
public record Key<T>(
        String name, String defaultText, String sentence, String values, Function<String, T> parser, boolean secret) {

    /** A setting whose value may be seen. */
    public Key(String name, String defaultText, String sentence, String values, Function<String, T> parser) {
        this(name, defaultText, sentence, values, parser, false);
    }

    /** Returns how {@code text} is shown to people. */
    public String shown(String text) {
        return secret && !text.isEmpty() ? "(not shown)" : text;
    }

    /** Returns the environment variable that sets this key: {@code timeline.regions} is {@code CRMLAKE_TIMELINE_REGIONS}. */
    public String variable() {
        String rest = name.startsWith("crmlake.") ? name.substring("crmlake.".length()) : name;
        return "CRMLAKE_" + rest.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Returns why {@code text} is no value of this key, or empty if it is one. */
    Optional<String> problem(String text) {
        try {
            requireNonNull(parser.apply(text), "the parser made null");
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(e.getMessage());
        }
    }
}
