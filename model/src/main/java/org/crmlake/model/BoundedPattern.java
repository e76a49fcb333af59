package org.crmlake.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of {@link java.util.regex} that cannot be made to run for hours by the text it is held against. Java's matcher
 * backtracks: {@code (a+)+b} takes twice as long for each more letter {@code a}. Its steps are counted here, by the characters that it
 * looks at, and it gives up after {@link #mostSteps}. What it finds within them is what Java finds; that it gives up depends on
 * expression and text alone, and not on the machine.
 */
public final class BoundedPattern {
    private static final long ANY_TEXT = 100_000;
    /** An expression may have some hundred alternatives, each of which looks at each character. */
    private static final long EACH_CHARACTER = 1_000;

    private static final int LONG_TEXT = 100_000;
    /** Of what a text has beyond that: a megabyte takes a second, where it would take five. */
    private static final long EACH_CHARACTER_MORE = 100;
    /** An expression such as {@code .*foo} takes the square of the length, which does no harm to texts of a few thousand characters. */
    private static final long SQUARE = 20_000_000;

    private final Pattern pattern;

    private BoundedPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /** What the matcher finds is to be replaced by too much. */
    public static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong(Pattern pattern, int most, int length) {
            super("to replace the regular expression '" + Printable.of(pattern.pattern()) + "' makes more than " + most
                    + " characters of a text of " + length);
        }
    }

    /** The matcher has given up; the message names expression and steps, and nothing of the text. */
    public static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps(Pattern pattern, String took, int length) {
            super("the regular expression '" + Printable.of(pattern.pattern()) + "' takes more " + took
                    + " on a text of " + length + " characters");
        }
    }

    /**
     * Returns the expression compiled.
     *
     * @param flags of {@link Pattern#compile(String, int)}
     * @throws PatternSyntaxException if it is none
     */
    public static BoundedPattern compile(String expression, int flags) {
        return new BoundedPattern(Pattern.compile(expression, flags));
    }

    /** Returns how many characters of a text of {@code length} characters may be looked at, each time counted. */
    static long mostSteps(int length) {
        int more = Math.max(0, length - LONG_TEXT);
        return ANY_TEXT
                + EACH_CHARACTER * (length - more)
                + EACH_CHARACTER_MORE * more
                + Math.min(2L * length * length, SQUARE);
    }

    /**
     * Returns whether the expression is found in {@code text}.
     *
     * @throws TooManySteps if that takes too long to say
     */
    public boolean isFoundIn(String text) {
        return bounded(text, Matcher::find);
    }

    /**
     * Returns whether {@code text} as a whole is what the expression says.
     *
     * @throws TooManySteps if that takes too long to say
     */
    public boolean matches(String text) {
        return bounded(text, Matcher::matches);
    }

    /**
     * Returns how often the expression is found in {@code text} from its character number {@code from} on.
     *
     * @throws TooManySteps if that takes too long to say
     */
    public int count(String text, int from) {
        return bounded(text, matcher -> {
            matcher.region(from, text.length());
            int found = 0;
            while (matcher.find()) {
                found++;
            }
            return found;
        });
    }

    /**
     * Returns how long {@code text} becomes if each place where the expression is found from its character number {@code from} on is
     * replaced as by {@link Matcher#appendReplacement}.
     *
     * @throws TooManySteps if that takes too long to say
     * @throws TooLong if that is more than {@code most}
     */
    public int replacedLength(String text, int from, String replacement, int most) {
        return bounded(text, matcher -> {
            matcher.region(from, text.length());
            StringBuilder piece = new StringBuilder();
            long length = 0;
            int end = 0;
            while (matcher.find()) {
                piece.setLength(0);
                matcher.appendReplacement(piece, replacement);
                length += piece.length();
                end = matcher.end();
                if (length > most) {
                    throw new TooLong(pattern, most, text.length());
                }
            }
            length += text.length() - end;
            if (length > most) {
                throw new TooLong(pattern, most, text.length());
            }
            return (int) length;
        });
    }

    /**
     * Returns what lies between the places where the expression is found in {@code text}.
     *
     * @throws TooManySteps if that takes too long to say
     */
    public List<String> split(String text) {
        return bounded(text, matcher -> {
            List<String> pieces = new ArrayList<>();
            int end = 0;
            while (matcher.find()) {
                pieces.add(text.substring(end, matcher.start()));
                end = matcher.end();
            }
            pieces.add(text.substring(end));
            return pieces;
        });
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(Matcher matcher);
    }

    private <T> T bounded(String text, Question<T> question) {
        CountedText counted = new CountedText(text);
        try {
            return question.ask(pattern.matcher(counted));
        } catch (StackOverflowError e) {
            // A repeated group with alternatives makes Java's matcher call itself for each repetition.
            throw new TooManySteps(pattern, "stack than there is", text.length());
        }
    }

    private final class CountedText implements CharSequence {
        private final String text;
        private long left;

        CountedText(String text) {
            this.text = text;
            this.left = mostSteps(text.length());
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (--left < 0) {
                throw new TooManySteps(pattern, "than " + mostSteps(text.length()) + " steps", text.length());
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
