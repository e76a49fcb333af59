package org.crmlake.reliability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of the exports of one segment, held against who has to be in it. */
final class ExportFolder {
    private static final String MANIFEST = "-manifest.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final List<String> faults = new ArrayList<>();
    private Set<String> members = Set.of();
    private String last;

    ExportFolder(Path folder) {
        this.folder = folder;
    }

    List<String> faults() {
        return List.copyOf(faults);
    }

    /** Returns the names of whatever is there. */
    Set<String> all() throws IOException {
        if (!Files.exists(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Returns the names that a program which looks for files would find. */
    List<String> names() throws IOException {
        return all().stream().filter(name -> !name.startsWith(".")).toList();
    }

    /**
     * Looks at what there is when an export has ended.
     *
     * @param now whose keys the full file has to have, and the e-mail address of each
     * @param earlier names that were there before the export and all its attempts
     * @return how many files of attempts that died have a name
     */
    int look(Map<String, String> now, Set<String> earlier) throws IOException {
        Map<String, Path> finished = new HashMap<>();
        Set<String> sum = new TreeSet<>(members);
        // An attempt that died when it had given the last of its files a name has ended well, and the next one builds
        // on it.
        for (JsonNode manifest = next(); manifest != null; manifest = next()) {
            finished.clear();
            finished.putAll(files(manifest));
            sum.addAll(read(finished.get("-add.csv")).keySet());
            sum.removeAll(removed(finished.get("-remove.csv")));
            last = manifest.path("export_id").asText();
        }
        if (finished.isEmpty()) {
            faults.add("the export that ended has no manifest that builds on " + last);
            return 0;
        }
        Map<String, String> full = read(finished.get(".csv"));
        if (!full.equals(now)) {
            faults.add("the full file has " + full + " instead of " + now);
        }
        if (!sum.equals(now.keySet())) {
            faults.add("who was in, and added, and not removed is " + sum + " instead of " + now.keySet());
        }
        members = new TreeSet<>(now.keySet());
        return unfinished(finished, earlier);
    }

    /** Returns the manifest of the export that builds on {@link #last}, or null. */
    private JsonNode next() throws IOException {
        return manifests().stream()
                .filter(manifest -> !manifest.path("export_id").asText().equals(last))
                .filter(this::follows)
                .findFirst()
                .orElse(null);
    }

    /** Returns the files that a manifest names, by the ends of their names. */
    private Map<String, Path> files(JsonNode manifest) throws IOException {
        Map<String, Path> files = new HashMap<>();
        for (JsonNode entry : manifest.path("files")) {
            String name = entry.path("name").asText();
            Path file = folder.resolve(name);
            byte[] bytes = Files.readAllBytes(file);
            if (!HexFormat.of()
                    .formatHex(NameId.digest("SHA-256", bytes))
                    .equals(entry.path("sha256").asText())) {
                faults.add(name + " is not what its manifest says");
            }
            files.put(kind(name), file);
        }
        return files;
    }

    private boolean follows(JsonNode manifest) {
        JsonNode before = manifest.path("previous_export_id");
        return last == null ? before.isNull() : before.asText().equals(last);
    }

    /** A file of an attempt that died has what the one of the attempt that ended has, to the last byte: or it was named too early. */
    private int unfinished(Map<String, Path> finished, Set<String> earlier) throws IOException {
        Set<String> known = new HashSet<>(earlier);
        for (JsonNode manifest : manifests()) {
            manifest.path("files").forEach(entry -> known.add(entry.path("name").asText()));
        }
        int count = 0;
        for (String name : names()) {
            if (known.contains(name) || name.endsWith(MANIFEST)) {
                continue;
            }
            count++;
            Path whole = finished.get(kind(name));
            if (whole == null || Files.mismatch(whole, folder.resolve(name)) >= 0) {
                faults.add(name + " is no whole file");
            }
        }
        return count;
    }

    private List<JsonNode> manifests() throws IOException {
        List<JsonNode> manifests = new ArrayList<>();
        for (String name : names()) {
            if (name.endsWith(MANIFEST)) {
                manifests.add(JSON.readTree(Files.readString(folder.resolve(name))));
            }
        }
        return manifests;
    }

    private static String kind(String name) {
        for (String end : List.of("-add.csv", "-remove.csv", "-people.ndjson", MANIFEST)) {
            if (name.endsWith(end)) {
                return end;
            }
        }
        return ".csv";
    }

    /** Returns the second column by the first. */
    private Map<String, String> read(Path file) throws IOException {
        Map<String, String> rows = new HashMap<>();
        for (String line : lines(file)) {
            String[] cells = line.split(",", -1);
            if (rows.put(cells[0], cells[1]) != null) {
                faults.add(file.getFileName() + " has " + cells[0] + " twice");
            }
        }
        return rows;
    }

    /** Returns the first column: somebody has a line for each address under which the destination knows them. */
    private Set<String> removed(Path file) throws IOException {
        Set<String> lines = new HashSet<>();
        Set<String> keys = new HashSet<>();
        for (String line : lines(file)) {
            if (!lines.add(line)) {
                faults.add(file.getFileName() + " has " + line + " twice");
            }
            keys.add(line.split(",", -1)[0]);
        }
        return keys;
    }

    /** Returns the lines but the first; a file that ends within a line is told. */
    private List<String> lines(Path file) throws IOException {
        if (file == null) {
            return List.of();
        }
        String text = Files.readString(file, StandardCharsets.UTF_8);
        if (!text.endsWith("\r\n")) {
            faults.add(file.getFileName() + " ends within a line");
        }
        return text.lines().skip(1).toList();
    }
}
