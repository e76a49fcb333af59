package org.crmlake.ingest.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.ArrayBinaryLike;
import org.apache.spark.sql.catalyst.expressions.ArrayDistinct;
import org.apache.spark.sql.catalyst.expressions.ArraySize;
import org.apache.spark.sql.catalyst.expressions.ArraysOverlap;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetArrayItem;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Levenshtein;
import org.apache.spark.sql.catalyst.expressions.Size;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.catalyst.util.TypeUtils;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a record from taking all time with its arrays. Functions of arrays that compare each element with each other, and whatever a
 * lambda does over and over with a text, array or map, take the product of two lengths. Their steps are counted, one for each
 * pair, and in lambdas one for each byte and element of what is handed on; a record that takes more than {@value #MOST_STEPS} fails.
 */
public final class StepGuard {
    static final long MOST_STEPS = 20_000_000;
    /** Their steps do not depend on how long the array is. */
    private static final Set<Class<?>> AT_ONCE =
            Set.of(ArraySize.class, GetArrayItem.class, IsNotNull.class, IsNull.class, Size.class);

    /** What the record that this thread is at has taken. */
    private static final ThreadLocal<long[]> TAKEN = ThreadLocal.withInitial(() -> new long[1]);

    private StepGuard() {}

    /** Begins to count anew. */
    static void begin() {
        TAKEN.get()[0] = 0;
    }

    /** Returns {@code expression} with its steps counted. */
    static Expression guarded(Expression expression) {
        return guarded(expression, false);
    }

    private static Expression guarded(Expression expression, boolean isRepeated) {
        List<Expression> before = CollectionConverters.asJava(expression.children());
        List<Expression> children = new ArrayList<>(before);
        if (expression instanceof LambdaFunction) {
            // The others are its variables.
            children.set(0, counted(guarded(children.get(0), true)));
        } else {
            children.replaceAll(child -> guarded(child, isRepeated));
            if (comparesAll(expression)) {
                children.set(0, call("countPairs", children.toArray(Expression[]::new)));
            } else if (isRepeated && expression instanceof Levenshtein) {
                children.set(0, call("countTexts", children.get(0), children.get(1)));
            } else if (isRepeated && !AT_ONCE.contains(expression.getClass())) {
                children.replaceAll(StepGuard::counted);
            }
        }
        return children.equals(before)
                ? expression
                : (Expression) expression.withNewChildren(
                        CollectionConverters.asScala(children).toSeq());
    }

    /** Others hash their elements. */
    private static boolean comparesAll(Expression expression) {
        boolean isOfSets = expression instanceof ArrayDistinct
                || expression instanceof ArrayBinaryLike
                || expression instanceof ArraysOverlap;
        return isOfSets
                && expression.children().apply(0).dataType() instanceof ArrayType array
                && !TypeUtils.typeWithProperEquals(array.elementType());
    }

    private static Expression counted(Expression value) {
        DataType type = value.dataType();
        // Spark looks for the lambda itself, whose body counts for its own.
        if (value.foldable() || value instanceof LambdaFunction) {
            return value;
        } else if (type instanceof ArrayType) {
            return call("countElements", value);
        } else if (type instanceof MapType) {
            return call("countEntries", value);
        } else if (type instanceof StringType) {
            return call("countText", value);
        }
        return type instanceof BinaryType ? call("countBytes", value) : value;
    }

    /** Returns a call that returns its first argument, and null if one is null. */
    private static Expression call(String method, Expression... arguments) {
        return new StaticInvoke(
                StepGuard.class,
                arguments[0].dataType(),
                method,
                CollectionConverters.asScala(List.of(arguments)).toSeq(),
                CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq(),
                true,
                true,
                true,
                Option.empty());
    }

    /** Called by Spark for each record, as the others are: returns {@code array}, or throws if the record takes too many steps. */
    public static ArrayData countPairs(ArrayData array) {
        count((long) array.numElements() * array.numElements());
        return array;
    }

    /** As the other, for the pairs among the elements of both. */
    public static ArrayData countPairs(ArrayData left, ArrayData right) {
        long elements = (long) left.numElements() + right.numElements();
        count(elements * elements);
        return left;
    }

    /** As {@link #countPairs}, for texts that are compared letter by letter. */
    public static UTF8String countTexts(UTF8String left, UTF8String right) {
        count((long) left.numBytes() * right.numBytes());
        return left;
    }

    /** Counts the elements of {@code array}, and returns it or throws. */
    public static ArrayData countElements(ArrayData array) {
        count(array.numElements());
        return array;
    }

    /** Counts the entries of {@code map}, and returns it or throws. */
    public static MapData countEntries(MapData map) {
        count(map.numElements());
        return map;
    }

    /** Counts the bytes of {@code text}, and returns it or throws. */
    public static UTF8String countText(UTF8String text) {
        count(text.numBytes());
        return text;
    }

    /** Counts {@code bytes}, and returns them or throws. */
    public static byte[] countBytes(byte[] bytes) {
        count(bytes.length);
        return bytes;
    }

    private static void count(long steps) {
        long[] taken = TAKEN.get();
        taken[0] += 1 + steps;
        if (taken[0] > MOST_STEPS) {
            throw new IllegalArgumentException(
                    "the arrays and texts of the record are so long that it takes more than " + MOST_STEPS + " steps");
        }
    }
}
