package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.sandbox.SandboxControl;
import org.crmlake.sandbox.SandboxHome;
import org.crmlake.sandbox.SandboxLaunch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first command of the README, as a new user runs it: with a sandbox of its own, in a process of its own. */
class DemoIT {
    @TempDir
    private Path home;

    @Test
    void goesTheWholeWayAndFindsNothingNewTheSecondTime() throws IOException, InterruptedException {
        Outcome first = demo();
        Outcome second = demo();

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.err())
                .contains("56,781 read = 40,534 accepted + 0 rejected + 16,247 filtered + 0 duplicates")
                .contains("$ crmlake run rfm --as-of 2011-07-16")
                .contains("That was the whole way.");
        assertThat(first.out()).containsPattern("customers +55\\n");
        assertThat(second.code()).as(second.err()).isZero();
        assertThat(second.err())
                .contains("56,781 read = 0 accepted + 0 rejected + 16,247 filtered + 40,534 duplicates")
                .contains("Everything was here already; nothing changed.");
        assertThat(home.resolve("exports/default-champions-2011-07-16.csv")).exists();
    }

    private Outcome demo() throws IOException, InterruptedException {
        return ChildJvm.withSpark().run(Map.of("CRMLAKE_HOME", home.toString()), "demo");
    }

    @AfterEach
    void stopTheSandbox() {
        new SandboxControl(new SandboxHome(home), SandboxLaunch.of(System.getProperties())).stop(Duration.ofMinutes(1));
    }
}
