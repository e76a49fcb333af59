package org.crmlake.ingest.batch;

import static org.crmlake.ingest.batch.TimelineCells.KIND;
import static org.crmlake.ingest.batch.TimelineCells.NAME;
import static org.crmlake.ingest.batch.TimelineCells.PROPERTIES;
import static org.crmlake.ingest.batch.TimelineCells.ROW_KEY;
import static org.crmlake.ingest.batch.TimelineCells.SOURCE;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.hbase.NewestStatements;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Consents;
import org.crmlake.model.segment.EventField;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.Statement;

/**
 * Picks the traits and consents out of the events that a task writes into the timeline, and brings them into the profiles. Most
 * events say nothing of the kind and cost a comparison of their kind; nobody is connected to before there is something to write.
 */
final class StatementSink implements AutoCloseable {
    private static final UTF8String IDENTIFY = UTF8String.fromString(EventKind.IDENTIFY.text());
    private static final UTF8String TRACK = UTF8String.fromString(EventKind.TRACK.text());

    /** Compared as they are: a text made of every name would be most of the cost. */
    private static final List<UTF8String> OF_CONSENT =
            Consents.EVENTS.names().stream().map(UTF8String::fromString).toList();

    /** Some tens of megabytes. */
    private static final int MOST_HELD = 100_000;

    private final Configuration conf;
    private final Tenant tenant;
    private final NewestStatements held = new NewestStatements();
    private ProfileStore store;

    StatementSink(Configuration conf, Tenant tenant) {
        this.conf = conf;
        this.tenant = tenant;
    }

    /** Looks at a row with the columns of {@link TimelineCells#COLUMNS}. */
    void look(InternalRow row) {
        if (says(row)) {
            hold(row, row.getUTF8String(KIND).equals(IDENTIFY) ? EventKind.IDENTIFY : EventKind.TRACK);
        }
    }

    /** Returns whether a row may say something of its customer. */
    static boolean says(InternalRow row) {
        UTF8String kind = row.getUTF8String(KIND);
        return kind.equals(IDENTIFY)
                || (kind.equals(TRACK) && !row.isNullAt(NAME) && OF_CONSENT.contains(row.getUTF8String(NAME)));
    }

    /** Writes what is held. */
    void flush() {
        if (held.size() > 0) {
            if (store == null) {
                store = ProfileStore.open(conf, tenant);
            }
            store.putStatements(held);
            held.clear();
        }
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
    }

    private void hold(InternalRow row, EventKind kind) {
        TimelineRowKey key = TimelineRowKey.parse(row.getBinary(ROW_KEY));
        CustomerKey customer = new CustomerKey(key.customerKey());
        Occurrence event = new Occurrence(
                Instant.EPOCH.plus(key.eventTimeMicros(), ChronoUnit.MICROS),
                key.eventId(),
                kind,
                row.isNullAt(NAME) ? null : row.getUTF8String(NAME).toString(),
                fields(row));
        Statement.of(event).forEach(statement -> held.add(customer, statement));
        if (held.size() >= MOST_HELD) {
            flush();
        }
    }

    private static Map<String, String> fields(InternalRow row) {
        Map<String, String> fields = new HashMap<>();
        fields.put(EventField.SOURCE, row.getUTF8String(SOURCE).toString());
        MapData properties = row.getMap(PROPERTIES);
        ArrayData names = properties.keyArray();
        ArrayData values = properties.valueArray();
        for (int i = 0; i < properties.numElements(); i++) {
            fields.put(
                    EventField.PROPERTIES + names.getUTF8String(i),
                    values.getUTF8String(i).toString());
        }
        return fields;
    }
}
