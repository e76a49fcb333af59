package org.crmlake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.hbase.StoredSegment;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;
import org.crmlake.model.segment.KnownScores;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.SegmentDefinition;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;

/** Segment definitions as the commands meet them: in files, and in their store. Needs no Spark. */
final class SegmentFiles {
    private SegmentFiles() {}

    /** Returns the definition of a file, after a look at everything that can be known without the stores. */
    static SegmentDefinition check(Path file) {
        SegmentDefinition definition = parse(text(file));
        KnownScores.require(List.of(definition));
        return definition;
    }

    static SegmentDefinition parse(String text) {
        return SegmentFile.parse(text, LeafTypes.installed());
    }

    static String text(Path file) {
        try {
            if (Files.size(file) > 4L * SegmentFile.LONGEST) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot read the segment definition " + file + ": it is larger than any definition may be."
                                + " Name another file.");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot read the segment definition " + file + ": " + e + ". Name a readable UTF-8 file.",
                    e);
        }
    }

    /** Returns the segments as they are defined now. */
    static SegmentSet defined(SegmentStore store) {
        return SegmentSet.of(
                store.newest().stream().map(stored -> parse(stored.text())).toList());
    }

    /**
     * Returns the versions of a segment, the newest first.
     *
     * @throws CrmException NOT_FOUND if there is no such segment
     */
    static List<StoredSegment> versions(SegmentStore store, String segment) {
        List<StoredSegment> versions =
                SegmentDefinition.problem(segment).isPresent() ? List.of() : store.versions(segment);
        if (versions.isEmpty()) {
            List<String> names =
                    store.newest().stream().map(StoredSegment::name).toList();
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot find segment '" + Printable.of(segment) + "': it is not defined."
                            + Nearest.question(segment, names) + " Run `crmlake segment list`.");
        }
        return versions;
    }

    /** Returns one version of a segment. */
    static SegmentDefinition version(SegmentStore store, String segment, int version) {
        List<StoredSegment> versions = versions(store, segment);
        return versions.stream()
                .filter(stored -> stored.version() == version)
                .findFirst()
                .map(stored -> parse(stored.text()))
                .orElseThrow(() -> new CrmException(
                        Kind.NOT_FOUND,
                        "Cannot find version " + version + " of segment '" + segment + "': it has " + versions.size()
                                + ". Run `crmlake segment list " + segment + "`."));
    }
}
