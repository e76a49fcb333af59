package org.crmlake.cli;

import picocli.CommandLine.Command;

/** {@code crmlake jobs}: what can be run. */
@Command(
        name = "jobs",
        description = "Show what can be run.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = JobsCommand.ListJobs.class,
        footerHeading = "%nExamples:%n",
        footer = "  crmlake jobs list")
final class JobsCommand {

    @Command(
            name = "list",
            description = "List the jobs: what each does, reads and writes.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake jobs list", "  crmlake jobs list -o json"})
    static final class ListJobs implements Action {
        @Override
        public int run(Invocation invocation) {
            JobsRun.list(invocation);
            return ExitCode.DONE;
        }
    }
}
