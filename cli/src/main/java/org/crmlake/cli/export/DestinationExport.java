package org.crmlake.cli.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;
import org.crmlake.model.export.Destination;

/**
 * Writes the people of a segment as a file that a destination takes, and beside it who is new there and who is to be removed, who was sent,
 * and a manifest. Who may not be in a file is kept out by the {@link Gate}. No file takes the place of another: the manifest comes
 * last, and what has none was not finished. What is new and gone is told by person against all exports on which no other builds, so that of
 * two at the same time none is lost.
 */
public final class DestinationExport {
    /** How the name of the file ends that the next export reads. */
    static final String PEOPLE = "-people.ndjson";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final Pattern SCHEME = Pattern.compile("^(?:[a-z][a-z0-9+.-]+://|file:/)");

    private final Destination destination;
    private final Gate gate;
    private final Configuration hadoop;
    private final Path folder;

    /**
     * What is exported.
     *
     * @param segment its name
     * @param versions the version of its definition by which its members are told, and of those that it refers to
     * @param isOfRun whether a run told who is in it; else it was evaluated for the export
     * @param asOf the date its members are of
     */
    public record Subject(
            Tenant tenant, String segment, SortedMap<String, Integer> versions, boolean isOfRun, LocalDate asOf) {}

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

    /**
     * @param folder of this machine, or with a scheme of any file system of Hadoop
     * @throws CrmException USAGE if it can be no folder
     */
    public DestinationExport(Gate gate, Configuration hadoop, String folder) {
        this.destination = gate.destination();
        this.gate = gate;
        this.hadoop = hadoop;
        this.folder = folder(folder);
    }

    /**
     * Writes everybody, and what changed since the last export of the segment to this destination in the folder.
     *
     * @param people each once, in the order of the bytes of their keys
     * @return what the manifest says
     * @throws CrmException EXTERNAL if a file cannot be written, DATA if it is larger than the destination takes or if it cannot be known
     *     who was sent before; no file has a name then that it had not before
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
        String stem = String.join(
                "-",
                subject.tenant().name(),
                subject.segment(),
                subject.asOf().toString(),
                destination.name(),
                destination.version());
        String id = String.join(
                "-",
                subject.tenant().name(),
                subject.segment(),
                destination.id(),
                Long.toString(now.toEpochMilli()),
                UUID.randomUUID().toString().substring(0, 8));
        try {
            FileSystem files = withoutChecksums(folder.getFileSystem(hadoop));
            Path folder = files.makeQualified(this.folder);
            files.mkdirs(folder);
            try (Earlier earlier = new Earlier(new Manifests(files, folder, subject, destination));
                    PeopleFiles written = new PeopleFiles(files, folder, gate);
                    Removals removals = new Removals(files, folder, destination);
                    ArmsFile arms = new ArmsFile(files, new Path(folder, stem), id, subject.segment(), now, campaign)) {
                PeopleFiles.Counts counts = written.write(people, earlier, removals, arms);
                earlier.rest(removals::add);
                Map<String, List<String>> headers = new LinkedHashMap<>(earlier.headers());
                headers.put(destination.id(), destination.identifying());
                written.people().finish();
                removals.write(written.people(), headers);
                Map<String, Object> manifest = manifest(subject, counts, earlier.ids(), id, now);
                manifest.put("identifying", headers);
                manifest.putAll(arms.counts());
                Publication publication = new Publication(files, folder, stem, destination);
                publication.add(".csv", written.full());
                publication.add("-add.csv", written.add());
                for (Map.Entry<String, ExportFile> file : removals.files().entrySet()) {
                    publication.add(file.getKey() + ".csv", file.getValue());
                }
                publication.add(PEOPLE, written.people());
                arms.record();
                publication.publish(manifest);
                return manifest;
            }
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write the export to " + folder + ": " + reason(e)
                            + ". See that the folder can be read and written, or choose another one with --out.",
                    e);
        }
    }

    /** Without a scheme it is a folder of this machine, as it is for every other command. */
    private static Path folder(String text) {
        try {
            return SCHEME.matcher(text).find()
                    ? new Path(text)
                    : new Path(java.nio.file.Path.of(text).toAbsolutePath().toUri());
        } catch (IllegalArgumentException e) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot export to '" + Printable.of(text) + "': it is no folder: " + Printable.of(e.getMessage())
                            + ". Name one with --out, for instance exports or hdfs:///exports.",
                    e);
        }
    }

    /** The first line of what the file system says, without the name of its class. */
    private static String reason(IOException e) {
        return e.getMessage() == null
                ? "the file system gives no reason"
                : e.getMessage().lines().findFirst().orElse("");
    }

    /** Files for other systems have no hidden ones with checksums beside them. */
    private static FileSystem withoutChecksums(FileSystem files) {
        return files instanceof LocalFileSystem local ? local.getRaw() : files;
    }

    private Map<String, Object> manifest(
            Subject subject, PeopleFiles.Counts counts, List<String> previous, String id, Instant now) {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("export_id", id);
        manifest.put("previous_export_id", previous.isEmpty() ? null : previous.get(0));
        manifest.put("previous_export_ids", previous);
        manifest.put("tenant", subject.tenant().name());
        manifest.put("segment", subject.segment());
        manifest.put("segment_version", subject.versions().get(subject.segment()));
        manifest.put("segment_versions", subject.versions());
        manifest.put("members_from", subject.isOfRun() ? "run" : "evaluation");
        manifest.put("as_of", subject.asOf().toString());
        manifest.put("destination", destination.id());
        manifest.put("exported_at", now.toString());
        manifest.put("people_in", counts.in());
        manifest.put("people_out", counts.out());
        manifest.put("left_out", counts.left());
        gate.count(manifest);
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

    static String json(Map<String, Object> manifest) throws IOException {
        return JSON.writeValueAsString(manifest);
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
