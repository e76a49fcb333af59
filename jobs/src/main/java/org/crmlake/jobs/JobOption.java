package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.crmlake.model.Printable;

/**
 * An option that one job takes beside the date, {@code --name VALUE} on the command line.
 *
 * @param name without the dashes, in {@code kebab-case}
 * @param label what the help shows for its value; empty for a flag, which has none
 * @param description what it says to the job, in one sentence
 * @param presence whether a run may do without it
 * @param fallback what holds where it is not given, as somebody would write it
 * @param reader makes the value of what was written; throws {@link IllegalArgumentException} with what is wrong, as in "which
 *     is no date"
 * @param <T> the type of its value
 */
public record JobOption<T>(
        String name,
        String label,
        String description,
        Presence presence,
        Optional<String> fallback,
        Function<String, T> reader) {

    /** Whether a run may do without an option. */
    public enum Presence {
        REQUIRED,
        OPTIONAL
    }

    public JobOption {
        requireNonNull(label, "label is null");
        requireNonNull(presence, "presence is null");
        requireNonNull(reader, "reader is null");
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("'" + name + "' is no name for an option");
        }
        if (!description.endsWith(".")) {
            throw new IllegalArgumentException("the description of " + name + " is no sentence");
        }
        fallback.ifPresent(text -> requireNonNull(reader.apply(text), "the fallback is null"));
    }

    /** Returns an option that takes one of {@code choices}, written as their {@code toString}. */
    public static <T> JobOption<T> choice(String name, String label, String description, List<T> choices) {
        return of(name, label, description, text -> choices.stream()
                .filter(choice -> choice.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("which is none of "
                        + choices.stream().map(Object::toString).collect(Collectors.joining(", ")))));
    }

    /** Returns an option that takes a whole number from {@code least} to {@code most}. */
    public static JobOption<Integer> wholeNumber(String name, String label, String description, int least, int most) {
        return of(name, label, description, text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // What follows says it for both.
            }
            throw new IllegalArgumentException("which is no whole number from " + least + " to " + most);
        });
    }

    /** Returns an option that takes a number from {@code least} to {@code most}. */
    public static JobOption<Double> number(String name, String label, String description, double least, double most) {
        return of(name, label, description, text -> {
            try {
                double number = new BigDecimal(text).doubleValue();
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // What follows says it for both.
            }
            throw new IllegalArgumentException(
                    "which is no number from " + new BigDecimal(Double.toString(least)).toPlainString() + " to "
                            + new BigDecimal(Double.toString(most)).toPlainString());
        });
    }

    /** Returns an option that takes a date, {@code 2011-08-31}. */
    public static JobOption<LocalDate> date(String name, String description) {
        return of(name, "DATE", description, text -> {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("which is no date like 2011-08-31", e);
            }
        });
    }

    /** Returns an option that takes any text but an empty one. */
    public static JobOption<String> text(String name, String label, String description) {
        return of(name, label, description, text -> {
            if (text.isBlank()) {
                throw new IllegalArgumentException("which says nothing");
            }
            return text;
        });
    }

    /** Returns an option without a value: true where it is given. */
    public static JobOption<Boolean> flag(String name, String description) {
        return of(name, "", description, Boolean::valueOf).otherwise("false");
    }

    /** Returns an option whose value is read by {@code reader}. */
    public static <T> JobOption<T> of(String name, String label, String description, Function<String, T> reader) {
        return new JobOption<>(name, label, description, Presence.OPTIONAL, Optional.empty(), reader);
    }

    /** Returns this option with what holds where it is not given. */
    public JobOption<T> otherwise(String text) {
        return new JobOption<>(name, label, description, presence, Optional.of(text), reader);
    }

    /** Returns this option as one that every run must be given. */
    public JobOption<T> required() {
        return new JobOption<>(name, label, description, Presence.REQUIRED, Optional.empty(), reader);
    }

    /** Whether it has no value: it is given or not. */
    public boolean isFlag() {
        return label.isEmpty();
    }

    /**
     * Returns the value of {@code text}.
     *
     * @throws IllegalArgumentException with a message such as "--period is 'month', which is none of day, week"
     */
    T read(String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("--" + name + " is '" + Printable.of(text) + "', " + e.getMessage(), e);
        }
    }
}
