package org.crmlake.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.crmlake.jobs.JobOptions;
import picocli.CommandLine;

/** Every command, one line each, in the order in which {@code help} lists them. */
final class Commands {
    private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();

    /** They speak of the other commands. */
    private static final Set<String> NEED_ALL = Set.of("help", "completion");

    static {
        ALL.put("sandbox", SandboxCommand::new);
        ALL.put("init", InitCommand::new);
        ALL.put("ingest", IngestCommand::new);
        ALL.put("dead-letters", DeadLettersCommand::new);
        ALL.put("history", HistoryCommand::new);
        ALL.put("profile", ProfileCommand::new);
        ALL.put("query", QueryCommand::new);
        ALL.put("jobs", JobsCommand::new);
        ALL.put("run", () -> RunCommand.withOptionsOf(JobOptions.all()));
        ALL.put("models", ModelsCommand::new);
        ALL.put("segment", SegmentCommand::new);
        ALL.put("verify", VerifyCommand::new);
        ALL.put("export", ExportCommand::new);
        ALL.put("campaign", CampaignCommand::new);
        ALL.put("demo", DemoCommand::new);
        ALL.put("doctor", DoctorCommand::new);
        ALL.put("config", ConfigCommand::new);
        ALL.put("completion", CompletionCommand::new);
        ALL.put("help", HelpCommand::new);
    }

    private Commands() {}

    static Set<String> names() {
        return ALL.keySet();
    }

    /**
     * Returns a parser for {@code args}. If they name a command, it knows that command only: Picocli reads every annotation of
     * what it is given, and {@code history} must not wait for that. Else, and for help, it knows all.
     */
    static CommandLine parser(RootCommand root, String... args) {
        CommandLine line = new CommandLine(root);
        String named = named(args);
        boolean all = named == null || NEED_ALL.contains(named);
        ALL.forEach((name, command) -> {
            if (all || name.equals(named)) {
                line.addSubcommand(name, command.get());
            }
        });
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false)
                .setUsageHelpWidth(100);
    }

    /** Returns the first of {@code args} that is neither an option nor an option's value, if it is a command's name. */
    private static String named(String... args) {
        boolean value = false;
        for (String arg : args) {
            if (!value && !arg.startsWith("-")) {
                return ALL.containsKey(arg) ? arg : null;
            }
            value = arg.equals("--tenant") || arg.equals("-o") || arg.equals("--output") || arg.equals("--set");
        }
        return null;
    }
}
