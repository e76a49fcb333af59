package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.mapping.RowMapper.Outcome;

/**
 * Rows of texts, and mappings of them.
 *
 * @param columns all of texts
 */
record MappedRows(SparkSession spark, StructType columns) {
    static MappedRows of(SparkSession spark, String... columns) {
        StructType type = new StructType();
        for (String column : columns) {
            type = type.add(column, DataTypes.StringType);
        }
        return new MappedRows(spark, type);
    }

    /** Returns a mapping whose events are Ann's, at one time. */
    RowMapper mapper(String filter) {
        return mapper(
                filter,
                Map.of(EventField.CUSTOMER_KEY, "'ann'", EventField.EVENT_TIME, "timestamp '2026-01-31 12:00:00'"),
                null);
    }

    RowMapper mapper(String filter, Map<EventField, String> fields, String when) {
        Mapping mapping =
                new Mapping("shop", SourceFormat.CSV, Map.of(), null, filter, List.of(new EventTemplate(fields, when)));
        return new RowMapper(MappingCompiler.compile(spark, "shop", mapping, columns));
    }

    static InternalRow row(String... values) {
        Object[] row = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            row[i] = UTF8String.fromString(values[i]);
        }
        return new GenericInternalRow(row);
    }

    static InternalRow fields(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Fields.class);
        return ((Outcome.Fields) outcome).values();
    }
}
