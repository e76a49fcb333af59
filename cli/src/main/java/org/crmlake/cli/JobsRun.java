package org.crmlake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobReport;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.JobSettings;
import org.crmlake.jobs.Jobs;
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

    /** Runs the jobs in their order and writes a row for each table that one of them wrote. */
    static void run(Invocation invocation, List<String> names, LocalDate asOf) {
        Jobs jobs = jobs(invocation);
        // All are looked up first: a typing error in the last must not be found after the first has run for an hour.
        List<Job> chosen = names.stream().map(jobs::named).toList();
        JobContext context = new JobContext(
                SparkSessions.open(invocation),
                invocation.tenant(),
                StoreSettings.of(invocation).configuration());
        try (RowSink rows = invocation.rows("job", "as_of", "table", "rows", "seconds")) {
            for (Job job : chosen) {
                invocation.say("  running " + job.name() + " as of " + asOf);
                JobReport report = Jobs.run(
                        job, context, new JobArguments(asOf), invocation.shell().clock());
                for (Written written : report.written()) {
                    rows.row(report.job(), report.asOf(), written.table(), written.rows(), report.took());
                }
            }
        }
    }

    private static Jobs jobs(Invocation invocation) {
        return new Jobs(invocation
                .configuration()
                .value(Keys.RFM_BANDS)
                .map(file -> new JobSettings(RfmBandsFile.parse(text(file))))
                .orElse(JobSettings.DEFAULT));
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
