package org.crmlake.cli;

import java.nio.file.Path;
import org.crmlake.model.BatchReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code crmlake ingest}: files become events in both stores. */
@Command(
        name = "ingest",
        description = "Take in files: every record becomes an event, a dead letter, a filtered row or a duplicate.",
        subcommands = {IngestKafkaCommand.class, IngestCheckCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake ingest samples/cdnow/CDNOW_sample.txt --mapping conf/mappings/cdnow.yaml",
            "  crmlake ingest check events.json --mapping shop.yaml",
            "  crmlake ingest events.json --dry-run",
            "  crmlake ingest hdfs://nn/in/day=1 --mapping shop.yaml --max-bad 0.5%% -o json",
            "  crmlake ingest /data/arriving --mapping shop.yaml --follow",
            "  crmlake ingest kafka --topic events --bootstrap localhost:9092"
        })
final class IngestCommand implements Action {
    @Parameters(
            paramLabel = "PATH",
            arity = "0..1",
            description = "A file or folder; on this machine, unless it names a file system (hdfs://…).")
    String path;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "How records become events (default: JSON lines of the Segment Spec, which are events already).")
    Path mapping;

    @Option(
            names = "--max-bad",
            paramLabel = "N|N%",
            converter = MaxBad.Converter.class,
            description = "End with exit code 3 if more records, or a larger part of them, are rejected. The batch is"
                    + " committed all the same (default: if all are).")
    MaxBad maxBad;

    @Option(names = "--dry-run", description = "Write nothing: show the plan, the counts and five of the events.")
    boolean dryRun;

    @Option(
            names = "--follow",
            description = "Take in the files of a folder one by one, and those that arrive later, until SIGTERM.")
    boolean follow;

    @Option(names = "--no-progress", description = "Show no progress bar. There is none unless stderr is a terminal.")
    boolean noProgress;

    @Mixin
    StreamOptions stream;

    @Mixin
    MetricsOptions metrics;

    @Spec
    CommandSpec spec;

    @Override
    public int run(Invocation invocation) {
        if (path == null) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'PATH'");
        }
        if (follow) {
            if (dryRun || maxBad != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--follow goes with neither --dry-run nor --max-bad: it has no end to count to");
            }
            return new StreamRun(invocation, mapping, stream, metrics).folder(path);
        }
        if (stream.idle != null || stream.availableNow) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--stop-when-idle and --available-now go with --follow: a batch ends by itself");
        }
        if (metrics.port != null) {
            throw new ParameterException(
                    spec.commandLine(), "--metrics-port goes with --follow: a batch is over before anybody asks");
        }
        IngestRun run = new IngestRun(invocation, path, mapping, !noProgress);
        BatchReport report = dryRun ? run.plan() : run.ingest(metrics.file);
        invocation.say("%,d read = %,d accepted + %,d rejected + %,d filtered + %,d duplicates%s"
                .formatted(
                        report.read(),
                        report.accepted(),
                        report.rejected(),
                        report.filtered(),
                        report.duplicates(),
                        dryRun ? "; nothing was written" : ""));
        if (report.read() > 0 && report.accepted() == 0 && report.rejected() == 0 && !dryRun) {
            invocation.say("Everything was here already; nothing changed.");
        }
        if (maxBad != null && maxBad.isExceededBy(report)) {
            invocation.complain("Cannot call batch " + report.batchId() + " good: " + report.rejected() + " of "
                    + report.read() + " records were rejected, more than " + maxBad
                    + ". See why with `crmlake dead-letters list`.");
            return ExitCode.TOO_MANY_REJECTIONS;
        }
        return nothingIsGood(invocation, report, mapping, maxBad) ? ExitCode.TOO_MANY_REJECTIONS : ExitCode.DONE;
    }

    /**
     * Says in words what the counts of an input mean of which nothing is an event.
     *
     * @param maxBad how many rejections are allowed, or null if nobody has said so
     * @return whether that is more rejections than are allowed
     */
    static boolean nothingIsGood(Invocation invocation, BatchReport report, Path mapping, MaxBad maxBad) {
        if (report.read() == 0) {
            invocation.complain("There was no record to read.");
            return false;
        }
        if (report.rejected() < report.read()) {
            return false;
        }
        invocation.complain("Every one of the " + report.read() + " records was rejected. "
                + (mapping == null
                        ? "Without --mapping each line is read as an event of the Segment Spec in JSON: give one for anything"
                                + " else."
                        : "Look at the reasons: the mapping may be for other files."));
        return maxBad == null;
    }
}
