package org.crmlake.ingest.mapping;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.model.Printable;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Keeps a record from meaning another moment tomorrow. Spark takes a time of day, such as {@code 12:30} or {@code T7:05}, for one of the
 * day on which it casts it, so the same record would be another event each day. Before a text is cast to a timestamp, it is looked at,
 * and the record fails if it is such a time; all else is left to Spark.
 */
public final class MomentGuard {
    private static final Pattern TIME_OF_DAY = Pattern.compile("[\\s\\p{Cntrl}]*(T\\d|\\d{1,2}:).*", Pattern.DOTALL);

    private MomentGuard() {}

    /** Returns {@code expression} with all texts guarded that it casts to timestamps. */
    static Expression guarded(Expression expression) {
        List<Expression> before = CollectionConverters.asJava(expression.children());
        List<Expression> children =
                new ArrayList<>(before.stream().map(MomentGuard::guarded).toList());
        if (expression instanceof Cast cast
                && isTimestamp(cast.dataType())
                && cast.child().dataType() instanceof StringType type) {
            boolean isStrict = cast.evalMode().toString().equals("ANSI");
            children.set(
                    0,
                    new StaticInvoke(
                            MomentGuard.class,
                            type,
                            isStrict ? "checkDated" : "nullIfTimeOfDay",
                            CollectionConverters.asScala(List.of(children.get(0)))
                                    .toSeq(),
                            CollectionConverters.asScala(List.<org.apache.spark.sql.types.AbstractDataType>of())
                                    .toSeq(),
                            true,
                            true,
                            true,
                            Option.empty()));
        }
        return children.equals(before)
                ? expression
                : (Expression) expression.withNewChildren(
                        CollectionConverters.asScala(children).toSeq());
    }

    private static boolean isTimestamp(DataType type) {
        return type.equals(DataTypes.TimestampType) || type.equals(DataTypes.TimestampNTZType);
    }

    /** Called by Spark for each record: returns {@code text}, or throws if it is a time of day. */
    public static UTF8String checkDated(UTF8String text) {
        if (isTimeOfDay(text)) {
            throw new IllegalArgumentException("the time '" + Printable.of(text.toString())
                    + "' has no date: the same record would be of another day tomorrow");
        }
        return text;
    }

    /** As {@link #checkDated}, for casts that make null of what they cannot read. */
    public static UTF8String nullIfTimeOfDay(UTF8String text) {
        return isTimeOfDay(text) ? null : text;
    }

    private static boolean isTimeOfDay(UTF8String text) {
        return text != null && TIME_OF_DAY.matcher(text.toString()).matches();
    }
}
