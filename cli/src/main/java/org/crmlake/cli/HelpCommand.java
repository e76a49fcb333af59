package org.crmlake.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code crmlake help}: the same text as {@code --help}. */
@Command(
        name = "help",
        description = "Show the commands, or how one of them is used.",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake help", "  crmlake help sandbox start"})
final class HelpCommand implements Action {
    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            description = "The command to explain; without it, all of them.")
    List<String> path = new ArrayList<>();

    @Spec
    CommandSpec spec;

    @Override
    public int run(Invocation invocation) {
        CommandLine asked = spec.parent().commandLine();
        for (String name : path) {
            CommandLine child = asked.getSubcommands().get(name);
            if (child == null) {
                throw new UnmatchedArgumentException(asked, List.of(name));
            }
            asked = child;
        }
        PrintWriter out = new PrintWriter(invocation.shell().out());
        asked.usage(out);
        out.flush();
        return ExitCode.DONE;
    }
}
