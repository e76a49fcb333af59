package org.crmlake.jobs.rfm;

import java.time.LocalDate;
import java.util.List;
import org.crmlake.jobs.JobOption;
import org.crmlake.jobs.ScoreOptions;

/** What {@link RfmJob} takes beside the date. */
public final class RfmOptions {
    /** The name of the job. */
    public static final String JOB = "rfm";

    static final JobOption<LocalDate> CUT_POINTS_OF = JobOption.date(
            "cut-points-of", "Score by the cut points of the scores of this date, so that both dates compare.");

    /** All of them. */
    public static final List<JobOption<?>> ALL = List.of(CUT_POINTS_OF, ScoreOptions.CURRENCY, ScoreOptions.LAKE_ONLY);

    private RfmOptions() {}
}
