package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.crmlake.jobs.rfm.RfmBands;

/**
 * What of the jobs can be configured.
 *
 * @param rfmBands how RFM scores become segments
 * @param segmentZone the zone of the tenant's calendar, in which segments are evaluated and campaigns have their days
 */
public record JobSettings(RfmBands rfmBands, ZoneId segmentZone) {
    /** What holds where nothing is configured. */
    public static final JobSettings DEFAULT = new JobSettings(RfmBands.DEFAULT, ZoneOffset.UTC);

    public JobSettings {
        requireNonNull(rfmBands, "rfmBands is null");
        requireNonNull(segmentZone, "segmentZone is null");
    }
}
