package org.crmlake.cli;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.cli.output.RowSink;
import org.crmlake.lake.LakeQuery;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** What {@link QueryCommand} does with Spark: loaded only when it runs. */
final class QueryRun {
    private static final int LONGEST_REASON = 300;

    private QueryRun() {}

    /** Runs the query and writes its rows as they come. */
    static void write(Invocation invocation, String sql) {
        Dataset<Row> result = LakeQuery.run(SparkSessions.open(invocation), invocation.tenant(), sql);
        // Nothing is written before the first row is known to come: a query that fails has no result. What needs no
        // rows to fail does so as
        // soon as they are asked for.
        write(invocation, explained(result::toLocalIterator), result.columns());
    }

    /** Writes rows of Spark under these names. */
    static void write(Invocation invocation, Iterator<Row> rows, String... columns) {
        boolean more = explained(rows::hasNext);
        try (RowSink sink = invocation.rows(columns)) {
            while (more) {
                sink.row(values(rows.next()));
                more = explained(rows::hasNext);
            }
        }
    }

    private static <T> T explained(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (Exception e) {
            for (Throwable link = e; link != null; link = link.getCause()) {
                if (link instanceof SparkThrowable cause && isTheStatementsFault(cause.getCondition())) {
                    String line = String.valueOf(link.getMessage())
                            .lines()
                            .findFirst()
                            .orElse("");
                    throw new CrmException(
                            Kind.USAGE,
                            "Cannot run query: " + Printable.of(line, LONGEST_REASON) + " Correct the statement.",
                            e);
                }
            }
            throw e;
        }
    }

    /** Spark names the values that an expression cannot take; what it calls internal or unnamed is no fault of the statement. */
    private static boolean isTheStatementsFault(String condition) {
        return condition != null
                && !condition.startsWith("INTERNAL")
                && !condition.startsWith("_LEGACY")
                && !condition.startsWith("FAILED_READ_FILE");
    }

    private static Object[] values(Row row) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row.get(i));
        }
        return values;
    }

    /** Returns a value of Spark as the one of Java that the output knows. */
    private static Object value(Object value) {
        if (value instanceof java.sql.Timestamp timestamp) {
            return timestamp.toInstant();
        }
        if (value instanceof Row row) {
            Map<String, Object> members = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                members.put(row.schema().fieldNames()[i], value(row.get(i)));
            }
            return members;
        }
        if (value instanceof scala.collection.Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            asJava(map).forEach((name, member) -> members.put(String.valueOf(value(name)), value(member)));
            return members;
        }
        if (value instanceof scala.collection.Seq<?> sequence) {
            Collection<?> elements = asJava(sequence);
            return elements.stream().map(QueryRun::value).toList();
        }
        return value;
    }
}
