package org.crmlake.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Left;
import org.crmlake.model.export.Destination.Line;

/**
 * Writes the people of a segment as a file that a destination takes, and beside it a manifest. Who may not be in a file is kept out by
 * the {@link Gate}. Every file gets its name when it is whole, and the manifest last: what has no manifest was not finished.
 */
public final class DestinationExport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String MANIFEST = "-manifest.json";
    private static final String HELD_OUT = "held_out";

    private final Destination destination;
    private final Gate gate;
    private final Configuration hadoop;
    private final Path folder;

    /**
     * What is exported.
     *
     * @param segment its name
     * @param version of its definition
     * @param asOf the date its members are of
     */
    public record Subject(String segment, int version, LocalDate asOf) {}

    /**
     * A member.
     *
     * @param traits what is known of them, with their key
     * @param consents the state of each purpose
     * @param arm in which arm of a campaign they are; null if it is exported for none
     */
    public record Person(Map<String, String> traits, Map<String, String> consents, Arm arm) {
        String key() {
            return traits.get(Destination.CUSTOMER_KEY);
        }
    }

    /**
     * An arm of a campaign.
     *
     * @param isHeldOut whether those in it are in no file
     * @param isRecorded whether it is known from an earlier export
     */
    public record Arm(String name, boolean isHeldOut, boolean isRecorded) {}

    /** @param suppressed whom no file may hold, see {@link Gate} */
    public DestinationExport(Destination destination, Set<String> suppressed, Configuration hadoop, String folder) {
        this.destination = destination;
        this.gate = new Gate(destination, suppressed);
        this.hadoop = hadoop;
        this.folder = new Path(folder);
    }

    /**
     * Writes everybody, in the order given, and what changed since the last export of the segment to this destination in the folder.
     *
     * @return what the manifest says
     * @throws CrmException EXTERNAL if a file cannot be written, DATA if it is larger than the destination takes; no file has a
     *     name then that it had not before
     */
    public Map<String, Object> export(Subject subject, Iterator<Person> people, Instant now) {
        return export(subject, people, now, Optional.empty());
    }

    /**
     * As {@link #export(Subject, Iterator, Instant)}, for a campaign: those of its holdout are in no file, and before any file gets its
     * name it is recorded who is in which arm.
     */
    public Map<String, Object> export(
            Subject subject, Iterator<Person> people, Instant now, Optional<ArmsRecord> campaign) {
        String stem = subject.segment() + "-" + subject.asOf() + "-" + destination.id();
        String id = subject.segment() + "-" + destination.id() + "-" + now.toEpochMilli();
        try {
            FileSystem files = folder.getFileSystem(hadoop);
            files.mkdirs(folder);
            Optional<JsonNode> previous = previous(files, subject.segment());
            Set<String> gone = previous.isPresent() ? lines(files, previous.get()) : new HashSet<>();
            try (ExportFile full = new ExportFile(files, new Path(folder, stem + ".csv"));
                    ExportFile add = new ExportFile(files, new Path(folder, stem + "-add.csv"));
                    ExportFile remove = new ExportFile(files, new Path(folder, stem + "-remove.csv"));
                    ArmsFile arms = new ArmsFile(files, new Path(folder, stem), id, subject.segment(), now, campaign)) {
                String header = CsvLine.of(destination.header(), destination.reader());
                for (ExportFile file : List.of(full, add, remove)) {
                    file.line(header);
                }
                Counts counts = write(people, full, add, gone, arms);
                for (String line : gone.stream().sorted().toList()) {
                    remove.line(line);
                }
                Map<String, Object> manifest = manifest(subject, counts, previous, id, now);
                manifest.putAll(arms.counts());
                manifest.put("files", finish(List.of(full, add, remove)));
                arms.record();
                publish(files, manifest, List.of(full, add, remove), new Path(folder, stem + MANIFEST));
                return manifest;
            }
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write the export to " + folder + ": " + e + ". Choose another folder with --out.",
                    e);
        }
    }

    /** How many came in, and what became of them. */
    private record Counts(long in, long out, SortedMap<String, Long> left) {}

    private Counts write(Iterator<Person> people, ExportFile full, ExportFile add, Set<String> gone, ArmsFile arms)
            throws IOException {
        long in = 0;
        long out = 0;
        SortedMap<String, Long> left = new TreeMap<>();
        while (people.hasNext()) {
            Person person = people.next();
            in++;
            Optional<String> refused = gate.refuses(person.traits(), person.consents());
            Destination.Outcome outcome =
                    refused.<Destination.Outcome>map(Left::new).orElseGet(() -> destination.line(person.traits()));
            if (outcome instanceof Left why) {
                left.merge(why.reason(), 1L, Long::sum);
            } else if (arms.holdsOut(person)) {
                left.merge(HELD_OUT, 1L, Long::sum);
            } else if (outcome instanceof Line line) {
                String text = CsvLine.of(line.cells(), destination.reader());
                full.line(text);
                out++;
                if (!gone.remove(text)) {
                    add.line(text);
                }
            }
        }
        return new Counts(in, out, left);
    }

    private Map<String, Object> manifest(
            Subject subject, Counts counts, Optional<JsonNode> previous, String id, Instant now) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("export_id", id);
        manifest.put(
                "previous_export_id",
                previous.map(json -> json.path("export_id").asText()).orElse(null));
        manifest.put("segment", subject.segment());
        manifest.put("segment_version", subject.version());
        manifest.put("as_of", subject.asOf().toString());
        manifest.put("destination", destination.id());
        manifest.put("exported_at", now.toString());
        manifest.put("people_in", counts.in());
        manifest.put("people_out", counts.out());
        manifest.put("left_out", counts.left());
        List<String> warnings = new ArrayList<>();
        if (counts.out() == 0) {
            warnings.add("Nobody is in the file.");
        } else if (counts.out() < destination.fewest()) {
            warnings.add("The destination takes no fewer than " + destination.fewest() + " people, and " + counts.out()
                    + " are in the file.");
        }
        manifest.put("warnings", warnings);
        return manifest;
    }

    private List<Map<String, Object>> finish(List<ExportFile> written) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (ExportFile file : written) {
            long size = file.finish();
            if (size > destination.largest()) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot export to " + destination.id() + ": "
                                + file.target().getName() + " has " + size
                                + " bytes, and the destination takes " + destination.largest()
                                + ". Export smaller segments, for instance by a bucket.");
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", file.target().getName());
            entry.put("lines", file.lines() - 1);
            entry.put("bytes", size);
            entry.put("sha256", file.hash());
            all.add(entry);
        }
        return all;
    }

    private static void publish(FileSystem files, Map<String, Object> manifest, List<ExportFile> written, Path target)
            throws IOException {
        try (ExportFile last = new ExportFile(files, target)) {
            last.line(JSON.writeValueAsString(manifest));
            last.finish();
            for (ExportFile file : written) {
                file.publish();
            }
            last.publish();
        }
    }

    /** Returns the manifest of the last export of the segment to this destination. */
    private Optional<JsonNode> previous(FileSystem files, String segment) throws IOException {
        FileStatus[] manifests = files.listStatus(
                folder,
                path -> path.getName().startsWith(segment + "-")
                        && path.getName().endsWith("-" + destination.id() + MANIFEST)
                        && !path.getName().startsWith("."));
        List<JsonNode> found = new ArrayList<>();
        for (FileStatus manifest : Arrays.asList(manifests)) {
            try (BufferedReader in = reader(files, manifest.getPath())) {
                JsonNode json = JSON.readTree(in);
                if (json.path("segment").asText().equals(segment)) {
                    found.add(json);
                }
            } catch (JsonProcessingException e) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot read the manifest " + manifest.getPath()
                                + ": it is no JSON. Remove it to export everybody as new.",
                        e);
            }
        }
        return found.stream()
                .max(Comparator.comparing(
                        json -> Instant.parse(json.path("exported_at").asText())));
    }

    private Set<String> lines(FileSystem files, JsonNode manifest) throws IOException {
        Path file = new Path(folder, manifest.path("files").path(0).path("name").asText());
        try (BufferedReader in = reader(files, file)) {
            Set<String> lines = new HashSet<>();
            CsvLine.read(in, lines::add);
            return lines;
        }
    }

    private static BufferedReader reader(FileSystem files, Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.UTF_8));
    }

    /** Returns a person of what the lake knows, who is in an arm of a campaign. */
    public static Person person(String customerKey, Map<String, String> traits, Map<String, String> consents, Arm arm) {
        Person person = person(customerKey, traits, consents);
        return new Person(person.traits(), person.consents(), arm);
    }

    /** Returns a person of what the lake knows. */
    public static Person person(String customerKey, Map<String, String> traits, Map<String, String> consents) {
        Map<String, String> all = new HashMap<>(traits);
        all.put(Destination.CUSTOMER_KEY, customerKey);
        return new Person(all, consents, null);
    }
}
