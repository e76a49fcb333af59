package org.crmlake.ingest.mapping;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.ArrayInsert;
import org.apache.spark.sql.catalyst.expressions.ArrayRepeat;
import org.apache.spark.sql.catalyst.expressions.BinaryPad;
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
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.TextGuard.Check;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a record from taking all time or memory with functions that are no regular expressions. What says how often, how long or in
 * which form has to be written in the mapping; what takes the product of two lengths is held against a bound before it begins.
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

    private CostGuard() {}

    /** @throws UnfitExpression if one expression, as Spark understood it, lets a record say how much is to be done */
    static void check(Expression expression) throws UnfitExpression {
        List<Expression> children = CollectionConverters.asJava(expression.children());
        List<Integer> constants = CONSTANTS.getOrDefault(expression.getClass(), List.of());
        if (expression instanceof Sequence) {
            constants =
                    java.util.stream.IntStream.range(0, children.size()).boxed().toList();
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
            if (value instanceof Integer times && times > MOST_TIMES) {
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
    }

    /** Returns what is to see the text that {@code function} compares letter by letter with another. */
    static List<Check> checks(Expression function, StringType type) {
        return function instanceof Levenshtein
                ? List.of(new Check(
                        CostGuard.class,
                        "checkLengths",
                        List.of(function.children().apply(1))))
                : List.of();
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
