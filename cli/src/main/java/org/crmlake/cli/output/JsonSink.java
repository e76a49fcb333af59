package org.crmlake.cli.output;

import java.io.Writer;
import java.util.List;

/** One JSON array with an object for each row, written as the rows come. */
final class JsonSink implements RowSink {
    private final Text text;
    private final List<String> columns;
    private boolean first = true;

    JsonSink(Writer writer, List<String> columns) {
        this.text = new Text(writer);
        this.columns = columns;
    }

    @Override
    public void row(Object... values) {
        text.write(first ? "[\n  " : ",\n  ").write(Json.object(columns, values));
        first = false;
    }

    @Override
    public void close() {
        text.write(first ? "[]\n" : "\n]\n").flush();
    }
}
