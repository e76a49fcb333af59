package org.crmlake.cli.output;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.crmlake.model.Printable;

/** Opens the sink of each format. */
public final class Rendering {
    private Rendering() {}

    /** Returns a sink for a result of any number of rows with these columns. */
    public static RowSink rows(Format format, Writer writer, Screen screen, List<String> columns) {
        return switch (format) {
            case TABLE -> new TableSink(writer, columns, screen);
            case JSON -> new JsonSink(writer, columns);
            case NDJSON -> new JsonLinesSink(writer, columns);
            case CSV -> new CsvSink(writer, columns);
        };
    }

    /** Writes a result that is one thing: a table has a line for each member, JSON is one object, CSV one record. */
    public static void single(Format format, Writer writer, Screen screen, Map<String, ?> result) {
        List<String> names = List.copyOf(result.keySet());
        Object[] values = new ArrayList<>(result.values()).toArray();
        switch (format) {
            case TABLE -> members(writer, screen, result);
            case JSON, NDJSON ->
                new Text(writer).write(Json.object(names, values)).write("\n").flush();
            case CSV -> {
                try (RowSink sink = new CsvSink(writer, names)) {
                    sink.row(values);
                }
            }
        }
    }

    /** Writes things that may have different members as JSON: an array of objects, or for NDJSON an object a line. */
    public static void objects(Format format, Writer writer, List<? extends Map<String, ?>> things) {
        List<String> lines = things.stream().map(Json::of).toList();
        String text = format == Format.NDJSON
                ? lines.stream().map(line -> line + "\n").collect(Collectors.joining())
                : lines.isEmpty() ? "[]\n" : "[\n  " + String.join(",\n  ", lines) + "\n]\n";
        new Text(writer).write(text).flush();
    }

    private static void members(Writer writer, Screen screen, Map<String, ?> result) {
        int width = result.keySet().stream().mapToInt(String::length).max().orElse(0);
        Text text = new Text(writer);
        result.forEach((name, value) -> {
            String shown = Printable.of(Plain.of(value), Integer.MAX_VALUE);
            String label = screen.colour() ? "\u001b[1m" + name + "\u001b[0m" : name;
            text.write(label + " ".repeat(width - name.length() + 2) + shown).write("\n");
        });
        text.flush();
    }
}
