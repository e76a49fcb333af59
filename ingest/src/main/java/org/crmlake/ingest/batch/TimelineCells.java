package org.crmlake.ingest.batch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.crmlake.hbase.EventCellEncoder;
import org.crmlake.hbase.EventCells;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventKind;

/** Makes timeline cells of Spark's own rows, without an object for each field. One a task. */
final class TimelineCells {
    /** The columns that a row must have, in this order. */
    static final List<String> COLUMNS = List.of(
            Candidates.ROW_KEY,
            EventsTable.EVENT_TIME,
            EventsTable.KIND,
            EventsTable.NAME,
            EventsTable.USER_ID,
            EventsTable.ANONYMOUS_ID,
            EventsTable.RECEIVED_AT,
            EventsTable.SOURCE,
            EventsTable.CHANNEL,
            EventsTable.CAMPAIGN_ID,
            EventsTable.AMOUNT,
            EventsTable.CURRENCY,
            EventsTable.PROPERTIES,
            EventsTable.CONTEXT,
            EventsTable.CLOCK_SUSPECT);

    /** Where some of them are. */
    static final int ROW_KEY = 0;

    static final int KIND = 2;
    static final int NAME = 3;
    static final int SOURCE = 7;
    static final int PROPERTIES = 12;

    private final byte[] batchId;
    private final EventCellEncoder encoder = new EventCellEncoder();

    TimelineCells(String batchId) {
        this.batchId = batchId.getBytes(StandardCharsets.UTF_8);
    }

    TimelineCell of(InternalRow row) {
        encoder.start()
                .kind(EventKind.valueOf(row.getUTF8String(KIND).toString().toUpperCase(Locale.ROOT)))
                .name(text(row, NAME))
                .userId(text(row, 4))
                .anonymousId(text(row, 5));
        if (row.isNullAt(6)) {
            encoder.noReceivedAt();
        } else {
            encoder.receivedAt(row.getLong(6));
        }
        encoder.source(text(row, SOURCE)).channel(text(row, 8)).campaignId(text(row, 9));
        if (row.isNullAt(10)) {
            encoder.noAmount();
        } else {
            encoder.amount(row.getDecimal(10, 18, 4).toUnscaledLong());
        }
        encoder.currency(text(row, 11));
        MapData properties = row.getMap(PROPERTIES);
        encoder.properties(texts(properties.keyArray()), texts(properties.valueArray()));
        MapData context = row.getMap(13);
        encoder.context(texts(context.keyArray()), texts(context.valueArray()));
        encoder.clockSuspect(row.getBoolean(14)).batchId(batchId);
        return new TimelineCell(row.getBinary(ROW_KEY), EventCells.timestamp(row.getLong(1)), encoder.value());
    }

    private static byte[] text(InternalRow row, int column) {
        return row.isNullAt(column) ? null : row.getUTF8String(column).getBytes();
    }

    private static byte[][] texts(ArrayData array) {
        byte[][] texts = new byte[array.numElements()][];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = array.getUTF8String(i).getBytes();
        }
        return texts;
    }
}
