package org.crmlake.ingest.mapping;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.TextGuard.Check;
import org.crmlake.model.Printable;

/**
 * Keeps a record from meaning another moment tomorrow. Spark takes a time of day, such as {@code 12:30} or {@code T7:05}, for one of the
 * day on which it casts it, so the same record would be another event each day. Before a text is cast to a timestamp, it is looked at,
 * and the record fails if it is such a time; all else is left to Spark.
 */
public final class MomentGuard {
    private static final Pattern TIME_OF_DAY = Pattern.compile("[\\s\\p{Cntrl}]*(T\\d|\\d{1,2}:).*", Pattern.DOTALL);

    private MomentGuard() {}

    /** Returns what is to see the text that {@code function} casts to a timestamp. */
    static List<Check> checks(Expression function, StringType type) {
        if (!(function instanceof Cast cast) || !isTimestamp(cast.dataType())) {
            return List.of();
        }
        boolean isStrict = cast.evalMode().toString().equals("ANSI");
        return List.of(new Check(MomentGuard.class, isStrict ? "checkDated" : "nullIfTimeOfDay", List.of()));
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
