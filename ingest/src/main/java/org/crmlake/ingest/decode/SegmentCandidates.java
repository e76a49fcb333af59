package org.crmlake.ingest.decode;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.model.Rejection;
import org.crmlake.model.Rejection.Stage;

/** JSON lines of the Segment Spec as candidates, in one task. */
public final class SegmentCandidates implements Iterator<InternalRow> {
    private final Iterator<LineRecord> lines;
    private final CandidateWriter writer;
    private final int maxRecordBytes;
    private final SegmentDecoder decoder = new SegmentDecoder();
    private final EventDraft draft = new EventDraft();

    public SegmentCandidates(Iterator<LineRecord> lines, DecodeSettings settings) {
        this.lines = lines;
        this.writer = new CandidateWriter(settings);
        this.maxRecordBytes = settings.maxRecordBytes();
    }

    @Override
    public boolean hasNext() {
        return lines.hasNext();
    }

    @Override
    public InternalRow next() {
        LineRecord line = lines.next();
        RecordPosition at = new RecordPosition(line.file(), line.position(), 0);
        if (line.bytes().length == 0) {
            return writer.filtered(at);
        }
        String problem = LineText.problem(line, maxRecordBytes);
        if (problem == null) {
            problem = decoder.decode(line.bytes(), draft);
        }
        return problem == null
                ? writer.event(at, line.bytes(), null, draft)
                : writer.rejected(at, line.bytes(), null, new Rejection(Stage.DECODE, problem));
    }
}
