package org.crmlake.cli;

import java.util.List;
import org.crmlake.cli.config.Configuration;
import org.crmlake.cli.config.Key;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.RowSink;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code crmlake config}: what the settings are and where each was said. */
@Command(
        name = "config",
        description = "Explain or check the settings.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCommand.Explain.class, ConfigCommand.Check.class},
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake config explain", "  crmlake config check"})
final class ConfigCommand {

    @Command(
            name = "explain",
            description = "Show every setting, or one: its value, where it was said, and what it is for.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake config explain", "  crmlake config explain crmlake.home -o json"})
    static final class Explain implements Action {
        @Parameters(paramLabel = "KEY", arity = "0..1", description = "The key to explain; without it, all.")
        String name;

        @Override
        public int run(Invocation invocation) {
            Configuration configuration = invocation.configuration();
            List<Key<?>> asked = name == null ? Keys.ALL : List.of(key());
            try (RowSink rows = invocation.rows("key", "value", "said_by", "takes", "default", "meaning")) {
                for (Key<?> key : asked) {
                    Configuration.Setting setting = configuration.setting(key);
                    rows.row(
                            key.name(),
                            key.shown(setting.text()),
                            setting.origin(),
                            key.values(),
                            key.defaultText(),
                            key.sentence());
                }
            }
            return ExitCode.DONE;
        }

        private Key<?> key() {
            return Keys.find(name)
                    .orElseThrow(() -> new CrmException(
                            Kind.NOT_FOUND,
                            "Cannot explain '" + Printable.of(name) + "': there is no such key."
                                    + Nearest.question(name, Keys.names())
                                    + " `crmlake config explain` lists all keys."));
        }
    }

    @Command(
            name = "check",
            description = "Read the settings, and the list of suppressions if they name one, and report every problem.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake config check --set crmlake.home=/tmp/crmlake")
    static final class Check implements Action {
        @Override
        public int run(Invocation invocation) {
            invocation.configuration();
            int suppressed = SuppressionList.read(invocation).entries();
            invocation.say(
                    "The settings are in order: " + Keys.ALL.size() + " keys, file " + invocation.settingsFile() + ".");
            if (suppressed > 0) {
                invocation.say(
                        "The list of suppressions has " + suppressed + (suppressed == 1 ? " entry." : " entries."));
            }
            return ExitCode.DONE;
        }
    }
}
