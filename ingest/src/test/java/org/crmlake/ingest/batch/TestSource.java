package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;

import java.util.List;
import org.apache.spark.sql.Row;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.BatchReport;

/** A source of one test, of a tenant that tests may share: its mapping, and what the lake holds of it. */
record TestSource(TestTenant tenant, String name) {
    /** A purchase of the columns id, day and spent. */
    static final String FIELDS = """
            fields:
              customer_key: "concat('shop:', id)"
              name: "'Order Completed'"
              event_time: "cast(day as timestamp)"
              amount: "cast(spent as decimal(18,4))"
            """;

    /** The mapping of this source: its format, and what else the file says. */
    Mapping mapping(String format, String rest) {
        return MappingFile.parse("test", "source: " + name + "\nformat: " + format + "\n" + rest);
    }

    List<String> events() {
        return tenant.events().stream()
                .filter(event -> event.getAs(EventsTable.SOURCE).equals(name))
                .map(event -> event.getAs(EventsTable.CUSTOMER_KEY) + " " + event.getAs(EventsTable.NAME) + " "
                        + event.getAs(EventsTable.AMOUNT))
                .sorted()
                .toList();
    }

    List<Row> deadLetters() {
        return tenant.lake()
                .read(DeadLettersTable.TABLE)
                .where(col(DeadLettersTable.SOURCE).equalTo(name))
                .orderBy(DeadLettersTable.POSITION, DeadLettersTable.PART)
                .collectAsList();
    }

    /** What the report says of the records: read, accepted, rejected, filtered, duplicates. */
    static List<Long> counts(BatchReport report) {
        return List.of(report.read(), report.accepted(), report.rejected(), report.filtered(), report.duplicates());
    }
}
