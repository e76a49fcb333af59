package org.crmlake.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.crmlake.jobs.JobOptions;
import picocli.CommandLine;

/**
 * Every command, one line each, in the order in which {@code help} lists them. Classes and not their constructors: to link one of those takes
 * half a millisecond, and {@code history} would wait for all of them.
 */
final class Commands {
    private static final Map<String, Class<?>> ALL = new LinkedHashMap<>();

    /** They speak of the other commands. */
    private static final Set<String> NEED_ALL = Set.of("help", "completion");

    static {
        ALL.put("sandbox", SandboxCommand.class);
        ALL.put("init", InitCommand.class);
        ALL.put("ingest", IngestCommand.class);
        ALL.put("dead-letters", DeadLettersCommand.class);
        ALL.put("history", HistoryCommand.class);
        ALL.put("profile", ProfileCommand.class);
        ALL.put("query", QueryCommand.class);
        ALL.put("jobs", JobsCommand.class);
        ALL.put("run", RunCommand.class);
        ALL.put("models", ModelsCommand.class);
        ALL.put("segment", SegmentCommand.class);
        ALL.put("verify", VerifyCommand.class);
        ALL.put("export", ExportCommand.class);
        ALL.put("campaign", CampaignCommand.class);
        ALL.put("demo", DemoCommand.class);
        ALL.put("doctor", DoctorCommand.class);
        ALL.put("config", ConfigCommand.class);
        ALL.put("completion", CompletionCommand.class);
        ALL.put("help", HelpCommand.class);
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
                line.addSubcommand(
                        name, command == RunCommand.class ? RunCommand.withOptionsOf(JobOptions.all()) : command);
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
