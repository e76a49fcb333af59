package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.RunCrmlake.Outcome;

/** Runs {@code bin/crmlake} as it is built, on the class path that is shipped, in an environment that names nothing but what a test adds. */
final class PackagedCommand {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Map<String, String> environment = new HashMap<>();

    /**
     * @param folder for the sandbox
     */
    PackagedCommand(Path folder) {
        with("CRMLAKE_NO_BUILD", "1")
                .with("CRMLAKE_HOME", folder.resolve("home").toString());
    }

    PackagedCommand with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    PackagedCommand with(Map<String, String> variables) {
        environment.putAll(variables);
        return this;
    }

    /** Runs a command that has to end well, and returns what it said. */
    Outcome done(String... arguments) {
        Outcome outcome = run(arguments);
        assertThat(outcome.code())
                .as(() -> String.join(" ", arguments) + "\n" + outcome)
                .isZero();
        return outcome;
    }

    Outcome run(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(RunCrmlake.REPOSITORY.resolve("bin/crmlake").toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.matches("(CRMLAKE|SPARK|HADOOP|HBASE)_.*"));
        builder.environment().putAll(environment);
        try {
            return ChildJvm.outcome(builder, PATIENCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
