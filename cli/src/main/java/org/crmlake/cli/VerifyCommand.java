package org.crmlake.cli;

import java.time.LocalDate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crmlake verify}: whether the lake and HBase hold the same events. */
@Command(
        name = "verify",
        description =
                "Compare the events of the lake with those of HBase, by count and checksum of each day. Exit code 4 says"
                        + " that they differ.",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake verify", "  crmlake verify --from 2011-06-01 --to 2011-07-01 -o json"})
final class VerifyCommand implements Action {
    @Option(
            names = "--from",
            paramLabel = "DATE",
            defaultValue = "1970-01-01",
            converter = Converters.ToDate.class,
            description = "The first day that counts, in UTC (default: the first of all).")
    LocalDate from;

    @Option(
            names = "--to",
            paramLabel = "DATE",
            defaultValue = "9999-12-31",
            converter = Converters.ToDate.class,
            description = "The first day that no longer counts, in UTC (default: none).")
    LocalDate to;

    @Override
    public int run(Invocation invocation) {
        VerifyRun.compare(invocation, from, to);
        return ExitCode.DONE;
    }
}
