package org.crmlake.jobs.daily;

import java.util.List;
import org.crmlake.jobs.JobOption;

/** What {@link CustomerDailyJob} takes beside the date. */
public final class CustomerDailyOptions {
    /** The name of the job. */
    public static final String JOB = "customer-daily";

    static final JobOption<Boolean> REBUILD =
            JobOption.flag("rebuild", "Add all days up anew, whatever has changed since the last run.");

    /** All of them. */
    public static final List<JobOption<?>> ALL = List.of(REBUILD);

    private CustomerDailyOptions() {}
}
