package org.crmlake.ingest.decode;

import org.apache.spark.unsafe.types.UTF8String;
import org.crmlake.ingest.source.LineRecord;

/** What can be wrong with a line before anybody looks at its format. */
final class LineText {
    private LineText() {}

    /** Returns why the line is no text, or null. */
    static String problem(LineRecord line, int maxRecordBytes) {
        String tooLong = tooLong(line, maxRecordBytes);
        return tooLong == null && !UTF8String.fromBytes(line.bytes()).isValid() ? "the line is not UTF-8" : tooLong;
    }

    /** Returns why the line is too long, or null. */
    static String tooLong(LineRecord line, int maxRecordBytes) {
        if (line.length() <= maxRecordBytes) {
            return null;
        }
        String cut = line.length() > line.bytes().length
                ? "; its first " + line.bytes().length + " are kept, and it cannot be replayed"
                : "";
        return "the record has " + line.length() + " bytes, more than " + maxRecordBytes + cut;
    }
}
