package org.crmlake.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.crmlake.cli.output.Format;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.sandbox.SandboxControl;
import org.crmlake.sandbox.SandboxHome;
import org.crmlake.sandbox.SandboxLaunch;
import org.crmlake.sandbox.SandboxStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code crmlake sandbox}: HDFS, ZooKeeper and HBase on this machine. */
@Command(
        name = "sandbox",
        description = "HDFS, ZooKeeper and HBase in one background process on this machine, with their data on disk.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SandboxCommand.Start.class,
            SandboxCommand.Stop.class,
            SandboxCommand.Status.class,
            SandboxCommand.Destroy.class
        },
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake sandbox start", "  crmlake sandbox status -o json"})
final class SandboxCommand {

    @Command(
            name = "start",
            description = "Start the sandbox, or return at once if it runs.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake sandbox start", "  crmlake sandbox start --set crmlake.home=/data/crmlake"})
    static final class Start implements Action {
        private static final Duration PATIENCE = Duration.ofMinutes(2);

        @Option(
                names = "--move-catalog",
                description =
                        "From now on keep the lake's catalog in the sandbox's database, in a home where plain files have"
                                + " kept it. Run crmlake init for each tenant afterwards.")
        boolean moveCatalog;

        @Override
        public int run(Invocation invocation) {
            if (moveCatalog) {
                control(invocation).moveCatalog();
            }
            return show(invocation, control(invocation).start(PATIENCE));
        }
    }

    @Command(
            name = "stop",
            description = "Stop the sandbox; its data stay.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake sandbox stop")
    static final class Stop implements Action {
        private static final Duration PATIENCE = Duration.ofMinutes(1);

        @Override
        public int run(Invocation invocation) {
            return show(invocation, control(invocation).stop(PATIENCE));
        }
    }

    @Command(
            name = "status",
            description = "Show what runs, and where the data and the logs are.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake sandbox status")
    static final class Status implements Action {
        @Override
        public int run(Invocation invocation) {
            return show(invocation, control(invocation).status());
        }
    }

    @Command(
            name = "destroy",
            description = "Remove a stopped sandbox with all its data.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake sandbox destroy --yes")
    static final class Destroy implements Action {
        @Option(names = "--yes", description = "Yes, all of the data.")
        boolean yes;

        @Override
        public int run(Invocation invocation) {
            if (!yes) {
                throw new CrmException(
                        Kind.USAGE,
                        "Cannot destroy the sandbox in " + invocation.home()
                                + ": all its data would be lost. Add --yes if that is what you want.");
            }
            control(invocation).destroy();
            return show(invocation, control(invocation).status());
        }
    }

    static SandboxControl control(Invocation invocation) {
        return new SandboxControl(new SandboxHome(invocation.home()), SandboxLaunch.of(System.getProperties()));
    }

    private static int show(Invocation invocation, SandboxStatus status) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("state", status.state().name().toLowerCase(Locale.ROOT));
        result.put("since", status.since().orElse(null));
        result.put("process_id", status.processId() == 0 ? null : status.processId());
        result.put("message", status.message().isEmpty() ? null : status.message());
        result.put("home", status.home().folder());
        result.put("data", status.home().data());
        result.put("conf", status.home().conf());
        result.put("log", status.home().logFile());
        if (invocation.format() == Format.TABLE) {
            result.values().removeIf(value -> value == null);
            status.servers()
                    .forEach(server -> result.put(
                            server.name(), server.address() + (server.listening() ? "" : " (nobody listens)")));
        } else {
            result.put(
                    "servers",
                    status.servers().stream()
                            .map(server -> {
                                Map<String, Object> members = new LinkedHashMap<>();
                                members.put("name", server.name());
                                members.put("address", server.address());
                                members.put("listening", server.listening());
                                return members;
                            })
                            .toList());
        }
        invocation.result(result);
        return ExitCode.DONE;
    }
}
