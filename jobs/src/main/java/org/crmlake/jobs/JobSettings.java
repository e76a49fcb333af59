package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import org.crmlake.jobs.rfm.RfmBands;

/**
 * What of the jobs can be configured.
 *
 * @param rfmBands how RFM scores become segments
 */
public record JobSettings(RfmBands rfmBands) {
    /** What holds where nothing is configured. */
    public static final JobSettings DEFAULT = new JobSettings(RfmBands.DEFAULT);

    public JobSettings {
        requireNonNull(rfmBands, "rfmBands is null");
    }
}
