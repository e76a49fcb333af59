package org.crmlake.ingest.decode;

import org.apache.spark.unsafe.types.UTF8String;

/** What can be wrong with a line before anybody looks at its format. */
final class LineText {
    private LineText() {}

    /** Returns why the line is no text, or null. */
    static String problem(byte[] line, int maxRecordBytes) {
        if (line.length > maxRecordBytes) {
            return "the record has " + line.length + " bytes, more than " + maxRecordBytes;
        }
        return UTF8String.fromBytes(line).isValid() ? null : "the line is not UTF-8";
    }
}
