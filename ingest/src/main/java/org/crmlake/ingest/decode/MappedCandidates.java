package org.crmlake.ingest.decode;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.crmlake.ingest.mapping.CompiledMapping;
import org.crmlake.ingest.mapping.EventField;
import org.crmlake.ingest.mapping.RowMapper;
import org.crmlake.model.Rejection;
import org.crmlake.model.Rejection.Stage;

/** Rows of {@link DecodedRows} as candidates, by a mapping, in one task. */
public final class MappedCandidates implements Iterator<InternalRow> {
    private final Iterator<InternalRow> rows;
    private final int columns;
    private final RowMapper mapper;
    private final CandidateWriter writer;
    private final EventDraft draft = new EventDraft();
    private final Queue<InternalRow> ready = new ArrayDeque<>();

    public MappedCandidates(Iterator<InternalRow> rows, CompiledMapping mapping, DecodeSettings settings) {
        this.rows = rows;
        this.columns = mapping.columns().size();
        this.mapper = new RowMapper(mapping);
        this.writer = new CandidateWriter(settings);
    }

    @Override
    public boolean hasNext() {
        return !ready.isEmpty() || rows.hasNext();
    }

    @Override
    public InternalRow next() {
        if (ready.isEmpty()) {
            convert(rows.next());
        }
        return ready.remove();
    }

    private void convert(InternalRow row) {
        RecordPosition at = new RecordPosition(row.getInt(DecodedRows.FILE), row.getLong(DecodedRows.POSITION), 0);
        byte[] payload = row.getBinary(DecodedRows.PAYLOAD);
        byte[] earlier = row.numFields() > DecodedRows.EARLIER ? row.getBinary(DecodedRows.EARLIER) : null;
        if (!row.isNullAt(DecodedRows.PROBLEM)) {
            String problem = row.getUTF8String(DecodedRows.PROBLEM).toString();
            ready.add(writer.rejected(at, payload, earlier, new Rejection(Stage.DECODE, problem)));
            return;
        }
        if (row.isNullAt(DecodedRows.VALUES)) {
            // A blank line, or what the reader's own options leave out as a comment.
            ready.add(writer.filtered(at));
            return;
        }
        InternalRow values = row.getStruct(DecodedRows.VALUES, columns);
        RowMapper.Outcome filtered = mapper.filtered(values);
        if (filtered instanceof RowMapper.Outcome.Failed failed) {
            ready.add(writer.rejected(at, payload, earlier, new Rejection(Stage.FILTER, failed.reason())));
        } else if (filtered != null) {
            ready.add(writer.filtered(at));
        } else {
            events(values, at, payload, earlier);
        }
    }

    private void events(InternalRow values, RecordPosition row, byte[] payload, byte[] earlier) {
        for (int part = 0; part < mapper.parts(); part++) {
            RecordPosition at = new RecordPosition(row.file(), row.position(), part);
            RowMapper.Outcome outcome = mapper.map(values, part);
            if (outcome instanceof RowMapper.Outcome.Fields fields) {
                ready.add(event(fields.values(), at, payload, earlier));
            } else if (outcome instanceof RowMapper.Outcome.Failed failed) {
                ready.add(writer.rejected(at, payload, earlier, new Rejection(Stage.MAP, failed.reason())));
            }
        }
        if (ready.isEmpty()) {
            // A row for which no event's condition holds is left out on purpose.
            ready.add(writer.filtered(row));
        }
    }

    /** What fits as Spark has it may be too much once more. */
    private InternalRow event(InternalRow values, RecordPosition at, byte[] payload, byte[] earlier) {
        try {
            fill(values);
            return writer.event(at, payload, earlier, draft);
        } catch (OutOfMemoryError e) {
            draft.clear();
            return writer.rejected(at, payload, earlier, new Rejection(Stage.MAP, RowMapper.NO_MEMORY));
        }
    }

    private void fill(InternalRow values) {
        draft.clear();
        draft.eventId = text(values, EventField.EVENT_ID);
        draft.naturalKey = text(values, EventField.NATURAL_KEY);
        draft.kind = text(values, EventField.KIND);
        draft.name = text(values, EventField.NAME);
        draft.customerKey = text(values, EventField.CUSTOMER_KEY);
        draft.userId = text(values, EventField.USER_ID);
        draft.anonymousId = text(values, EventField.ANONYMOUS_ID);
        draft.hasEventTime = !values.isNullAt(EventField.EVENT_TIME.ordinal());
        draft.eventTime = draft.hasEventTime ? values.getLong(EventField.EVENT_TIME.ordinal()) : 0;
        draft.hasReceivedAt = !values.isNullAt(EventField.RECEIVED_AT.ordinal());
        draft.receivedAt = draft.hasReceivedAt ? values.getLong(EventField.RECEIVED_AT.ordinal()) : 0;
        draft.channel = text(values, EventField.CHANNEL);
        draft.campaignId = text(values, EventField.CAMPAIGN_ID);
        int amount = EventField.AMOUNT.ordinal();
        draft.amount = values.isNullAt(amount)
                ? null
                : values.getDecimal(amount, 18, 4).toJavaBigDecimal();
        draft.currency = text(values, EventField.CURRENCY);
        fill(draft.properties, values, EventField.PROPERTIES);
        fill(draft.context, values, EventField.CONTEXT);
    }

    private static void fill(TreeMap<String, String> target, InternalRow values, EventField field) {
        if (values.isNullAt(field.ordinal())) {
            return;
        }
        MapData map = values.getMap(field.ordinal());
        ArrayData keys = map.keyArray();
        ArrayData texts = map.valueArray();
        for (int i = 0; i < map.numElements(); i++) {
            // A property without a value says nothing.
            if (!texts.isNullAt(i)) {
                target.put(
                        keys.getUTF8String(i).toString(), texts.getUTF8String(i).toString());
            }
        }
    }

    private static String text(InternalRow values, EventField field) {
        return values.isNullAt(field.ordinal())
                ? null
                : values.getUTF8String(field.ordinal()).toString();
    }
}
