package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.crmlake.cli.RunCrmlake.Outcome;

/** Runs {@code bin/crmlake} as it is built, on the class path that is shipped, in an environment that names nothing but what a test adds. */
final class PackagedCommand {
    private static final int PATIENCE_MINUTES = 5;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    /**
     * @param folder for what commands say, and for the sandbox
     */
    PackagedCommand(Path folder) {
        this.folder = folder;
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

    /** A command that stands still fails by its name, and is ended with all that it started. */
    Outcome run(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(RunCrmlake.REPOSITORY.resolve("bin/crmlake").toString());
        line.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile(folder, "out", null);
            Path err = Files.createTempFile(folder, "err", null);
            ProcessBuilder builder = new ProcessBuilder(line)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.matches("(CRMLAKE|SPARK|HADOOP|HBASE)_.*"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            assertThat(ended).as(() -> line + " stands still").isTrue();
            return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
