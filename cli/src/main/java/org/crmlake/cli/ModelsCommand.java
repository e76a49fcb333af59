package org.crmlake.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code crmlake models}: the models that jobs have fitted. */
@Command(
        name = "models",
        description = "Show the models that jobs have fitted.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ModelsCommand.ListModels.class, ModelsCommand.ShowModel.class, ModelsCommand.CompareModels.class
        },
        footerHeading = "%nExamples:%n",
        footer = "  crmlake models list")
final class ModelsCommand {

    @Command(
            name = "list",
            description = "List the models, the oldest first.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake models list", "  crmlake models list -o json"})
    static final class ListModels implements Action {
        @Override
        public int run(Invocation invocation) {
            ModelsRun.list(invocation);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show all that is known of a model.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake models show bg-nbd-1997-09-30-1a2b3c4d")
    static final class ShowModel implements Action {
        @Parameters(paramLabel = "MODEL_ID", description = "From `crmlake models list`.")
        String id;

        @Override
        public int run(Invocation invocation) {
            ModelsRun.show(invocation, id);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "compare",
            description =
                    "Compare models by Akaike's criterion, the best first, and show the Bayesian one beside it. Only models that have learned from the same data"
                            + " can be compared so; for others there is no difference shown.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake models compare bg-nbd-1997-09-30-1a2b3c4d pareto-nbd-1997-09-30-5e6f7a8b")
    static final class CompareModels implements Action {
        @Parameters(paramLabel = "MODEL_ID", arity = "2..*", description = "From `crmlake models list`.")
        List<String> ids;

        @Override
        public int run(Invocation invocation) {
            ModelsRun.compare(invocation, ids);
            return ExitCode.DONE;
        }
    }
}
