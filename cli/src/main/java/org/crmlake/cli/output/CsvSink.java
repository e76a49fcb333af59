package org.crmlake.cli.output;

import java.io.Writer;
import java.util.List;

/**
 * CSV as in RFC 4180: a header, quotes where a field needs them. But a record ends with LF alone, as a line of text does for every other
 * program in a pipe: with CRLF the last field of each would have a CR too many there. Cells are never changed against
 * formula injection, because a program reads them back; only control characters that CSV cannot carry safely (all but tab,
 * CR and LF) become U+FFFD.
 */
final class CsvSink implements RowSink {
    private final Text text;

    CsvSink(Writer writer, List<String> columns) {
        this.text = new Text(writer);
        record(columns.toArray());
    }

    @Override
    public void row(Object... values) {
        record(values);
    }

    @Override
    public void close() {
        text.flush();
    }

    private void record(Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.write(",");
            }
            text.write(field(Plain.of(values[i])));
        }
        text.write("\n");
    }

    private static String field(String value) {
        boolean quoted = false;
        StringBuilder field = new StringBuilder(value.length() + 2);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean control = Character.isISOControl(c);
            quoted |= control || c == ',' || c == '"';
            if (c == '"') {
                field.append("\"\"");
            } else if (control && c != '\t' && c != '\r' && c != '\n') {
                field.append('\uFFFD');
            } else {
                field.append(c);
            }
        }
        return quoted ? field.insert(0, '"').append('"').toString() : field.toString();
    }
}
