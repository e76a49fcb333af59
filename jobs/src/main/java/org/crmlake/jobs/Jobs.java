package org.crmlake.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.crmlake.jobs.campaign.CampaignsJob;
import org.crmlake.jobs.daily.CustomerDailyJob;
import org.crmlake.jobs.maintenance.MaintenanceJob;
import org.crmlake.jobs.rfm.RfmJob;
import org.crmlake.jobs.segments.SegmentsJob;
import org.crmlake.jobs.supervised.ChurnSupervisedJob;
import org.crmlake.jobs.supervised.ChurnTableJob;
import org.crmlake.jobs.value.BacktestJob;
import org.crmlake.jobs.value.ChurnJob;
import org.crmlake.jobs.value.ClvJob;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** All jobs. A new job is one line here. */
public final class Jobs {
    private final List<Job> all;

    /**
     * @param clock tells when a run was, to those jobs that write it down
     */
    public Jobs(JobSettings settings, Clock clock) {
        all = List.of(
                new CustomerDailyJob(),
                new RfmJob(settings.rfmBands()),
                new ChurnSupervisedJob(),
                new ChurnTableJob(),
                new CampaignsJob(settings.segmentZone()),
                new ChurnJob(),
                new ClvJob(),
                new BacktestJob(),
                new SegmentsJob(settings.segmentZone(), clock),
                new MaintenanceJob(clock));
    }

    /** Returns the jobs by name. */
    public List<Job> all() {
        return all;
    }

    /**
     * Returns the job of this name.
     *
     * @throws CrmException USAGE if there is none
     */
    public Job named(String name) {
        return all.stream().filter(job -> job.name().equals(name)).findFirst().orElseThrow(() -> {
            String names = all.stream().map(Job::name).collect(Collectors.joining(", "));
            return new CrmException(
                    Kind.USAGE,
                    "Cannot run job '" + Printable.of(name) + "': there is none of that name. Choose from: " + names
                            + ".");
        });
    }

    /** Runs a job and measures how long it takes by {@code clock}. */
    public static JobReport run(Job job, JobContext context, JobArguments arguments, Clock clock) {
        Instant start = clock.instant();
        JobOutcome outcome = job.run(context, arguments);
        return new JobReport(job.name(), arguments.asOf(), outcome, Duration.between(start, clock.instant()));
    }
}
