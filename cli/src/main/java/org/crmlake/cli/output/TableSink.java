package org.crmlake.cli.output;

import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.crmlake.model.Printable;

/**
 * Aligned columns for people. The first rows, at most {@value #MEASURED}, say how wide the columns are; what comes after is
 * written at once, so that a long result needs little memory. Control characters are shown as {@code ?}: a cell cannot steer
 * the terminal.
 */
final class TableSink implements RowSink {
    static final int MEASURED = 1000;
    private static final int NARROWEST = 8;
    private static final String GAP = "  ";

    private final Text text;
    private final List<String> columns;
    private final Screen screen;
    private final int[] widths;
    private final boolean[] rightAligned;
    private List<String[]> waiting = new ArrayList<>();

    TableSink(Writer writer, List<String> columns, Screen screen) {
        this.text = new Text(writer);
        this.columns = columns;
        this.screen = screen;
        this.widths = columns.stream().mapToInt(String::length).toArray();
        this.rightAligned = new boolean[columns.size()];
    }

    @Override
    public void row(Object... values) {
        String[] cells = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            cells[i] = Printable.of(Plain.of(values[i]), Integer.MAX_VALUE);
            rightAligned[i] |= waiting != null && Plain.isNumber(values[i]);
        }
        if (waiting == null) {
            write(cells);
            return;
        }
        for (int i = 0; i < cells.length; i++) {
            widths[i] = Math.max(widths[i], length(cells[i]));
        }
        waiting.add(cells);
        if (waiting.size() == MEASURED) {
            writeWaiting();
        }
    }

    @Override
    public void close() {
        if (waiting != null) {
            writeWaiting();
        }
        text.flush();
    }

    private void writeWaiting() {
        if (screen.terminal()) {
            narrow();
        }
        if (screen.colour()) {
            text.write("\u001b[1m");
        }
        write(columns.toArray(String[]::new));
        if (screen.colour()) {
            text.write("\u001b[0m");
        }
        waiting.forEach(this::write);
        waiting = null;
    }

    /** Takes from the widest columns until a row fits on the screen. */
    private void narrow() {
        int spare = screen.width()
                - GAP.length() * (widths.length - 1)
                - Arrays.stream(widths).sum();
        while (spare < 0) {
            int widest = 0;
            for (int i = 1; i < widths.length; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= NARROWEST) {
                return;
            }
            widths[widest]--;
            spare++;
        }
    }

    private void write(String[] cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String cell = screen.terminal() ? cut(cells[i], widths[i]) : cells[i];
            String padding = " ".repeat(Math.max(0, widths[i] - length(cell)));
            line.append(i > 0 ? GAP : "").append(rightAligned[i] ? padding + cell : cell + padding);
        }
        text.write(line.toString().stripTrailing()).write("\n");
    }

    private static String cut(String cell, int width) {
        return length(cell) <= width ? cell : cell.substring(0, cell.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
