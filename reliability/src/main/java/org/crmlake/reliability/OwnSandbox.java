package org.crmlake.reliability;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** A sandbox for one run: made anew at the beginning and removed at the end. */
final class OwnSandbox implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Launch launch;

    private OwnSandbox(Launch launch) {
        this.launch = launch;
    }

    static OwnSandbox start(Launch launch) throws IOException, InterruptedException {
        OwnSandbox sandbox = new OwnSandbox(launch);
        sandbox.close();
        sandbox.resume();
        return sandbox;
    }

    /** Starts the servers on the data that are there. */
    void resume() throws IOException, InterruptedException {
        run("start");
    }

    /** Kills the process of all servers with SIGKILL. */
    void kill() throws IOException {
        Properties state = new Properties();
        try (Reader file = Files.newBufferedReader(launch.folder().resolve("sandbox/state.properties"))) {
            state.load(file);
        }
        ProcessHandle servers = ProcessHandle.of(Long.parseLong(state.getProperty("pid")))
                .orElseThrow(() -> new IllegalStateException("The sandbox has ended by itself."));
        servers.destroyForcibly();
        servers.onExit().join();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("stop");
        run("destroy", "--yes");
    }

    private void run(String... what) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("sandbox"));
        words.addAll(List.of(what));
        try (Child child = launch.start(words)) {
            int code = child.await(PATIENCE);
            if (code != 0) {
                throw new IllegalStateException("Cannot " + what[0] + " the sandbox: " + child.words());
            }
        }
    }
}
