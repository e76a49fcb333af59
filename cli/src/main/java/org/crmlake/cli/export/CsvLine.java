package org.crmlake.cli.export;

import java.io.BufferedReader;
import java.io.IOException;
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

    /** Hands on the lines of a file that such lines make, without the first and without their ends; a cell may go over several. */
    static void read(BufferedReader file, Consumer<String> lines) throws IOException {
        StringBuilder line = new StringBuilder();
        boolean quoted = false;
        boolean first = true;
        for (int c = file.read(); c >= 0; c = file.read()) {
            quoted ^= c == '"';
            if (c != '\n' || quoted) {
                line.append((char) c);
                continue;
            }
            if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
                line.setLength(line.length() - 1);
            }
            if (!first) {
                lines.accept(line.toString());
            }
            first = false;
            line.setLength(0);
        }
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
