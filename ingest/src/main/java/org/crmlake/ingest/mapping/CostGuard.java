package org.crmlake.ingest.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.ArrayInsert;
import org.apache.spark.sql.catalyst.expressions.ArrayRepeat;
import org.apache.spark.sql.catalyst.expressions.BinaryPad;
import org.apache.spark.sql.catalyst.expressions.Contains;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FormatNumber;
import org.apache.spark.sql.catalyst.expressions.FormatString;
import org.apache.spark.sql.catalyst.expressions.Levenshtein;
import org.apache.spark.sql.catalyst.expressions.ParseUrl;
import org.apache.spark.sql.catalyst.expressions.Sequence;
import org.apache.spark.sql.catalyst.expressions.StringInstr;
import org.apache.spark.sql.catalyst.expressions.StringLPad;
import org.apache.spark.sql.catalyst.expressions.StringLocate;
import org.apache.spark.sql.catalyst.expressions.StringRPad;
import org.apache.spark.sql.catalyst.expressions.StringRepeat;
import org.apache.spark.sql.catalyst.expressions.StringReplace;
import org.apache.spark.sql.catalyst.expressions.StringSpace;
import org.apache.spark.sql.catalyst.expressions.StringSplitSQL;
import org.apache.spark.sql.catalyst.expressions.StringTrim;
import org.apache.spark.sql.catalyst.expressions.StringTrimLeft;
import org.apache.spark.sql.catalyst.expressions.StringTrimRight;
import org.apache.spark.sql.catalyst.expressions.SubstringIndex;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DatetimeType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.TextGuard.Check;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a record from taking all time or memory with functions that are no regular expressions. What says how often, how long or in
 * which form has to be written in the mapping; what takes or makes a product of lengths is held against a bound before it begins.
 */
public final class CostGuard {
    /** Which children have to be constants. */
    private static final Map<Class<?>, List<Integer>> CONSTANTS = Map.of(
            StringRepeat.class, List.of(1),
            ArrayRepeat.class, List.of(1),
            StringSpace.class, List.of(0),
            StringLPad.class, List.of(1),
            StringRPad.class, List.of(1),
            BinaryPad.class, List.of(1),
            ArrayInsert.class, List.of(1),
            FormatNumber.class, List.of(1),
            FormatString.class, List.of(0),
            StringReplace.class, List.of(2));

    private static final int MOST_TIMES = 10_000;
    /** Spark puts the key of a query into a regular expression as it stands. */
    private static final Pattern PLAIN_KEY = Pattern.compile("[\\w%~-]*");

    private static final long MOST_CELLS = 20_000_000;
    /** Searches compare many bytes at once, and seldom all. */
    private static final long MOST_SEARCHED = 1_000_000_000;

    /** They look for one of two texts in the other, at each of its places. */
    private static final Set<Class<?>> SEARCHES = Set.of(
            Contains.class,
            StringInstr.class,
            StringLocate.class,
            StringReplace.class,
            StringSplitSQL.class,
            SubstringIndex.class);

    /** They look for each character of one text in the other. */
    private static final Set<Class<?>> TRIMS = Set.of(StringTrim.class, StringTrimLeft.class, StringTrimRight.class);

    /** Bytes of a text that a function multiplies: as many as the longest record that is looked at may have. */
    static final int MOST_MADE = 16 << 20;

    private static final long MICROS_OF_DAY = Duration.ofDays(1).toNanos() / 1000;
    private static final int SHORTEST_MONTH = 28;

    private CostGuard() {}

    /** @throws UnfitExpression if one expression, as Spark understood it, lets a record say how much is to be done */
    static void check(Expression expression) throws UnfitExpression {
        List<Expression> children = CollectionConverters.asJava(expression.children());
        List<Integer> constants = CONSTANTS.getOrDefault(expression.getClass(), List.of());
        if (expression instanceof Sequence) {
            constants = IntStream.range(0, children.size()).boxed().toList();
        } else if (expression instanceof ParseUrl) {
            constants = children.size() > 2 ? List.of(2) : List.of();
        }
        for (int i : constants) {
            Expression child = children.get(i);
            if (!child.foldable()) {
                throw new UnfitExpression("argument " + (i + 1) + " of " + expression.prettyName()
                        + " comes from the record, which could take all memory or time with it. Write it out");
            }
            Object value = child.eval(InternalRow.empty());
            if (!(expression instanceof Sequence) && value instanceof Integer times && times > MOST_TIMES) {
                throw new UnfitExpression("argument " + (i + 1) + " of " + expression.prettyName() + " is " + times
                        + ", more than " + MOST_TIMES);
            }
            if (expression instanceof ParseUrl
                    && value != null
                    && !PLAIN_KEY.matcher(value.toString()).matches()) {
                throw new UnfitExpression("the key of " + expression.prettyName()
                        + " has other characters than letters, digits and _ % ~ -");
            }
        }
        if (expression instanceof Sequence && length(children) > MOST_TIMES) {
            throw new UnfitExpression(
                    expression.prettyName() + " makes " + length(children) + " values, more than " + MOST_TIMES);
        }
    }

