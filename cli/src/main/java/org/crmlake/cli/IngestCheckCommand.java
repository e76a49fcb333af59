package org.crmlake.cli;

import java.nio.file.Path;
import org.crmlake.model.BatchReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake ingest check}: tries a mapping and contracts on a sample, without a cluster. */
@Command(
        name = "check",
        description =
                "Try a mapping and contracts on a sample: show what would become of its records. Needs no cluster.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake ingest check samples/cdnow/CDNOW_sample.txt --mapping conf/mappings/cdnow.yaml",
            "  crmlake ingest check day.csv --mapping shop.yaml --set ingest.contracts=contracts --max-bad 0"
        })
final class IngestCheckCommand implements Action {
    @Parameters(paramLabel = "PATH", description = "A file or folder; on this machine, unless it names a file system.")
    String path;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description = "How records become events (default: JSON lines of the Segment Spec).")
    Path mapping;

    @Option(
            names = "--max-bad",
            paramLabel = "N|N%",
            converter = MaxBad.Converter.class,
            description =
                    "End with exit code 3 if more records, or a larger part of them, are rejected (default: if all are).")
    MaxBad maxBad;

    @Override
    public int run(Invocation invocation) {
        BatchReport report = new IngestRun(invocation, path, mapping, false).check();
        invocation.say("%,d read = %,d accepted + %,d rejected + %,d filtered + %,d duplicates; nothing was written"
                .formatted(
                        report.read(), report.accepted(), report.rejected(), report.filtered(), report.duplicates()));
        boolean tooMany = maxBad != null && maxBad.isExceededBy(report);
        return tooMany || IngestCommand.nothingIsGood(invocation, report, mapping, maxBad)
                ? ExitCode.TOO_MANY_REJECTIONS
                : ExitCode.DONE;
    }
}
