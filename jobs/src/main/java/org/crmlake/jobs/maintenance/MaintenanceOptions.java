package org.crmlake.jobs.maintenance;

import java.util.Arrays;
import java.util.List;
import org.crmlake.jobs.JobOption;

/** What {@link MaintenanceJob} takes. */
public final class MaintenanceOptions {
    /** The name of the job. */
    public static final String JOB = "maintenance";

    private static final int MOST_DAYS = 3650;

    static final JobOption<Integer> KEEP_DAYS = JobOption.wholeNumber(
                    "keep-days",
                    "DAYS",
                    "Let snapshots expire that have not been the newest for so many days.",
                    1,
                    MOST_DAYS)
            .otherwise("7");
    static final JobOption<Integer> ORPHAN_DAYS = JobOption.wholeNumber(
                    "orphan-days",
                    "DAYS",
                    "Remove files that no snapshot names and that are older than so many days.",
                    1,
                    MOST_DAYS)
            .otherwise("3");
    static final JobOption<List<String>> TABLES = JobOption.of(
            "tables",
            "NAMES",
            "Maintain only these tables of the lake, with commas between.",
            text -> Arrays.stream(text.split(",")).map(String::strip).toList());
    static final JobOption<Boolean> DRY_RUN = JobOption.flag("dry-run", "Change nothing: count what would be done.");

    /** All of them. */
    public static final List<JobOption<?>> ALL = List.of(KEEP_DAYS, ORPHAN_DAYS, TABLES, DRY_RUN);

    private MaintenanceOptions() {}
}
