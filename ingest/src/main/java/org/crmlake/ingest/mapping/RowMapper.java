package org.crmlake.ingest.mapping;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.crmlake.ingest.mapping.CompiledMapping.CompiledEvent;
import scala.NotImplementedError;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Evaluates a compiled mapping on one row after the other, inside one task. An expression that fails on a row is reported with
 * its field and Spark's reason; the next row starts afresh. Whatever an expression throws is the fault of its row, even an error
 * that Java calls fatal, such as a stack that overflows: all but those that say something of the process. A lack of memory may be of
 * either; it is the row's if it comes again when the row is tried again, for what was asked for is free by then.
 */
public final class RowMapper {
    /** What one part of the mapping says of a row. */
    public sealed interface Outcome {
        /** The row has no such event, on purpose. */
        record None() implements Outcome {}

        /** The fields of the event, in the order of {@link EventField}; valid until the next row. */
        record Fields(InternalRow values) implements Outcome {}

        /** An expression failed. */
        record Failed(String reason) implements Outcome {}
    }

    private static final Outcome NONE = new Outcome.None();

    /** The reason of a record that this is the fault of. */
    public static final String NO_MEMORY = "it takes more memory than there is";

    private final Seq<Attribute> columns;
    private final UnsafeProjection filter;
    private final List<EventProjection> events;

    public RowMapper(CompiledMapping mapping) {
        this.columns = seq(mapping.columns());
        this.filter = mapping.filter() == null ? null : projection(List.of(mapping.filter()));
        this.events = mapping.events().stream().map(EventProjection::new).toList();
    }

    /** Returns how many events a row may stand for. */
    public int parts() {
        return events.size();
    }

    /** Returns {@code None} if the filter leaves the row out, {@code Failed} if it fails on the row, and null if the row stays. */
    public Outcome filtered(InternalRow row) {
        if (filter == null) {
            return null;
        }
        StepGuard.begin();
        try {
            return isTrue(filter, row) ? null : NONE;
        } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError | NotImplementedError e) {
            return new Outcome.Failed("filter: " + SparkMessage.of(e));
        }
    }

    /** Returns what event number {@code part} of the mapping is on this row. */
    public Outcome map(InternalRow row, int part) {
        StepGuard.begin();
        return events.get(part).map(row);
    }

    private final class EventProjection {
        private final UnsafeProjection condition;
        private final UnsafeProjection fields;
        private final List<Expression> expressions;
        /** One projection a field, made when a row first fails: they only serve to name the culprit. */
        private UnsafeProjection[] singleFields;

        EventProjection(CompiledEvent event) {
            this.condition = event.condition() == null ? null : projection(List.of(event.condition()));
            this.fields = projection(event.fields());
            this.expressions = event.fields();
        }

        Outcome map(InternalRow row) {
            try {
                if (condition != null && !isTrue(condition, row)) {
                    return NONE;
                }
            } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError | NotImplementedError e) {
                return new Outcome.Failed("when: " + SparkMessage.of(e));
            }
            try {
                return new Outcome.Fields(applied(fields, row));
            } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError | NotImplementedError e) {
                return new Outcome.Failed(failedField(row) + SparkMessage.of(e));
            }
        }

        /** The projection of all fields fails as a whole, so the culprit is looked for one by one. */
        private String failedField(InternalRow row) {
            if (singleFields == null) {
                singleFields = expressions.stream()
                        .map(expression -> projection(List.of(expression)))
                        .toArray(UnsafeProjection[]::new);
            }
            for (EventField field : EventField.values()) {
                StepGuard.begin();
                try {
                    applied(singleFields[field.ordinal()], row);
                } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError | NotImplementedError e) {
                    return field.text() + ": ";
                }
            }
            return "";
        }
    }

    private UnsafeProjection projection(List<Expression> expressions) {
        return UnsafeProjection.create(seq(expressions), columns);
    }

    private static InternalRow applied(UnsafeProjection projection, InternalRow row) {
        try {
            return projection.apply(row);
        } catch (OutOfMemoryError e) {
            return projection.apply(row);
        }
    }

    private static boolean isTrue(UnsafeProjection condition, InternalRow row) {
        InternalRow result = applied(condition, row);
        return !result.isNullAt(0) && result.getBoolean(0);
    }

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }
}
