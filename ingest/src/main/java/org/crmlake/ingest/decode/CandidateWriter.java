package org.crmlake.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.hbase.TimelineBulkLoad;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.ingest.contract.ContractCheck;
import org.crmlake.model.EventId;
import org.crmlake.model.Rejection;
import org.crmlake.model.Rejection.Stage;

/** Turns drafts, rejections and filtered rows into rows of {@link Candidates}. */
final class CandidateWriter {
    private static final int PRECISION = 18;
    private static final int SCALE = 4;
    private static final byte[] NOTHING = new byte[0];
    /** The most bytes that Avro writes before a text. */
    private static final int LENGTH_OF_A_TEXT = 5;
    /** More than times, amount, heads and three ids of {@link EventId#LONGEST} characters ever have. */
    private static final int OTHER_FIELDS = 4096;

    private final String source;
    private final UTF8String sourceText;
    private final byte[][] regionStartKeys;
    private final List<String> places;
    private final ContractCheck contracts;
    private final long largestCell;

    CandidateWriter(DecodeSettings settings) {
        this.source = settings.source();
        this.sourceText = UTF8String.fromString(source);
        this.regionStartKeys = settings.regionStartKeys();
        this.places = settings.places();
        this.contracts = new ContractCheck(settings.contracts());
        this.largestCell = settings.largestCell();
    }

    /**
     * Returns the event, or its rejection if it breaks a rule or its contract.
     *
     * @param earlier the payload by the rule of the first release, or null if it is the same
     */
    InternalRow event(RecordPosition at, byte[] payload, byte[] earlier, EventDraft draft) {
        Optional<String> problem = EventRules.problem(draft);
        if (problem.isPresent()) {
            return rejected(at, payload, earlier, new Rejection(Stage.VALIDATE, problem.get()));
        }
        if (contracts.has(draft.name)) {
            problem = contracts.problem(draft.name, draft.fields(), draft.properties);
            if (problem.isPresent()) {
                return rejected(at, payload, earlier, new Rejection(Stage.CONTRACT, problem.get()));
            }
        }
        long bytes = bytes(draft);
        if (bytes > largestCell) {
            return rejected(
                    at,
                    payload,
                    earlier,
                    new Rejection(
                            Stage.VALIDATE,
                            "the event has " + bytes + " bytes, more than the " + largestCell
                                    + " that HBase takes in a cell (hbase.client.keyvalue.maxsize)"));
        }
        byte[] content = null;
        String id = draft.eventId;
        if (id == null && draft.naturalKey != null) {
            id = EventId.ofNaturalKey(source, draft.naturalKey);
        } else if (id == null && !places.isEmpty()) {
            id = placeId(Candidates.EVENT, at);
        } else if (id == null) {
            content = ContentId.digest(payload, at.part());
            id = ContentId.of(Candidates.EVENT, source, content, 0);
        }
        byte[] customerKey = draft.customerKey.getBytes(StandardCharsets.UTF_8);
        byte[] eventId = id.getBytes(StandardCharsets.UTF_8);
        byte[] rowKey = TimelineRowKey.of(customerKey, draft.eventTime, eventId);
        Object[] row = head(Candidates.EVENT, TimelineBulkLoad.regionOf(regionStartKeys, rowKey), at);
        row[8] = content;
        if (content != null) {
            identifyAsBefore(row, Candidates.EVENT, at, payload, earlier);
        }
        row[9] = rowKey;
        row[10] = UTF8String.fromBytes(eventId);
        row[11] = text(draft.kind);
        row[12] = text(draft.name);
        row[13] = UTF8String.fromBytes(customerKey);
        row[14] = text(draft.userId);
        row[15] = text(draft.anonymousId);
        row[16] = draft.eventTime;
        row[17] = draft.hasReceivedAt ? draft.receivedAt : null;
        row[18] = sourceText;
        row[19] = text(draft.channel);
        row[20] = text(draft.campaignId);
        row[21] = draft.amount == null ? null : Decimal.apply(draft.amount, PRECISION, SCALE);
        row[22] = text(draft.currency);
        row[23] = map(draft.properties);
        row[24] = map(draft.context);
        row[25] = draft.clockSuspect;
        return new GenericInternalRow(row);
    }

