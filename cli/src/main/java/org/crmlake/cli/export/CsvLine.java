package org.crmlake.cli.export;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.crmlake.model.export.Destination.Reader;

/** Lines of CSV as in RFC 4180. */
final class CsvLine {
    private CsvLine() {}

    /** Returns the line without its end. */
    static String of(List<String> cells, Reader reader) {
        return cells.stream()
                .map(cell -> reader == Reader.HUMAN ? harmless(cell) : cell)
                .map(CsvLine::quoted)
                .collect(Collectors.joining(","));
    }

    /** Hands on the lines of a file that such lines make, the header first, without their ends; a cell may go over several. */
    static void read(BufferedReader file, Consumer<String> lines) throws IOException {
        StringBuilder line = new StringBuilder();
        boolean quoted = false;
        for (int c = file.read(); c >= 0; c = file.read()) {
            quoted ^= c == '"';
            if (c != '\n' || quoted) {
                line.append((char) c);
                continue;
            }
            if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
                line.setLength(line.length() - 1);
            }
            lines.accept(line.toString());
            line.setLength(0);
        }
    }

    /** Returns the cells of a line that {@link #of} made. */
    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    /** A spreadsheet runs what starts like a formula; numbers, and telephone numbers with their plus, are none. */
    private static String harmless(String cell) {
        if (cell.isEmpty() || "=+-@\t\r\n".indexOf(cell.charAt(0)) < 0 || cell.matches("[+-][0-9][0-9 ().-]*")) {
            return cell;
        }
        return "'" + cell;
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n' || c == '\0');
        return plain ? cell : '"' + cell.replace("\0", "\uFFFD").replace("\"", "\"\"") + '"';
    }
}
