package org.crmlake.jobs.value;

import java.util.List;
import org.crmlake.jobs.JobOption;
import org.crmlake.jobs.ScoreOptions;

/** What {@link ClvJob} takes beside the date. */
public final class ClvOptions {
    /** The name of the job. */
    public static final String JOB = "clv";

    static final JobOption<Integer> MONTHS = JobOption.wholeNumber(
                    "months", "N", "How many months to look ahead, of 30.415 days (4.345 weeks) each.", 1, 600)
            .otherwise("12");

    static final JobOption<Double> DISCOUNT = JobOption.number(
                    "discount",
                    "RATE",
                    "By how much worth falls a month: 0.01 is 1 % a month, about 12.7 % a year.",
                    0,
                    1)
            .otherwise("0.01");

    /** All of them. */
    public static final List<JobOption<?>> ALL = List.of(
            ChurnOptions.MODEL,
            ChurnOptions.TRAIN_UNTIL,
            ChurnOptions.PERIOD,
            MONTHS,
            DISCOUNT,
            ScoreOptions.CURRENCY,
            ScoreOptions.LAKE_ONLY);

    private ClvOptions() {}
}
