package org.crmlake.cli.output;

import java.io.Writer;
import java.util.List;

/** One JSON object a line, for each row as it comes. */
final class JsonLinesSink implements RowSink {
    private final Text text;
    private final List<String> columns;

    JsonLinesSink(Writer writer, List<String> columns) {
        this.text = new Text(writer);
        this.columns = columns;
    }

    @Override
    public void row(Object... values) {
        text.write(Json.object(columns, values)).write("\n");
    }

    @Override
    public void close() {
        text.flush();
    }
}
