package org.crmlake.jobs.segments;

import java.util.List;
import org.crmlake.jobs.JobOption;

/** What {@link SegmentsJob} takes beside the date. */
public final class SegmentsOptions {
    static final JobOption<Boolean> FULL =
            JobOption.flag("full", "Evaluate all customers, not only those in whom something changed.");

    /** All of them. */
    public static final List<JobOption<?>> ALL = List.of(FULL);

    private SegmentsOptions() {}
}
