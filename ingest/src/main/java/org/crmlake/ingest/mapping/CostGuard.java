package org.crmlake.ingest.mapping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.ArrayInsert;
import org.apache.spark.sql.catalyst.expressions.ArrayRepeat;
import org.apache.spark.sql.catalyst.expressions.BinaryPad;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FormatNumber;
import org.apache.spark.sql.catalyst.expressions.FormatString;
import org.apache.spark.sql.catalyst.expressions.Levenshtein;
import org.apache.spark.sql.catalyst.expressions.ParseUrl;
import org.apache.spark.sql.catalyst.expressions.Sequence;
import org.apache.spark.sql.catalyst.expressions.StringLPad;
import org.apache.spark.sql.catalyst.expressions.StringRPad;
import org.apache.spark.sql.catalyst.expressions.StringRepeat;
import org.apache.spark.sql.catalyst.expressions.StringReplace;
import org.apache.spark.sql.catalyst.expressions.StringSpace;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DatetimeType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
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
    /** Bytes of a text that a function multiplies: as many as the longest record that is looked at may have. */
    static final int MOST_MADE = 16 << 20;

    /** Java takes the square of their number to read them; JSON has no longer numbers either. */
    private static final int MOST_DIGITS = 1_000;

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

    /** Returns {@code expression} with all texts guarded that it multiplies, compares letter by letter with each other, or reads as decimals. */
    static Expression guarded(Expression expression) {
        List<Expression> before = CollectionConverters.asJava(expression.children());
        List<Expression> children =
                new ArrayList<>(before.stream().map(CostGuard::guarded).toList());
        if (!children.isEmpty() && children.get(0).dataType() instanceof StringType type) {
            if (expression instanceof Cast cast && cast.dataType() instanceof DecimalType) {
                boolean isStrict = cast.evalMode().toString().equals("ANSI");
                children.set(0, checked(isStrict ? "checkDigits" : "nullIfTooLong", type, children.get(0)));
            } else if (expression instanceof Levenshtein) {
                children.set(0, checked("checkLengths", type, children.get(0), children.get(1)));
            } else if (expression instanceof StringRepeat || expression instanceof ArrayRepeat) {
                children.set(0, checked("checkRepeated", type, children.get(0), children.get(1)));
            }
        }
        return children.equals(before)
                ? expression
                : (Expression) expression.withNewChildren(
                        CollectionConverters.asScala(children).toSeq());
    }

    private static Expression checked(String method, StringType type, Expression... arguments) {
        return new StaticInvoke(
                CostGuard.class,
                type,
                method,
                CollectionConverters.asScala(List.of(arguments)).toSeq(),
                CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
                false,
                true,
                true,
                Option.empty());
    }

    /** Called by Spark for each record: returns {@code text}, or throws if to read its digits takes too long. */
    public static UTF8String checkDigits(UTF8String text) {
        if (text != null && text.numBytes() > MOST_DIGITS && text.trimAll().numBytes() > MOST_DIGITS) {
            throw new IllegalArgumentException("a text of " + text.numBytes() + " bytes is too long for a number");
        }
        return text;
    }

    /** As {@link #checkDigits}, for casts that make null of what they cannot read. */
    public static UTF8String nullIfTooLong(UTF8String text) {
        return text != null && text.numBytes() > MOST_DIGITS && text.trimAll().numBytes() > MOST_DIGITS ? null : text;
    }

    /** Called by Spark for each record: returns {@code text}, or throws if it becomes too long when it is repeated. */
    public static UTF8String checkRepeated(UTF8String text, int times) {
        if (text != null && (long) text.numBytes() * times > MOST_MADE) {
            throw new IllegalArgumentException("a text of " + text.numBytes() + " bytes, " + times
                    + " times, is more than " + MOST_MADE + " bytes");
        }
        return text;
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
