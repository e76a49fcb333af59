package org.crmlake.cli;

import java.time.LocalDate;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake run}: one or more jobs for a date. */
@Command(
        name = "run",
        description = "Run jobs, one after the other. Run again for the same date, a job replaces what it wrote.",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake run rfm --as-of 2011-09-01", "  crmlake run rfm --as-of 2011-09-01 --tenant acme -o json"})
final class RunCommand implements Action {
    @Parameters(paramLabel = "JOB", arity = "1..*", description = "Names from `crmlake jobs list`.")
    List<String> jobs;

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            required = true,
            converter = Converters.ToDate.class,
            description = "The date the result is true for: what happened before its midnight in UTC counts.")
    LocalDate asOf;

    @Override
    public int run(Invocation invocation) {
        JobsRun.run(invocation, jobs, asOf);
        return ExitCode.DONE;
    }
}
