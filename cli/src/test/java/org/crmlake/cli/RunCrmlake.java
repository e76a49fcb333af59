package org.crmlake.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.crmlake.cli.output.Screen;

/** Runs command lines in this JVM, with streams, environment and clock of its own. */
final class RunCrmlake {
    /** The repository this code was built from. */
    static final Path REPOSITORY = Path.of(System.getProperty("crmlake.repository"));

    private final Map<String, String> environment = new HashMap<>();

    /** What a command left behind. */
    record Outcome(int code, String out, String err) {}

    RunCrmlake with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    RunCrmlake with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Runs {@code args} with an environment in which nothing of crmlake, Hadoop or HBase is set. */
    static Outcome run(String... args) {
        return new RunCrmlake().go(args);
    }

    Outcome go(String... args) {
        StringWriter out = new StringWriter();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Screen.NONE,
                Map.copyOf(environment),
                REPOSITORY,
                Clock.fixed(Instant.parse("2011-09-01T12:00:00Z"), ZoneOffset.UTC));
        int code = new Crmlake(shell).run(args);
        return new Outcome(code, out.toString(), err.toString(StandardCharsets.UTF_8));
    }
}
