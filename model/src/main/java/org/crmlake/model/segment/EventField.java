package org.crmlake.model.segment;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/**
 * A value of an event: one of the envelope, or a property, or something of the context.
 *
 * @param name {@code amount}, {@code properties.product_id}, {@code context.locale} and so on
 */
public record EventField(String name) implements Serializable {
    public static final String AMOUNT = "amount";
    public static final String CURRENCY = "currency";
    public static final String NAME = "name";
    public static final String KIND = "kind";
    static final String CHANNEL = "channel";
    public static final String SOURCE = "source";
    static final String CAMPAIGN_ID = "campaign_id";
    /** What the name of a property starts with. */
    public static final String PROPERTIES = "properties.";
    /** What the name of a value of the context starts with. */
    public static final String CONTEXT = "context.";

    private static final Set<String> ENVELOPE = Set.of(AMOUNT, CURRENCY, NAME, KIND, CHANNEL, SOURCE, CAMPAIGN_ID);
    private static final int LONGEST = 200;

    public EventField {
        Optional<String> problem = problem(name);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
    }

    /** Returns what is wrong with {@code name} as a field, or empty if it is one. */
    static Optional<String> problem(String name) {
        boolean inMap = name.startsWith(PROPERTIES) && name.length() > PROPERTIES.length()
                || name.startsWith(CONTEXT) && name.length() > CONTEXT.length();
        if (name.length() > LONGEST) {
            return Optional.of("a field's name has at most " + LONGEST + " characters");
        }
        if (inMap || ENVELOPE.contains(name)) {
            return Optional.empty();
        }
        List<String> known = ENVELOPE.stream().sorted().toList();
        return Optional.of("there is no field '" + Printable.of(name) + "'." + Nearest.question(name, known)
                + " Fields are " + String.join(", ", known) + ", properties.NAME and context.NAME");
    }
}
