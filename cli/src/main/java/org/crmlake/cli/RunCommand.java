package org.crmlake.cli;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.crmlake.jobs.JobOption;
import org.crmlake.jobs.JobOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code crmlake run}: one or more jobs for a date. Beside its own options it takes those of all jobs, as {@link JobOptions} lists
 * them; whether the chosen jobs have them is seen when they run.
 */
@Command(
        name = "run",
        customSynopsis = "crmlake run JOB... [--as-of=DATE] [OPTION]...",
        description = "Run jobs, one after the other. Run again for the same date, a job replaces what it wrote.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake run rfm --as-of 2011-09-01",
            "  crmlake run churn --as-of 1997-10-01 --model bg-nbd --period week -o json",
            "  crmlake run maintenance --dry-run",
            "  crmlake run backtest --cut 1997-09-30 --horizon 39 --report backtest.html"
        })
final class RunCommand implements Action {
    @Parameters(paramLabel = "JOB", arity = "1..*", description = "Names from `crmlake jobs list`.")
    List<String> jobs;

    @Option(
            names = "--as-of",
            paramLabel = "DATE",
            converter = Converters.ToDate.class,
            description =
                    "The date the result is true for: what happened before it began counts. It begins at midnight in UTC,"
                            + " for segments and campaigns in the zone of tenant.zone. Only maintenance does without.")
    LocalDate asOf;

    @Option(
            names = "--cut",
            paramLabel = "DATE",
            converter = Converters.ToDate.class,
            description = "In its place: the last day that counts. For a backtest, the last day of the past.")
    LocalDate cut;

    @Spec
    CommandSpec spec;

    private final Map<String, OptionSpec> ofJobs = new LinkedHashMap<>();

    private RunCommand() {}

    /** Returns the command with the options of these jobs, by the name of the job. */
    static CommandLine withOptionsOf(Map<String, List<JobOption<?>>> jobs) {
        RunCommand command = new RunCommand();
        CommandLine line = new CommandLine(command);
        if (!jobs.isEmpty()) {
            ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                    .heading("%nOptions of jobs, each with the names of those that take it:%n")
                    .validate(false)
                    .order(1);
            byName(jobs).forEach((name, owners) -> {
                OptionSpec option = optionOf(owners);
                command.ofJobs.put(name, option);
                group.addArg(option);
            });
            line.getCommandSpec().addArgGroup(group.build());
        }
        return line;
    }

    @Override
    public int run(Invocation invocation) {
        Map<String, String> given = new LinkedHashMap<>();
        ofJobs.forEach((name, option) -> {
            if (option.getValue() != null) {
                given.put(name, option.getValue().toString());
            }
        });
        JobsRun.run(invocation, jobs, date(invocation.shell().clock()), given);
        return ExitCode.DONE;
    }

    /** Returns the date of the run; jobs that go by the clock need none. */
    LocalDate date(Clock clock) {
        if (asOf != null && cut != null) {
            throw new ParameterException(spec.commandLine(), "--as-of and --cut say the same; give one of them");
        }
        if (asOf == null && cut == null && JobOptions.goByTheClock(jobs)) {
            return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        }
        if (asOf == null && cut == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--as-of=DATE'");
        }
        return asOf != null ? asOf : cut.plusDays(1);
    }

    /** Options of the same name are one for the command line: each job reads its value in its own way. */
    private static Map<String, Map<String, JobOption<?>>> byName(Map<String, List<JobOption<?>>> jobs) {
        Map<String, Map<String, JobOption<?>>> byName = new TreeMap<>();
        jobs.forEach((job, options) -> options.forEach(option ->
                byName.computeIfAbsent(option.name(), name -> new TreeMap<>()).put(job, option)));
        return byName;
    }

    private static OptionSpec optionOf(Map<String, JobOption<?>> owners) {
        JobOption<?> first = owners.values().iterator().next();
        // The jobs that say the same of it share a line.
        Map<String, List<String>> jobsByText = owners.entrySet().stream()
                .collect(Collectors.groupingBy(
                        owner -> describe(owner.getValue()),
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        String[] lines = jobsByText.entrySet().stream()
                .map(text -> String.join(", ", text.getValue()) + ": " + text.getKey())
                // Picocli takes a percent sign for the start of a format.
                .map(text -> text.replace("%", "%%"))
                .toArray(String[]::new);
        return OptionSpec.builder("--" + first.name())
                .arity(first.isFlag() ? "0" : "1")
                .type(first.isFlag() ? Boolean.class : String.class)
                .paramLabel(first.label())
                .description(lines)
                .build();
    }

    private static String describe(JobOption<?> option) {
        String sentence = option.description();
        String note = option.presence() == JobOption.Presence.REQUIRED
                ? " (required)"
                : option.isFlag()
                        ? ""
                        : option.fallback()
                                .map(fallback -> " (default: " + fallback + ")")
                                .orElse("");
        return sentence.substring(0, sentence.length() - 1) + note + ".";
    }
}
