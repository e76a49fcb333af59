package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures, writes the report and prints it; started by {@code bench/run}. */
@Command(
        name = "bench/run",
        mixinStandardHelpOptions = true,
        description = "Measures crmlake against what it is compared with, both in the same run, and writes"
                + " bench/reports/<date>.json.")
final class Bench implements Callable<Integer> {
    private static final List<Line> LINES = List.of(
            new SandboxLine(),
            new HistoryLine(),
            new IngestLine(),
            new PutsLine(),
            new LookupLine(),
            new FreshnessLine(),
            new MemoryLine(),
            new ScoringLine(),
            new FitLine(),
            new GrowthLine(),
            new SegmentsLine(),
            new ExplainLine(),
            new PathsLine(),
            new ExperimentLine(),
            new CommitsLine());

    private static final int STREAMED = 20_000;

    @Parameters(
            arity = "0..*",
            paramLabel = "LINE",
            description =
                    "Which of sandbox, history, ingest, puts, lookup, freshness, memory, scoring, fit, growth, segments, explain, attribution,"
                            + " experiment, commits (default: all but commits, which takes hours).")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--quick",
            description = "Small files and few runs: shows that the benchmark works, and nothing else.")
    private boolean quick;

    @Option(
            names = "--commits",
            paramLabel = "N",
            description = "How many commits the line commits makes (default: 100,000, through a stream 20,000).")
    private Integer commits;

    @Option(names = "--through-stream", description = "A whole stream makes the commits of the line commits.")
    private boolean throughStream;

    @Option(names = "--keep", description = "Keep the work folder, with the generated files and the sandboxes.")
    private boolean keep;

    @Option(names = "--repository", hidden = true, defaultValue = ".")
    private Path repository;

    @Spec
    private CommandSpec spec;

    private final Clock clock;

    Bench(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = repository.toAbsolutePath().normalize();
        Path work = root.resolve("bench/target/work");
        Sizes sizes = sizes();
        List<Comparison> comparisons = new ArrayList<>();
        List<Line> chosen = chosen();
        boolean failed = false;
        delete(work);
        try (Lab lab = new Lab(root, work, sizes)) {
            for (Line line : chosen) {
                System.err.println(clock.instant() + " " + line.name() + " …");
                try {
                    comparisons.addAll(line.measure(lab));
                } catch (IOException | IllegalStateException e) {
                    // What the other lines say is true all the same.
                    System.err.println(line.name() + ": " + e.getMessage());
                    failed = true;
                }
            }
        }
        Instant now = clock.instant();
        Report report = new Report(now, Machine.here(), commit(root), sizes, comparisons);
        String date = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(now);
        Path file = root.resolve("bench/reports/" + date + (quick ? "-quick" : "") + ".json");
        report.write(file);
        System.out.print(report.table());
        System.err.println("Written: " + file);
        if (!keep) {
            delete(work);
        }
        return failed ? 1 : 0;
    }

    private List<Line> chosen() {
        List<String> known = LINES.stream().map(Line::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "Cannot measure '" + name + "': there is no such line. Choose of " + String.join(", ", known)
                                + ".");
            }
        }
        return LINES.stream()
                .filter(line -> names.isEmpty() ? !line.isAskedFor() : names.contains(line.name()))
                .toList();
    }

    private Sizes sizes() {
        Sizes sizes = quick ? Sizes.QUICK : Sizes.FULL;
        int number = throughStream && !quick ? STREAMED : sizes.commits().number();
        return sizes.with(new Sizes.Commits(commits == null ? number : commits, throughStream));
    }

    private static String commit(Path root) throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD")
                .directory(root.toFile())
                .start();
        String commit = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? commit : "unknown";
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench(Clock.systemUTC()));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            System.err.println(failure instanceof IllegalStateException ? failure.getMessage() : failure.toString());
            return 1;
        });
        System.exit(line.execute(arguments));
    }
}
