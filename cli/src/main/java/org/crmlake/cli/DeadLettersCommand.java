package org.crmlake.cli;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crmlake dead-letters}: the records that were turned down, and what to do about them. */
@Command(
        name = "dead-letters",
        description = "List the records that were turned down, take them in again or give them up.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DeadLettersCommand.ListCounts.class,
            DeadLettersCommand.Show.class,
            DeadLettersCommand.Replay.class,
            DeadLettersCommand.Discard.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake dead-letters list",
            "  crmlake dead-letters replay --mapping shop.yaml --dry-run",
        })
final class DeadLettersCommand {

    @Command(
            name = "list",
            description = "Count the dead letters by source, stage, reason and state; values in reasons are left out.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake dead-letters list", "  crmlake dead-letters list --source shop --state open -o json"})
    static final class ListCounts implements Action {
        @Mixin
        DeadLetterOptions which;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Only those that are open, replaying, replayed or discarded (default: all).")
        DeadLetterOptions.State state;

        @Override
        public int run(Invocation invocation) {
            DeadLettersRun.list(invocation, which, state);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "show",
            description = "Show dead letters with their bytes and their reasons. They hold personal data.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  crmlake dead-letters show --source shop --reason event_time --limit 5",
                "  crmlake dead-letters show 0b2c9a6e-93c4-5d0e-8f55-1f0d4f6a7b11 -o json"
            })
    static final class Show implements Action {
        @Mixin
        DeadLetterOptions which;

        @Option(
                names = "--state",
                paramLabel = "STATE",
                description = "Those that are open, replaying, replayed or discarded (default: all).")
        DeadLetterOptions.State state;

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                converter = Converters.ToCount.class,
                description = "The most to show (default: 20).")
        int limit;

        @Override
        public int run(Invocation invocation) {
            DeadLettersRun.show(invocation, which, state, limit);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "replay",
            description =
                    "Take in open dead letters of the mapping's source under a mended mapping. Those that it turns"
                            + " down again have one more attempt; those that it has turned down before are left alone.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  crmlake dead-letters replay --mapping shop.yaml --dry-run",
                "  crmlake dead-letters replay --mapping shop.yaml --reason event_time"
            })
    static final class Replay implements Action {
        @Mixin
        DeadLetterOptions which;

        @Option(
                names = "--mapping",
                paramLabel = "FILE",
                description = "How records become events (default: JSON lines of the Segment Spec).")
        Path mapping;

        @Option(names = "--dry-run", description = "Write nothing: show the counts and five of the events.")
        boolean dryRun;

        @Override
        public int run(Invocation invocation) {
            DeadLettersRun.replay(invocation, which, mapping, dryRun);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "discard",
            description = "Give up open dead letters. They stay in the lake with the reason, and no replay takes them.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake dead-letters discard --source shop --stage decode --because \"test lines of 3 May\"")
    static final class Discard implements Action {
        @Mixin
        DeadLetterOptions which;

        @Option(names = "--because", paramLabel = "TEXT", required = true, description = "Why they are given up.")
        String because;

        @Spec
        CommandSpec spec;

        @Override
        public int run(Invocation invocation) {
            if (because.isBlank()) {
                throw new ParameterException(spec.commandLine(), "--because is blank: say why they are given up");
            }
            DeadLettersRun.discard(invocation, which, because);
            return ExitCode.DONE;
        }
    }
}
