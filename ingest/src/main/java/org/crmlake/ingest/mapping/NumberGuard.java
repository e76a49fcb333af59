package org.crmlake.ingest.mapping;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CsvToStructs;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.ToNumberBase;
import org.apache.spark.sql.catalyst.expressions.TryToNumber;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.TextGuard.Check;

/**
 * Keeps a record from holding a task with a number of many digits: to make a decimal of them takes the square of how many they are.
 * Doubles and whole numbers are read in one go, so these are not looked at.
 */
public final class NumberGuard {
    /** Characters of a text that is a number. Spark's reader of JSON has the same bound for numbers. */
    private static final int LONGEST = 1_000;
    /** Characters inside of a structure that may be a number: a list of numbers in one text is longer. */
    private static final int LONGEST_INSIDE = 10_000;

    private NumberGuard() {}

    /** Returns what is to see the text of which {@code function} makes decimals. */
    static List<Check> checks(Expression function, StringType type) {
        if (function instanceof Cast cast && isDecimal(cast.dataType())) {
            return List.of(check(cast.evalMode() == EvalMode.TRY() ? "nullIfLongNumber" : "checkNumber"));
        } else if (function instanceof ToNumberBase) {
            return List.of(check(function instanceof TryToNumber ? "nullIfLong" : "checkLength"));
        } else if (readsStructures(function)) {
            return List.of(check("checkInside"));
        }
        return List.of();
    }

    private static Check check(String method) {
        return new Check(NumberGuard.class, method, List.of());
    }

    private static boolean readsStructures(Expression function) {
        if (function instanceof JsonToStructs || function instanceof CsvToStructs) {
            return hasDecimals(function.dataType());
        }
        return function instanceof StaticInvoke call && call.functionName().equals("parseJson");
    }

    /** Returns whether {@code cast} makes decimals of texts that are inside of something, where none can be looked at first. */
    static boolean readsInside(Cast cast) {
        DataType from = cast.child().dataType();
        return !(from instanceof StringType)
                && hasDecimals(cast.dataType())
                && from.existsRecursively(part -> part instanceof StringType);
    }

    /** Returns whether values of {@code type} are or hold decimals. */
    public static boolean hasDecimals(DataType type) {
        return type.existsRecursively(NumberGuard::isDecimal);
    }

    private static boolean isDecimal(DataType type) {
        return type instanceof DecimalType;
    }

    /** Called by Spark for each record, as the others are: returns {@code text}, or throws if it is a number of too many digits. */
    public static UTF8String checkNumber(UTF8String text) {
        int length = lengthOfNumber(text);
        if (length > LONGEST) {
            throw new IllegalArgumentException(tooLong(length, LONGEST));
        }
        return text;
    }

    /** As {@link #checkNumber}, for casts that make null of what they cannot read. */
    public static UTF8String nullIfLongNumber(UTF8String text) {
        return lengthOfNumber(text) > LONGEST ? null : text;
    }

    private static int lengthOfNumber(UTF8String text) {
        if (text == null || text.numBytes() <= LONGEST) {
            return 0;
        }
        String number = text.toString().strip();
        return number.chars().allMatch(NumberGuard::isNumeral) ? number.length() : 0;
    }

    /** Returns {@code text}, or throws if no format of a number is as long. */
    public static UTF8String checkLength(UTF8String text) {
        if (text != null && text.numBytes() > LONGEST) {
            throw new IllegalArgumentException(tooLong(text.numChars(), LONGEST));
        }
        return text;
    }

    /** As {@link #checkLength}, for what makes null of what it cannot read. */
    public static UTF8String nullIfLong(UTF8String text) {
        return text != null && text.numBytes() > LONGEST ? null : text;
    }

    /** Returns {@code text}, of JSON or CSV, or throws if one of its values may be a number of too many digits. */
    public static UTF8String checkInside(UTF8String text) {
        String problem = text == null ? null : problemInside(text.toString());
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return text;
    }

    /** Returns why no decimals can be read out of {@code text}, of JSON or CSV, or null. */
    public static String problemInside(String text) {
        int longest = 0;
        int length = 0;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Digits in quotes may be escaped, and have commas between them.
            boolean isPart = isNumeral(c) || (quote != 0 && (c == ',' || c == '\\' || c == 'u'));
            length = isPart ? length + 1 : 0;
            longest = Math.max(longest, length);
            if (c == '\\' && quote != 0 && i + 1 < text.length() && text.charAt(i + 1) == quote) {
                i++;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            }
        }
        return longest > LONGEST_INSIDE ? tooLong(longest, LONGEST_INSIDE) : null;
    }

    private static boolean isNumeral(int c) {
        return Character.isDigit(c) || c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E';
    }

    private static String tooLong(int length, int most) {
        return "a number of " + length + " characters is longer than " + most;
    }
}
