package org.crmlake.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.crmlake.cli.export.SegmentExport;
import org.crmlake.cli.export.SegmentExport.Exported;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake export}: a segment's customers as a file. */
@Command(
        name = "export",
        description = "Write the customers of an RFM segment to a file.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake export Champions --destination csv --out exports",
            "  crmlake export \"At Risk\" --as-of 2011-09-01 --destination csv --out exports"
        })
final class ExportCommand implements Action {
    /** The forms a file can have. */
    enum Destination {
        csv
    }

    @Parameters(paramLabel = "SEGMENT", description = "The segment's name, for instance Champions.")
    String segment;

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            converter = Converters.ToDate.class,
            description = "The date of the scores (default: the newest).")
    LocalDate asOf;

    @Option(
            names = "--destination",
            paramLabel = "NAME",
            required = true,
            description = "What the file is for. So far: csv, one line a customer.")
    Destination destination;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "The folder for the file; made if missing.")
    Path folder;

    @Override
    public int run(Invocation invocation) {
        Exported exported = Export.write(invocation, this);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", exported.file());
        result.put("segment", exported.segment());
        result.put("as_of", exported.asOf());
        result.put("customers", exported.customers());
        invocation.result(result);
        return ExitCode.DONE;
    }

    /** What needs Spark: loaded only when the command runs. */
    private static final class Export {
        static Exported write(Invocation invocation, ExportCommand command) {
            return new SegmentExport(SparkSessions.open(invocation), invocation.tenant())
                    .export(command.segment, Optional.ofNullable(command.asOf), command.folder);
        }
    }
}
