package org.crmlake.jobs;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.jobs.daily.CustomerDailyOptions;
import org.crmlake.jobs.maintenance.MaintenanceOptions;
import org.crmlake.jobs.rfm.RfmOptions;
import org.crmlake.jobs.segments.SegmentsOptions;
import org.crmlake.jobs.supervised.ChurnSupervisedOptions;
import org.crmlake.jobs.value.BacktestOptions;
import org.crmlake.jobs.value.ChurnOptions;
import org.crmlake.jobs.value.ClvOptions;

/**
 * The options of all jobs that have some. A job declares them in a class of its own, {@code …Options}, and gets one line here.
 * Neither this class nor those link Spark: the command line shows what a job takes before there is any.
 */
public final class JobOptions {
    private static final SortedMap<String, List<JobOption<?>>> ALL = new TreeMap<>();

    static {
        ALL.put(BacktestOptions.JOB, BacktestOptions.ALL);
        ALL.put(ChurnOptions.JOB, ChurnOptions.ALL);
        ALL.put(ClvOptions.JOB, ClvOptions.ALL);
        ALL.put(CustomerDailyOptions.JOB, CustomerDailyOptions.ALL);
        ALL.put(MaintenanceOptions.JOB, MaintenanceOptions.ALL);
        ALL.put(RfmOptions.JOB, RfmOptions.ALL);
        ALL.put(ChurnSupervisedOptions.EVENTS_JOB, ChurnSupervisedOptions.OF_EVENTS);
        ALL.put(ChurnSupervisedOptions.TABLE_JOB, ChurnSupervisedOptions.OF_TABLE);
        ALL.put("segments", SegmentsOptions.ALL);
    }

    private JobOptions() {}

    /** Returns the options by the name of their job. */
    public static SortedMap<String, List<JobOption<?>>> all() {
        return new TreeMap<>(ALL);
    }

    /** Returns whether all of these jobs go by the clock, so that nobody has to name a date. */
    public static boolean goByTheClock(List<String> jobs) {
        return jobs.stream().allMatch(MaintenanceOptions.JOB::equals);
    }

    /** Returns the options of a job, none if it has none. */
    public static List<JobOption<?>> of(String job) {
        return ALL.getOrDefault(job, List.of());
    }
}