    /** Returns how many values a sequence of constants has at most, without making it; 0 if it has none or Spark refuses it. */
    private static long length(List<Expression> fromToStep) {
        List<Object> values = fromToStep.stream()
                .map(child -> child.eval(InternalRow.empty()))
                .toList();
        if (!(values.get(0) instanceof Number from) || !(values.get(1) instanceof Number to)) {
            return 0;
        }
        double distance = Math.abs((double) to.longValue() - from.longValue());
        DataType type = fromToStep.get(0).dataType();
        boolean isMoment = type instanceof DatetimeType;
        if (type.equals(DataTypes.DateType)) {
            distance *= MICROS_OF_DAY;
        }
        double step = values.size() < 3
                ? isMoment ? MICROS_OF_DAY : 1
                : step(values.get(2), fromToStep.get(2).dataType(), isMoment);
        return step == 0 ? 0 : (long) (distance / Math.abs(step)) + 1;
    }

    /** Returns the step, of moments the microseconds that it has at least. */
    private static double step(Object step, DataType type, boolean isMoment) {
        if (step instanceof CalendarInterval interval) {
            return ((double) interval.months * SHORTEST_MONTH + interval.days) * MICROS_OF_DAY + interval.microseconds;
        }
        if (!(step instanceof Number number)) {
            return 0;
        }
        return isMoment && type instanceof YearMonthIntervalType
                ? (double) number.longValue() * SHORTEST_MONTH * MICROS_OF_DAY
                : number.longValue();
    }

    /** Returns what is to see the text that {@code function} multiplies, or compares letter by letter with another. */
    static List<Check> checks(Expression function, StringType type) {
        List<Check> checks = new ArrayList<>();
        if (function instanceof Levenshtein) {
            checks.add(check("checkLengths", function, 1));
        } else if (function instanceof StringRepeat || function instanceof ArrayRepeat) {
            checks.add(check("checkRepeated", function, 1));
        } else if (ofTwo(function, SEARCHES)) {
            checks.add(check("checkSearched", function, 1));
        } else if (ofTwo(function, TRIMS)) {
            checks.add(check("checkTrimmed", function, 1));
        }
        if (function instanceof StringReplace) {
            checks.add(check("checkReplaced", function, 1, 2));
        }
        return checks;
    }

    /** Whether it is one of these, and both its texts come from the record. */
    private static boolean ofTwo(Expression function, Set<Class<?>> functions) {
        return functions.contains(function.getClass())
                && function.children().size() > 1
                && !function.children().apply(0).foldable()
                && !function.children().apply(1).foldable();
    }

    private static Check check(String method, Expression function, int... more) {
        return new Check(
                CostGuard.class,
                method,
                IntStream.of(more)
                        .mapToObj(i -> (Expression) function.children().apply(i))
                        .toList());
    }

    /** Called by Spark for each record: returns {@code text}, or throws if it becomes too long when it is repeated. */
    public static UTF8String checkRepeated(UTF8String text, int times) {
        if (text != null && (long) text.numBytes() * times > MOST_MADE) {
            throw new IllegalArgumentException("a text of " + text.numBytes() + " bytes, " + times
                    + " times, is more than " + MOST_MADE + " bytes");
        }
        return text;
    }

    /** Called by Spark for each record: returns {@code text}, or throws if it becomes too long with {@code search} replaced in it. */
    public static UTF8String checkReplaced(UTF8String text, UTF8String search, UTF8String replacement) {
        if (text != null && search != null && replacement != null && search.numBytes() > 0) {
            long more = (long) replacement.numBytes() - search.numBytes();
            long most = text.numBytes() + more * (text.numBytes() / search.numBytes());
            if (most > MOST_MADE && text.numBytes() + more * count(text, search) > MOST_MADE) {
                throw new IllegalArgumentException("to replace " + search.numBytes() + " bytes by "
                        + replacement.numBytes() + " makes more than " + MOST_MADE + " bytes of a text of "
                        + text.numBytes());
            }
        }
        return text;
    }

    /** Returns how often one text is in the other, in whatever case: a collation may leave that out of account. */
    private static long count(UTF8String text, UTF8String search) {
        String all = text.toLowerCase().toString();
        String one = search.toLowerCase().toString();
        long count = 0;
        for (int at = all.indexOf(one); at >= 0; at = all.indexOf(one, at + one.length())) {
            count++;
        }
        return count;
    }

    /** Called by Spark for each record: returns {@code one}, or throws if it takes too long to look for it in the other or the other in it. */
    public static UTF8String checkSearched(UTF8String one, UTF8String other) {
        return product(one, other, MOST_SEARCHED);
    }

    /** Called by Spark for each record: returns {@code text}, or throws if it takes too long to look for its characters in the other. */
    public static UTF8String checkTrimmed(UTF8String text, UTF8String characters) {
        return product(text, characters, MOST_CELLS);
    }

    private static UTF8String product(UTF8String one, UTF8String other, long most) {
        if (one != null && other != null && (long) one.numBytes() * other.numBytes() > most) {
            throw new IllegalArgumentException("to search texts of " + one.numBytes() + " and " + other.numBytes()
                    + " bytes for each other takes more than " + most + " steps");
        }
        return one;
    }

    /** Called by Spark for each record: returns {@code left}, or throws if it takes too long to compare it with {@code right}. */
    public static UTF8String checkLengths(UTF8String left, UTF8String right) {
        if (left != null && right != null && (long) left.numChars() * right.numChars() > MOST_CELLS) {
            throw new IllegalArgumentException("levenshtein of texts of " + left.numChars() + " and " + right.numChars()
                    + " characters takes more than " + MOST_CELLS + " steps");
        }
        return left;
    }
}
