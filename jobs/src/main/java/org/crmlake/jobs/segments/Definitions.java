package org.crmlake.jobs.segments;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.hbase.StoredSegment;
import org.crmlake.jobs.JobContext;
import org.crmlake.model.segment.KnownScores;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.SegmentDefinition;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;

/**
 * The segments of a tenant as they are defined now.
 *
 * @param versions by name
 */
record Definitions(SegmentSet segments, SortedMap<String, Integer> versions) {
    static Definitions read(JobContext context) {
        List<SegmentDefinition> definitions = new ArrayList<>();
        SortedMap<String, Integer> versions = new TreeMap<>();
        LeafTypes types = LeafTypes.installed();
        try (SegmentStore store = SegmentStore.open(context.hbase(), context.tenant())) {
            for (StoredSegment stored : store.newest()) {
                definitions.add(SegmentFile.parse(stored.text(), types));
                versions.put(stored.name(), stored.version());
            }
        }
        SegmentSet segments = SegmentSet.of(definitions);
        KnownScores.require(segments.definitions());
        return new Definitions(segments, versions);
    }
}
