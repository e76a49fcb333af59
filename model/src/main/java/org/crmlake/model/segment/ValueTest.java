package org.crmlake.model.segment;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.crmlake.model.Printable;

/**
 * A test of one text value. No value passes no test but {@code missing}; a value that is no number passes no test of numbers.
 */
public sealed interface ValueTest extends Serializable {
    /** The words of all tests, of which a definition uses one or more. */
    List<String> WORDS = List.of(
            "equals",
            "not_equals",
            "one_of",
            "none_of",
            "at_least",
            "at_most",
            "more_than",
            "less_than",
            "contains",
            "starts_with",
            "ends_with",
            "matches",
            "exists");

    /** Whether the value, which may be null, passes. */
    boolean holds(String value);

    /** Every test passes. */
    record Every(List<ValueTest> tests) implements ValueTest {
        public Every {
            tests = List.copyOf(tests);
        }

        @Override
        public boolean holds(String value) {
            for (ValueTest test : tests) {
                if (!test.holds(value)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** There is a value, or there is none. */
    record Exists(boolean wanted) implements ValueTest {
        @Override
        public boolean holds(String value) {
            return wanted == (value != null);
        }
    }

    /** The value is one of some texts, letter by letter. */
    record OneOf(Set<String> texts) implements ValueTest {
        public OneOf {
            texts = new TreeSet<>(texts);
        }

        @Override
        public boolean holds(String value) {
            return value != null && texts.contains(value);
        }
    }

    /** The value is a number that lies so to another. */
    record Number(NumberTest test) implements ValueTest {
        @Override
        public boolean holds(String value) {
            BigDecimal number = Numbers.parse(value);
            return number != null && test.holds(number);
        }
    }

    /** The value exists and does not pass another test; of a test of numbers, only a number can fail. */
    record Differs(ValueTest test) implements ValueTest {
        @Override
        public boolean holds(String value) {
            boolean compared = value != null && !(test instanceof Number && Numbers.parse(value) == null);
            return compared && !test.holds(value);
        }
    }

    /** Where in the value the text is looked for. */
    enum Place {
        ANYWHERE,
        START,
        END
    }

    /** The value has a text in it. */
    record Has(Place place, String text) implements ValueTest {
        @Override
        public boolean holds(String value) {
            if (value == null) {
                return false;
            }
            return switch (place) {
                case ANYWHERE -> value.contains(text);
                case START -> value.startsWith(text);
                case END -> value.endsWith(text);
            };
        }
    }

    /**
     * The value has a part that a regular expression describes, in the syntax of RE2, which takes time in proportion to the
     * value: no expression can stop a run.
     */
    record Matches(Pattern pattern) implements ValueTest {
        /** An expression can be made to compile into a program much larger than itself. */
        static final int LONGEST = 500;

        @Override
        public boolean holds(String value) {
            return value != null && pattern.matcher(value).find();
        }
    }

    /** Reads the words of {@link #WORDS}; at least one must be there. */
    static ValueTest read(Settings settings) {
        List<ValueTest> tests = new ArrayList<>();
        settings.scalar("equals").ifPresent(value -> tests.add(equal(value)));
        settings.scalar("not_equals").ifPresent(value -> tests.add(new Differs(equal(value))));
        Set<String> oneOf = new TreeSet<>(settings.texts("one_of"));
        if (!oneOf.isEmpty()) {
            tests.add(new OneOf(oneOf));
        }
        Set<String> noneOf = new TreeSet<>(settings.texts("none_of"));
        if (!noneOf.isEmpty()) {
            tests.add(new Differs(new OneOf(noneOf)));
        }
        NumberTest.read(settings).ifPresent(test -> tests.add(new Number(test)));
        text(settings, "contains", Place.ANYWHERE, tests);
        text(settings, "starts_with", Place.START, tests);
        text(settings, "ends_with", Place.END, tests);
        String expression = settings.text("matches");
        if (expression != null) {
            pattern(settings, expression, tests);
        }
        settings.flag("exists").ifPresent(wanted -> tests.add(new Exists(wanted)));
        if (tests.isEmpty() && WORDS.stream().noneMatch(settings::has)) {
            settings.problem("", "it tests nothing. Use one of " + String.join(", ", WORDS));
        }
        return tests.size() == 1 ? tests.get(0) : new Every(tests);
    }

    private static ValueTest equal(Settings.Scalar value) {
        return value.number() == null
                ? new OneOf(Set.of(value.text()))
                : new Number(new NumberTest(value.number(), true, value.number(), true));
    }

    private static void text(Settings settings, String word, Place place, List<ValueTest> tests) {
        String text = settings.text(word);
        if (text != null) {
            tests.add(new Has(place, text));
        }
    }

    private static void pattern(Settings settings, String expression, List<ValueTest> tests) {
        if (expression.length() > Matches.LONGEST) {
            settings.problem("matches", "a regular expression has at most " + Matches.LONGEST + " characters");
            return;
        }
        try {
            tests.add(new Matches(Pattern.compile(expression)));
        } catch (PatternSyntaxException e) {
            settings.problem(
                    "matches",
                    "it is no regular expression in the syntax of RE2 (" + Printable.of(e.getMessage()) + ")");
        }
    }
}
