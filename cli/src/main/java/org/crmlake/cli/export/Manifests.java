package org.crmlake.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
     * Returns the newest of those manifests that were named without their tenant, if it is this tenant's. Only a person can know that: such a
     * folder may have been another tenant's, whose people must not get into a file of this one.
     */
    private Optional<JsonNode> unmarked(Set<String> builtOn) throws IOException {
        Optional<JsonNode> newest = read(subject.segment() + "-").stream()
                .filter(Manifests::isOfLines)
                .filter(this::isOfSubject)
                .max(Comparator.comparing(Manifests::exportedAt));
        if (newest.isEmpty() || builtOn.contains(newest.get().path("export_id").asText())) {
            return Optional.empty();
        }
        if (!newest.get().has("tenant")) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot tell whose export " + newest.get().path("export_id").asText() + " in " + folder
                            + " was: its manifest names no tenant. If it was of tenant " + subject.tenant()
                            + ", write \"tenant\" : \"" + subject.tenant()
                            + "\", after its first brace; if not, choose another folder with --out.");
        }
        return newest.filter(manifest ->
                manifest.path("tenant").asText().equals(subject.tenant().name()));
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
                manifests.add(JSON.readTree(in));
            } catch (JsonProcessingException e) {
                throw new CrmException(
                        Kind.DATA,
                        "Cannot read the manifest " + manifest.getPath()
                                + ": it is no JSON. Put it back from a copy: without it nobody who left is told.",
                        e);
            }
        }
        return manifests;
    }

    private static Instant exportedAt(JsonNode manifest) {
        return Instant.parse(manifest.path("exported_at").asText());
    }
}
