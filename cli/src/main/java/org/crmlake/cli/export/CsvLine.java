package org.crmlake.cli.export;

import java.util.List;
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
