package org.crmlake.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@link EventGenerator}. */
@Command(
        name = "generate-events",
        mixinStandardHelpOptions = true,
        description = "Writes generated events as JSON lines. The same options always write the same bytes.")
final class GenerateCommand implements Callable<Integer> {
    @Option(names = "--events", required = true, description = "How many lines.")
    private long events;

    @Option(names = "--seed", defaultValue = "1", description = "Which file of many (default ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--from", defaultValue = "2026-01-01", description = "The first day (default ${DEFAULT-VALUE}).")
    private LocalDate from;

    @Option(names = "--days", defaultValue = "30", description = "Over how many days (default ${DEFAULT-VALUE}).")
    private int days;

    @Option(names = "--customers", description = "How many customers (default: one for every ten events).")
    private Integer customers;

    @Option(names = "--repeats", defaultValue = "0", description = "The share of repeated lines, 0 to 1.")
    private double repeats;

    @Option(names = "--bad", defaultValue = "0", description = "The share of lines that are no events, 0 to 1.")
    private double bad;

    @Option(names = "--out", description = "The file to write (default: standard output).")
    private Path out;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        EventGenerator generator = generator();
        if (out == null) {
            generator.writeTo(System.out);
            return 0;
        }
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out))) {
            generator.writeTo(file);
        }
        return 0;
    }

    private EventGenerator generator() {
        try {
            EventGenerator all =
                    EventGenerator.of(events, seed).over(from, days).withShares(repeats, bad);
            return customers == null ? all : all.withCustomers(customers);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
