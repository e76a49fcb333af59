package org.crmlake.jobs.value;

import java.util.List;
import org.crmlake.jobs.JobOption;

/** What {@link BacktestJob} takes beside the date. */
public final class BacktestOptions {
    /** The name of the job. */
    public static final String JOB = "backtest";

    static final JobOption<String> REPORT =
            JobOption.text("report", "FILE", "Write a page with charts to this HTML file of the machine that runs it.");

    /** All of them. */
    public static final List<JobOption<?>> ALL =
            List.of(ChurnOptions.MODEL, ChurnOptions.PERIOD, ChurnOptions.HORIZON, REPORT);

    private BacktestOptions() {}
}
