package org.crmlake.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * crmlake as a user runs it: {@code bin/crmlake} of this repository, with a home of its own.
 *
 * @param repository the checkout
 * @param home the {@code CRMLAKE_HOME} of all commands
 */
record Crmlake(Path repository, Path home) {
    /** Runs {@code bin/crmlake} with these arguments. */
    Run run(String... arguments) throws IOException, InterruptedException {
        List<String> line =
                new ArrayList<>(List.of(repository.resolve("bin/crmlake").toString()));
        line.addAll(List.of(arguments));
        return command(line).run();
    }

    /** Returns any command in the same surroundings. */
    Command command(List<String> line) throws IOException {
        Files.createDirectories(home);
        Map<String, String> environment = new HashMap<>();
        environment.put("CRMLAKE_HOME", home.toString());
        return new Command(line, environment, home);
    }

    Path conf() {
        return home.resolve("conf");
    }

    /** Returns the process of the running sandbox. */
    long sandboxPid() throws IOException {
        return Long.parseLong(sandboxState().getProperty("pid"));
    }

    boolean sandboxRuns() throws IOException {
        return sandboxState().getProperty("phase", "").equals("RUNNING");
    }

    /** Returns the CPU time that the sandbox's servers have used so far. */
    Duration sandboxCpu() throws IOException {
        return ProcFile.cpu(sandboxPid())
                .orElseThrow(() -> new IllegalStateException("Cannot measure the sandbox: it is gone."));
    }

    private Properties sandboxState() throws IOException {
        Properties state = new Properties();
        Path file = home.resolve("sandbox/state.properties");
        if (Files.exists(file)) {
            state.load(Files.newBufferedReader(file, StandardCharsets.UTF_8));
        }
        return state;
    }
}