    /**
     * Returns the most bytes that a cell made of {@code draft} can have, of the timeline or of a profile: all texts in UTF-8, the lengths
     * before them, and the fields that are no texts, with the ids that it may be given.
     */
    private long bytes(EventDraft draft) {
        long atMost = bytes(draft, text -> 3L * text.length());
        // Most events are far from the limit, and need not be turned into bytes once more.
        return atMost <= largestCell ? atMost : bytes(draft, text -> text.getBytes(StandardCharsets.UTF_8).length);
    }

    private long bytes(EventDraft draft, ToLongFunction<String> length) {
        return OTHER_FIELDS
                + Stream.concat(
                                Stream.of(
                                        draft.customerKey,
                                        draft.customerKey,
                                        source,
                                        draft.name,
                                        draft.userId,
                                        draft.anonymousId,
                                        draft.channel,
                                        draft.campaignId,
                                        draft.currency),
                                Stream.of(draft.properties, draft.context)
                                        .flatMap(texts -> texts.entrySet().stream())
                                        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue())))
                        .filter(Objects::nonNull)
                        .mapToLong(text -> LENGTH_OF_A_TEXT + length.applyAsLong(text))
                        .sum();
    }

    /** Returns the dead letter to be. */
    InternalRow rejected(RecordPosition at, byte[] payload, byte[] earlier, Rejection rejection) {
        byte[] bytes = payload == null ? NOTHING : payload;
        Object[] row = head(Candidates.REJECTED, spread(at), at);
        row[5] = UTF8String.fromString(rejection.stage().text());
        row[6] = UTF8String.fromString(rejection.reason());
        row[7] = bytes;
        if (places.isEmpty()) {
            byte[] content = ContentId.digest(bytes, at.part());
            row[8] = content;
            row[10] = UTF8String.fromString(ContentId.of(Candidates.REJECTED, source, content, 0));
            identifyAsBefore(row, Candidates.REJECTED, at, bytes, earlier);
        } else {
            row[10] = UTF8String.fromString(placeId(Candidates.REJECTED, at));
        }
        return new GenericInternalRow(row);
    }

    /** Fills in the digest and the id that the first release made of the same record, if they are others. */
    private void identifyAsBefore(Object[] row, int outcome, RecordPosition at, byte[] payload, byte[] earlier) {
        if (earlier != null || ContentId.hasEarlierDigest(payload, at.part())) {
            byte[] before = ContentId.earlierDigest(earlier == null ? payload : earlier, at.part());
            row[26] = before;
            row[27] = UTF8String.fromString(ContentId.of(outcome, source, before, 0));
        }
    }

    /** Returns the trace that a row left out on purpose leaves in the count. */
    InternalRow filtered(RecordPosition at) {
        return new GenericInternalRow(head(Candidates.FILTERED, spread(at), at));
    }

    private Object[] head(int outcome, int region, RecordPosition at) {
        Object[] row = new Object[Candidates.SCHEMA.size()];
        row[0] = outcome;
        row[1] = region;
        row[2] = at.file();
        row[3] = at.position();
        row[4] = at.part();
        return row;
    }

    private String placeId(int outcome, RecordPosition at) {
        return PlaceId.of(outcome, source, places.get(at.file()), at.position(), at.part());
    }

    /** Rows that no region waits for are shared out evenly. */
    private int spread(RecordPosition at) {
        return (int) Math.floorMod(at.position(), (long) regionStartKeys.length);
    }

    private static UTF8String text(String text) {
        return text == null ? null : UTF8String.fromString(text);
    }

    private static ArrayBasedMapData map(TreeMap<String, String> map) {
        Object[] keys = new Object[map.size()];
        Object[] values = new Object[keys.length];
        int i = 0;
        for (Map.Entry<String, String> entry : map.entrySet()) {
            keys[i] = UTF8String.fromString(entry.getKey());
            values[i++] = UTF8String.fromString(entry.getValue());
        }
        return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(values));
    }
}
