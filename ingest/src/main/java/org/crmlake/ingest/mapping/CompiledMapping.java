package org.crmlake.ingest.mapping;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;

/**
 * A mapping whose expressions Spark has resolved against the columns of the input, ready to be sent to tasks.
 *
 * @param columns the input's columns
 * @param filter the resolved filter, or null
 * @param events the resolved events, in the order of the mapping
 */
public record CompiledMapping(List<Attribute> columns, Expression filter, List<CompiledEvent> events)
        implements Serializable {

    /**
     * One event of a compiled mapping.
     *
     * @param condition the resolved condition, or null
     * @param fields one expression a field, in the order of {@link EventField}; null literals for fields not filled
     */
    public record CompiledEvent(Expression condition, List<Expression> fields) implements Serializable {
        public CompiledEvent {
            requireNonNull(fields, "fields is null");
        }
    }
}
