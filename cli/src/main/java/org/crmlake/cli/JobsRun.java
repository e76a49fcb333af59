package org.crmlake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOptions;
import org.crmlake.jobs.JobSettings;
import org.crmlake.jobs.Jobs;
import org.crmlake.jobs.rfm.RfmBands;
import org.crmlake.jobs.rfm.RfmBandsFile;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** What {@link JobsCommand} and {@link RunCommand} do with Spark: loaded only when they run. */
final class JobsRun {
    private JobsRun() {}

    /** Writes what each job does, reads and writes. */
    static void list(Invocation invocation) {
        try (RowSink rows = invocation.rows("job", "description", "reads", "writes")) {
            for (Job job : jobs(invocation).all()) {
                rows.row(
                        job.name(),
                        job.description(),
                        job.inputs().stream().map(Object::toString).toList(),
                        job.outputs().stream().map(Object::toString).toList());
            }
        }
    }

    /** Runs the jobs in their order and writes what each wrote and found. */
    static void run(Invocation invocation, List<String> names, LocalDate asOf, Map<String, String> options) {
        Jobs jobs = jobs(invocation);
        // All are looked up first: a typing error in the last must not be found after the first has run for an hour.
        List<Job> chosen = names.stream().map(jobs::named).toList();
        List<JobArguments> arguments = names.stream()
                .map(name -> arguments(name, names, asOf, options))
                .toList();
        try (JobContext context = new JobContext(
                        SparkSessions.open(invocation),
                        invocation.tenant(),
                        StoreSettings.of(invocation).configuration());
                JobReports reports = new JobReports(invocation, chosen.size())) {
            for (int i = 0; i < chosen.size(); i++) {
                Job job = chosen.get(i);
                invocation.say("  running " + job.name() + " as of " + asOf);
                reports.add(Jobs.run(
                        job, context, arguments.get(i), invocation.shell().clock()));
            }
        }
    }

    /** An option goes to those of the jobs that have it; if none has, the first says so. */
    private static JobArguments arguments(String job, List<String> jobs, LocalDate asOf, Map<String, String> options) {
        Map<String, String> own = new TreeMap<>(options);
        own.keySet().removeIf(name -> !has(job, name) && jobs.stream().anyMatch(other -> has(other, name)));
        return JobArguments.of(job, asOf, JobOptions.of(job), own);
    }

    private static boolean has(String job, String option) {
        return JobOptions.of(job).stream().anyMatch(one -> one.name().equals(option));
    }

    private static Jobs jobs(Invocation invocation) {
        RfmBands bands = invocation
                .configuration()
                .value(Keys.RFM_BANDS)
                .map(file -> RfmBandsFile.parse(text(file)))
                .orElse(RfmBands.DEFAULT);
        return new Jobs(
                new JobSettings(bands, invocation.configuration().value(Keys.TENANT_ZONE)),
                invocation.shell().clock());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read the RFM bands of " + file + ": " + e + ". Set " + Keys.RFM_BANDS.name()
                            + " to a readable UTF-8 file.",
                    e);
        }
    }
}
