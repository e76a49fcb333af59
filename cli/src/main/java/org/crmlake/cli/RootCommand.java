package org.crmlake.cli;

import java.util.ArrayList;
import java.util.List;
import org.crmlake.cli.output.Format;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code crmlake} itself: the options that every command takes. */
@Command(
        name = "crmlake",
        description = "A big-data CRM: customer events in a lake and in HBase, jobs over them, answers at once.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%nOptions of every command:%n",
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake demo", "  crmlake help ingest"})
final class RootCommand {
    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            defaultValue = "default",
            description = "Whose tables to use (default: default).")
    String tenant;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            scope = ScopeType.INHERIT,
            defaultValue = "table",
            converter = Converters.ToFormat.class,
            description = "How to write the result: table, json, ndjson or csv (default: table).")
    Format output;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "Write the result and errors only.")
    boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Write the log, and the stack trace of an error.")
    boolean verbose;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            scope = ScopeType.INHERIT,
            description = "Set a key of conf/crmlake.properties for this run. Can be given several times.")
    List<String> settings = new ArrayList<>();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Show the version.")
    boolean version;
}
