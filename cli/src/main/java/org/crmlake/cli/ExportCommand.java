package org.crmlake.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.hbase.StoredSegment;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.segment.SegmentDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake export}: a segment's customers as a file. */
@Command(
        name = "export",
        description =
                "Write the customers of a segment to a file that another system takes. Who did not consent to it, or is on"
                        + " the list of suppressions, is never in it.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake export big-spenders --destination google-customer-match --out exports --as-of 2011-07-16",
            "  crmlake export big-spenders --destination klaviyo --out exports --campaign spring",
            "  crmlake export Champions --destination csv --out exports"
        })
final class ExportCommand implements Action {
    private static final String CSV = "csv";

    @Parameters(
            paramLabel = "SEGMENT",
            description =
                    "A segment that is defined, or an RFM segment such as Champions, by default as of the newest scores.")
    String segment;

    @Mixin
    AsOfOption asOf;

    @Option(
            names = "--destination",
            paramLabel = "NAME",
            required = true,
            description =
                    "What the file is for: google-customer-match, meta-custom-audience, tiktok, x, klaviyo, braze,"
                            + " salesforce-marketing-cloud or csv; with @VERSION for other than the newest rules.")
    String destination;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description =
                    "The folder for the files; made if missing. For a segment that is defined, on any file system of"
                            + " Hadoop, for instance hdfs:///exports.")
    String folder;

    @Option(
            names = "--campaign",
            paramLabel = "NAME",
            description =
                    "The campaign that the file is for: the part that it holds out is left out of the file, and who is in which"
                            + " arm is recorded.")
    String campaign;

    @Override
    public int run(Invocation invocation) {
        Destination known = Destinations.installed().named(destination);
        Optional<StoredSegment> defined = defined(invocation);
        if (defined.isPresent()) {
            invocation.result(
                    SegmentQueries.export(invocation, segment, asOf.orToday(invocation), known, folder, campaign));
            return ExitCode.DONE;
        }
        if (!known.name().equals(CSV) || campaign != null) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot export segment '" + Printable.of(segment)
                            + "': it is not defined, and RFM segments go to csv"
                            + " only, and for no campaign. Define it with `crmlake segment define FILE`.");
        }
        invocation.result(SegmentQueries.exportScores(
                invocation, segment, Optional.ofNullable(asOf.date), known, Path.of(folder)));
        return ExitCode.DONE;
    }

    private Optional<StoredSegment> defined(Invocation invocation) {
        if (SegmentDefinition.problem(segment).isPresent()) {
            return Optional.empty();
        }
        try (SegmentStore store = SegmentCommand.open(invocation)) {
            return store.versions(segment).stream().findFirst();
        }
    }
}
