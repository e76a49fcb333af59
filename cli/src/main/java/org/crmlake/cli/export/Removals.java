package org.crmlake.cli.export;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.cli.export.Sent.Row;
import org.crmlake.model.export.Destination;

/**
 * Who is to be removed at the destination. By what somebody is found who stays, nobody is removed: two customers may have one address. That
 * is known when all are written, so what is to go is kept in a file till then and compared with those who stay in parts that fit into memory.
 */
final class Removals implements Closeable {
    /** Some 100 bytes each. */
    private static final int AT_ONCE = 200_000;

    private static final String END = "-remove";

    private final FileSystem files;
    private final Path folder;
    private final Destination destination;
    private final List<String> header;
    private final List<List<String>> identities;
    private final ExportFile candidates;
    private final Map<String, ExportFile> written = new LinkedHashMap<>();

    Removals(FileSystem files, Path folder, Destination destination) throws IOException {
        this.files = files;
        this.folder = folder;
        this.destination = destination;
        this.header = destination.identifying();
        this.identities = destination.identities().isEmpty()
                ? header.stream().limit(1).map(List::of).toList()
                : destination.identities().stream()
                        .flatMap(identity -> apart(identity, destination))
                        .toList();
        this.candidates = new ExportFile(files, folder);
        file(END, header);
    }

    /** What names one person alone counts alone, though the destination wants more to find them: who stays by it must not be removed by it. */
    private static Stream<List<String>> apart(List<String> identity, Destination destination) {
        return identity.stream().allMatch(destination::namesPerson)
                ? identity.stream().map(List::of)
                : Stream.of(identity);
    }

    void add(Row row) throws IOException {
        candidates.json(row.json());
    }

    /**
     * Writes the files.
     *
     * @param people who is sent now
     * @param headers of the cells, for each version of the destination
     */
    void write(ExportFile people, Map<String, List<String>> headers) throws IOException {
        candidates.finish();
        try (BufferedReader rows = candidates.read()) {
            List<Row> some = some(rows);
            while (!some.isEmpty()) {
                write(some, inUse(some, people, headers), headers);
                some = some(rows);
            }
        }
    }

    /** Returns the files by how their names end. */
    Map<String, ExportFile> files() {
        return written;
    }

    private static List<Row> some(BufferedReader rows) throws IOException {
        List<Row> some = new ArrayList<>();
        String line = null;
        while (some.size() < AT_ONCE && (line = rows.readLine()) != null) {
            some.add(Row.parse(line));
        }
        return some;
    }

    private Set<List<String>> inUse(List<Row> some, ExportFile people, Map<String, List<String>> headers)
            throws IOException {
        Set<List<String>> asked = new HashSet<>();
        for (Row row : some) {
            asked.addAll(found(named(row, headers)).values());
        }
        Set<List<String>> inUse = new HashSet<>();
        try (BufferedReader lines = people.read()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                for (List<String> identity :
                        found(named(Sent.parse(line).last(), headers)).values()) {
                    if (asked.contains(identity)) {
                        inUse.add(identity);
                    }
                }
            }
        }
        return inUse;
    }

    private void write(List<Row> some, Set<List<String>> inUse, Map<String, List<String>> headers) throws IOException {
        for (Row row : some) {
            Map<String, String> cells = named(row, headers);
            Map<List<String>, List<String>> found = found(cells);
            if (found.isEmpty()) {
                // Its version found people by other columns than this one has.
                List<String> own = headers.get(row.destination());
                file(END + "-" + version(row.destination()), own).line(CsvLine.of(row.cells(), destination.reader()));
                continue;
            }
            Map<String, String> left = new LinkedHashMap<>();
            found.forEach((columns, identity) -> {
                if (!inUse.contains(identity)) {
                    columns.forEach(column -> left.put(column, cells.get(column)));
                }
            });
            if (!left.isEmpty()) {
                boolean whole = found.values().stream().noneMatch(inUse::contains);
                List<String> line = header.stream()
                        .map(column -> (whole ? cells : left).getOrDefault(column, ""))
                        .toList();
                file(END, header).line(CsvLine.of(line, destination.reader()));
            }
        }
    }

    /** Returns what the person can be found by, each with the columns that it is in. */
    private Map<List<String>, List<String>> found(Map<String, String> cells) {
        Map<List<String>, List<String>> found = new LinkedHashMap<>();
        for (List<String> columns : identities) {
            List<String> identity = new ArrayList<>(columns);
            columns.forEach(column -> identity.add(cells.getOrDefault(column, "")));
            if (!identity.contains("")) {
                found.put(columns, identity);
            }
        }
        return found;
    }

    private static Map<String, String> named(Row row, Map<String, List<String>> headers) {
        List<String> header = headers.get(row.destination());
        Map<String, String> cells = new LinkedHashMap<>();
        for (int i = 0; i < row.cells().size(); i++) {
            cells.put(header.get(i), row.cells().get(i));
        }
        return cells;
    }

    private static String version(String id) {
        return id.substring(id.lastIndexOf('@') + 1).replace(' ', '-');
    }

    private ExportFile file(String end, List<String> columns) throws IOException {
        ExportFile file = written.get(end);
        if (file == null) {
            file = new ExportFile(files, folder);
            written.put(end, file);
            file.line(CsvLine.of(columns, destination.reader()));
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        candidates.close();
        for (ExportFile file : written.values()) {
            file.close();
        }
    }
}
