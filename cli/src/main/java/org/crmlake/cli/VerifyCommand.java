package org.crmlake.cli;

import java.time.LocalDate;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crmlake verify}: whether the lake and HBase hold the same events. */
@Command(
        name = "verify",
        description =
                "Compare the events of the lake with those of HBase, by count and checksum of each day, and without --from and"
                        + " --to the traits and consents of profiles too. Exit code 4 says that they differ.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake verify",
            "  crmlake verify --from 2011-06-01 --to 2011-07-01 -o json",
            "  crmlake verify --repair --dry-run",
            "  crmlake verify --repair --yes"
        })
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

    @Option(
            names = "--repair",
            description =
                    "Bring HBase to what the lake says: what no committed batch brought is removed, what is missing is"
                            + " written. Sources that are being ingested are left alone.")
    boolean repair;

    @Option(names = "--dry-run", description = "With --repair: change nothing, and show what would be changed.")
    boolean dryRun;

    @Option(names = "--yes", description = "With --repair: yes, remove it.")
    boolean yes;

    @Spec
    CommandSpec spec;

    @Override
    public int run(Invocation invocation) {
        if (!repair) {
            if (dryRun || yes) {
                throw new ParameterException(spec.commandLine(), "--dry-run and --yes go with --repair");
            }
            VerifyRun.compare(invocation, from, to);
        } else if (dryRun) {
            VerifyRun.planRepair(invocation, from, to);
        } else if (yes) {
            VerifyRun.repair(invocation, from, to);
        } else {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot repair the stores of tenant " + invocation.tenant()
                            + ": what the lake does not have would be removed from HBase. Look at it with --dry-run, and add --yes"
                            + " if that is what you want.");
        }
        return ExitCode.DONE;
    }
}
