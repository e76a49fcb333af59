package org.crmlake.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.cli.export.Sent.Row;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Who was sent by the exports that this one builds on, read along with the people of now: both come in the order of their keys, and one
 * person of each export is in memory.
 */
final class Earlier implements Closeable {
    /** Takes the rows by which a person is to be removed. */
    interface Gone {
        void row(Row row) throws IOException;
    }

    private final List<Reader> readers = new ArrayList<>();
    private final List<SentFile> ofLines = new ArrayList<>();
    private final List<String> linesOf = new ArrayList<>();
    private final Map<String, List<String>> headers = new LinkedHashMap<>();
    private final List<String> ids = new ArrayList<>();
    private final int exports;

    Earlier(Manifests manifests) throws IOException {
        List<JsonNode> heads = manifests.heads();
        this.exports = heads.size();
        for (JsonNode manifest : heads) {
            ids.add(manifest.path("export_id").asText());
            if (Manifests.isOfLines(manifest)) {
                linesOf.add(manifest.path("destination").asText());
                ofLines.add(new SentFile(
                        manifests.files(),
                        manifests.folder(),
                        manifest.path("files").path(0)));
            } else {
                manifest.path("identifying").fields().forEachRemaining(entry -> {
                    List<String> header = new ArrayList<>();
                    entry.getValue().forEach(name -> header.add(name.asText()));
                    headers.putIfAbsent(entry.getKey(), header);
                });
                readers.add(new Reader(manifests.files(), manifests.folder(), people(manifest)));
            }
        }
    }

    private static JsonNode people(JsonNode manifest) {
        for (JsonNode file : manifest.path("files")) {
            if (file.path("name").asText().endsWith(DestinationExport.PEOPLE)) {
                return file;
            }
        }
        throw new CrmException(
                Kind.DATA,
                "Cannot tell who was in export " + manifest.path("export_id").asText()
                        + ": its manifest names no file of people. Put the manifest back from a copy.");
    }

    /** Returns the ids of the exports, the last one first. */
    List<String> ids() {
        return ids;
    }

    /** Returns what the cells are that were sent, for each version of the destination. */
    Map<String, List<String>> headers() {
        return headers;
    }

    /** Goes on to somebody who is sent now; whoever comes before and was sent is gone. */
    Optional<Sent> upTo(String key, Gone gone) throws IOException {
        while (true) {
            String least = least();
            int order = least == null ? 1 : Sent.BY_BYTES.compare(least, key);
            if (order > 0) {
                return Optional.empty();
            }
            Sent sent = take(least);
            if (order == 0) {
                return Optional.of(sent);
            }
            for (Row row : sent.rows()) {
                gone.row(row);
            }
        }
    }

    /**
     * All who are left are gone; and whoever was sent by an export that noted lines, until it is seen who is found by the same.
     *
     * @throws CrmException DATA if a file is not what its manifest says
     */
    void rest(Gone gone) throws IOException {
        for (String least = least(); least != null; least = least()) {
            for (Row row : take(least).rows()) {
                gone.row(row);
            }
        }
        for (Reader reader : readers) {
            reader.file.verify();
        }
        for (int i = 0; i < ofLines.size(); i++) {
            lines(ofLines.get(i), linesOf.get(i), gone);
        }
    }

    private void lines(SentFile file, String destination, Gone gone) throws IOException {
        String version = destination + " by lines";
        List<List<String>> header = new ArrayList<>();
        List<IOException> failure = new ArrayList<>();
        CsvLine.read(file.lines(), line -> {
            List<String> cells = CsvLine.cells(line);
            if (header.isEmpty()) {
                header.add(cells);
                headers.put(version, cells);
            } else if (cells.size() == header.get(0).size() && failure.isEmpty()) {
                try {
                    gone.row(new Row(version, cells));
                } catch (IOException e) {
                    failure.add(e);
                }
            }
        });
        if (!failure.isEmpty()) {
            throw failure.get(0);
        }
        file.verify();
    }

    private String least() {
        String least = null;
        for (Reader reader : readers) {
            if (reader.next != null && (least == null || Sent.BY_BYTES.compare(reader.next.key(), least) < 0)) {
                least = reader.next.key();
            }
        }
        return least;
    }

    private Sent take(String key) throws IOException {
        Sent all = null;
        int in = 0;
        for (Reader reader : readers) {
            if (reader.next != null && reader.next.key().equals(key)) {
                all = all == null ? reader.next : all.and(reader.next);
                in++;
                reader.advance();
            }
        }
        // Only what every one of them sent can be taken for known there.
        return in == exports ? all : new Sent(key, null, all.rows());
    }

    @Override
    public void close() throws IOException {
        for (Reader reader : readers) {
            reader.file.close();
        }
        for (SentFile file : ofLines) {
            file.close();
        }
    }

    private static final class Reader {
        private final SentFile file;
        private Sent next;

        Reader(FileSystem files, Path folder, JsonNode entry) throws IOException {
            this.file = new SentFile(files, folder, entry);
            advance();
        }

        void advance() throws IOException {
            String line = file.lines().readLine();
            next = line == null ? null : Sent.parse(line);
        }
    }
}
