package org.crmlake.cli.export;

import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.model.export.Destination.Reader;

/**
 * Who is in which arm of the campaign that is exported for, those in the files and those who are held out: as a file that is taken in
 * like any other, so that both stores have it as events. Without a campaign there is none.
 */
public final class ArmsFile implements Closeable {
    /** How a row of the file becomes an event. */
    public static final String MAPPING = """
            source: crmlake-export
            format: csv
            options: { header: "true", escape: '"' }
            fields:
              natural_key: "concat(campaign, '/', customer_key)"
              customer_key: customer_key
              name: event
              event_time: "to_timestamp(assigned_at)"
              campaign_id: campaign
              properties: "map('campaign', campaign, 'arm', arm, 'segment', segment, 'export_id', export_id)"
            """;

    private static final List<String> COLUMNS =
            List.of("customer_key", "event", "assigned_at", "campaign", "arm", "segment", "export_id");

    private static final DateTimeFormatter IN_NAMES =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ExportFile file;
    private final ArmsRecord campaign;
    private final List<String> sameForAll;
    private final SortedMap<String, Long> arms = new TreeMap<>();

    /**
     * Begins the file.
     *
     * @param stem what the names of the files of the export begin with
     */
    ArmsFile(FileSystem files, Path stem, String exportId, String segment, Instant now, Optional<ArmsRecord> campaign)
            throws IOException {
        this.campaign = campaign.orElse(null);
        this.sameForAll = List.of(now.toString(), segment, exportId);
        this.file = this.campaign == null
                ? null
                // A name of its own for each: what was taken in under a name would not be read again.
                : new ExportFile(files, stem.suffix("-arms-" + IN_NAMES.format(now) + ".csv"));
        if (file != null) {
            file.line(CsvLine.of(COLUMNS, Reader.MACHINE));
        }
    }

    /** Notes the arm of somebody who could be in the files, and returns whether they are held out. */
    boolean holdsOut(Person person) throws IOException {
        if (file == null || person.arm() == null) {
            return false;
        }
        arms.merge(person.arm().name(), 1L, Long::sum);
        if (!person.arm().isRecorded()) {
            file.line(CsvLine.of(
                    List.of(
                            person.key(),
                            campaign.event(),
                            sameForAll.get(0),
                            campaign.campaign(),
                            person.arm().name(),
                            sameForAll.get(1),
                            sameForAll.get(2)),
                    Reader.MACHINE));
        }
        return person.arm().isHeldOut();
    }

    /** Returns what the manifest says of the campaign. */
    Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        if (file != null) {
            counts.put("campaign", campaign.campaign());
            counts.put("arms", arms);
            counts.put("newly_assigned", file.lines() - 1);
        }
        return counts;
    }

    /** Has those recorded who were not before. */
    void record() throws IOException {
        if (file != null && file.lines() > 1) {
            file.finish();
            file.publish();
            campaign.recorder().accept(file.target());
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
