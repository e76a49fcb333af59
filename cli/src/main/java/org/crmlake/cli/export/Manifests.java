package org.crmlake.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.export.Destination;

/**
 * The manifests of a folder. Which exports one builds on is read out of them and not out of names: the ones of the same tenant, segment
 * and destination, in any version, on which no other builds. There are several if exports ran at the same time.
 */
record Manifests(FileSystem files, Path folder, Subject subject, Destination destination) {
    static final String END = "-manifest.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> NEEDED = List.of("export_id", "segment", "destination", "exported_at");

    /** Returns those to build on, the last one first. */
    List<JsonNode> heads() throws IOException {
        List<JsonNode> all = read(subject.tenant().name() + "-" + subject.segment() + "-").stream()
                .filter(manifest ->
                        manifest.path("tenant").asText().equals(subject.tenant().name()))
                .filter(this::isOfSubject)
                .toList();
        Set<String> builtOn = new HashSet<>();
        all.forEach(
                manifest -> manifest.path("previous_export_ids").forEach(previous -> builtOn.add(previous.asText())));
        List<JsonNode> heads = new ArrayList<>(all);
        unmarked(builtOn).ifPresent(heads::add);
        heads.removeIf(manifest -> builtOn.contains(manifest.path("export_id").asText()));
        heads.sort(Comparator.comparing(Manifests::exportedAt).reversed());
        return heads;
    }

    /** Whether the manifest is of the time when exports noted lines and not people. */
    static boolean isOfLines(JsonNode manifest) {
        return !manifest.has("identifying");
    }

    /**
     * Returns this tenant's newest of those manifests that were named without their tenant. Only a person can know whose they are: the
     * folder may have been several tenants', and nobody's people must get into a file of another one. What is older than one that is
     * known to be this tenant's need not be known: it is another's, or that one came after it.
     */
    private Optional<JsonNode> unmarked(Set<String> builtOn) throws IOException {
        List<JsonNode> all = read(subject.segment() + "-").stream()
                .filter(Manifests::isOfLines)
                .filter(this::isOfSubject)
                .sorted(Comparator.comparing(Manifests::exportedAt).reversed())
                .toList();
        List<String> unknown = new ArrayList<>();
        for (JsonNode manifest : all) {
            String id = manifest.path("export_id").asText();
            boolean isBuiltOn = builtOn.contains(id);
            if (isBuiltOn
                    || manifest.path("tenant").asText().equals(subject.tenant().name())) {
                refuse(unknown);
                return isBuiltOn ? Optional.empty() : Optional.of(manifest);
            }
            if (!manifest.has("tenant")) {
                unknown.add(id);
            }
        }
        refuse(unknown);
        return Optional.empty();
    }

    private void refuse(List<String> unknown) {
        if (!unknown.isEmpty()) {
            String others = String.join(", ", unknown.subList(1, unknown.size()));
            throw new CrmException(
                    Kind.DATA,
                    "Cannot tell whose export " + unknown.get(0) + " in " + folder
                            + " was: its manifest names no tenant. If it was of tenant " + subject.tenant()
                            + ", write \"tenant\" : \"" + subject.tenant()
                            + "\", after its first brace; if not, the name of the other tenant, or choose another folder with"
                            + " --out." + (others.isEmpty() ? "" : " The same holds for " + others + "."));
        }
    }

    private boolean isOfSubject(JsonNode manifest) {
        String id = manifest.path("destination").asText();
        return manifest.path("segment").asText().equals(subject.segment())
                && id.substring(0, Math.max(0, id.lastIndexOf('@'))).equals(destination.name());
    }

    private List<JsonNode> read(String start) throws IOException {
        FileStatus[] found = files.listStatus(
                folder,
                path -> path.getName().startsWith(start) && path.getName().endsWith(END));
        List<JsonNode> manifests = new ArrayList<>();
        for (FileStatus manifest : found) {
            try (BufferedReader in =
                    new BufferedReader(new InputStreamReader(files.open(manifest.getPath()), StandardCharsets.UTF_8))) {
                JsonNode read = JSON.readTree(in);
                if (!NEEDED.stream().allMatch(field -> read.path(field).isTextual())) {
                    throw unreadable(manifest.getPath(), "it does not say which export it is of", null);
                }
                exportedAt(read);
                manifests.add(read);
            } catch (JsonProcessingException | DateTimeParseException e) {
                throw unreadable(manifest.getPath(), "it is no JSON with the time of an export", e);
            }
        }
        return manifests;
    }

    /** One that says nothing must not count for nothing: whoever was sent by its export would never be removed. */
    private static CrmException unreadable(Path manifest, String reason, Exception cause) {
        return new CrmException(
                Kind.DATA,
                "Cannot read the manifest " + manifest + ": " + reason
                        + ". Put it back from a copy: without it nobody who left is told.",
                cause);
    }

    private static Instant exportedAt(JsonNode manifest) {
        return Instant.parse(manifest.path("exported_at").asText());
    }
}
