package org.crmlake.cli;

import java.io.IOException;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code crmlake completion}: what makes bash and zsh complete the commands. */
@Command(
        name = "completion",
        description = "Write the script that lets bash and zsh complete commands and options.",
        footerHeading = "%nExamples:%n",
        footer = "  crmlake completion > crmlake.bash")
final class CompletionCommand implements Action {
    @Spec
    CommandSpec spec;

    @Override
    public int run(Invocation invocation) throws IOException {
        invocation.shell().out().write(AutoComplete.bash("crmlake", spec.root().commandLine()));
        return ExitCode.DONE;
    }
}
