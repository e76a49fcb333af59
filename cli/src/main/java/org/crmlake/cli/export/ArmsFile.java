package org.crmlake.cli.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.model.CustomerKey;

/**
 * Who is in which arm of the campaign that is exported for, those in the files and those who are held out: as a file that is taken in
 * like any other, so that both stores have it as events. Without a campaign there is none.
 */
public final class ArmsFile implements Closeable {
    /** How a row of the file becomes an event. */
    public static final String MAPPING = """
            source: crmlake-export
            format: json
            schema: "campaign string, customer_key string, event string, assigned_at string, arm string, segment string, export_id string"
            fields:
              natural_key: "concat(campaign, '/', customer_key)"
              customer_key: customer_key
              name: event
              event_time: "to_timestamp(assigned_at)"
              campaign_id: campaign
              properties: "map('campaign', campaign, 'arm', arm, 'segment', segment, 'export_id', export_id)"
            """;

    static final String END = "-arms-";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final DateTimeFormatter IN_NAMES =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final FileSystem files;
    private final ExportFile file;
    private final Path target;
    private final ArmsRecord campaign;
    private final Map<String, String> sameForAll;
    private final SortedMap<String, Long> arms = new TreeMap<>();

    /**
     * Begins the file.
     *
     * @param stem what the names of the files of the export begin with
     */
    ArmsFile(FileSystem files, Path stem, String exportId, String segment, Instant now, Optional<ArmsRecord> campaign)
            throws IOException {
        this.files = files;
        this.campaign = campaign.orElse(null);
        this.sameForAll = Map.of("assigned_at", now.toString(), "segment", segment, "export_id", exportId);
        // A name of its own for each: what was taken in under a name would not be read again.
        this.target = stem.suffix(
                END + IN_NAMES.format(now) + "-" + exportId.substring(exportId.lastIndexOf('-') + 1) + ".json");
        this.file = this.campaign == null ? null : new ExportFile(files, stem.getParent());
    }

    /** Whether somebody's arm cannot be recorded, so that they can be in no file of a campaign. */
    boolean cannotRecord(Person person) {
        return file != null && CustomerKey.problemOfNew(person.key()).isPresent();
    }

    /** Notes the arm of somebody who could be in the files, and returns whether they are held out. */
    boolean holdsOut(Person person) throws IOException {
        if (file == null || person.arm() == null) {
            return false;
        }
        arms.merge(person.arm().name(), 1L, Long::sum);
        if (!person.arm().isRecorded()) {
            Map<String, String> assigned = new LinkedHashMap<>(sameForAll);
            assigned.put("campaign", campaign.campaign());
            assigned.put("event", campaign.event());
            assigned.put("customer_key", person.key());
            assigned.put("arm", person.arm().name());
            file.json(JSON.writeValueAsString(assigned));
        }
        return person.arm().isHeldOut();
    }

    /** Returns what the manifest says of the campaign. */
    Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        if (file != null) {
            counts.put("campaign", campaign.campaign());
            counts.put("arms", arms);
            counts.put("newly_assigned", file.lines());
        }
        return counts;
    }

    /** Has those recorded who were not before; if that fails, the file has no name any more. */
    void record() throws IOException {
        if (file != null && file.lines() > 0) {
            file.finish();
            if (!file.publish(target)) {
                throw new IOException(target + " is there already");
            }
            boolean done = false;
            try {
                campaign.recorder().accept(target);
                done = true;
            } finally {
                if (!done) {
                    files.delete(target, false);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
