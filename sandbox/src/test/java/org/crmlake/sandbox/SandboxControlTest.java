package org.crmlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.crmlake.sandbox.SandboxStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxControlTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    private static SandboxControl control(Path folder) {
        return new SandboxControl(
                new SandboxHome(folder), new SandboxLaunch(JAVA, "no-such.jar", List.of("-Xmx32m"), null));
    }

    @Test
    void seesNothingInAnEmptyHome(@TempDir Path folder) {
        SandboxStatus status = control(folder).status();

        assertThat(status.state()).isEqualTo(State.ABSENT);
        assertThat(status.processId()).isZero();
        assertThat(status.since()).isEmpty();
        assertThat(status.servers()).isEmpty();
        assertThat(folder).as("looking leaves nothing behind").isEmptyDirectory();
    }

    @Test
    void doesNotTakeADeadProcessForARunningOne(@TempDir Path folder) {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts.ofHome(home);
        // The number of a process that lives, as it happens when the system uses a number again.
        ServerState.ofThisProcess(ServerState.Phase.RUNNING, Instant.parse("2024-05-01T00:00:00Z"), "")
                .write(home.stateFile());

        assertThat(control(folder).status().state()).isEqualTo(State.STOPPED);
    }

    @Test
    void onlyWhoStartsAHomeOfEarlierChoosesThePortOfItsDatabase(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts.ofHome(home);
        String before = Files.readString(home.portsFile()).replaceAll("catalog=\\d+\\R", "");
        Files.writeString(home.portsFile(), before);
        CatalogPasswords.choose(home);

        SandboxStatus status = control(folder).status();

        assertThat(status.state()).isEqualTo(State.STOPPED);
        assertThat(status.servers()).hasSize(5).noneMatch(server -> server.name()
                .equals("catalog"));
        assertThat(home.portsFile()).hasContent(before);
        assertThatThrownBy(() -> control(folder).start(Duration.ofSeconds(30)))
                .hasMessageContaining("its process ended with code 1");
        assertThat(SandboxPorts.saved(home).orElseThrow().numbers()).containsKey(SandboxPorts.Port.CATALOG);
        assertThat(control(folder).status().servers()).hasSize(6);
    }

    @Test
    void movesNoCatalogWhileAnotherCommandStarts(@TempDir Path folder) {
        SandboxHome home = new SandboxHome(folder);
        try (HeldLock starter = HeldLock.tryLock(home.startLock()).orElseThrow()) {
            assertThat(starter.lock().isValid()).isTrue();
            assertThatThrownBy(() -> control(folder).moveCatalog())
                    .hasMessageContaining("another command has been starting it");
            assertThat(home.catalogPasswords()).doesNotExist();
        }

        control(folder).moveCatalog();
        assertThat(home.catalogPasswords()).exists();
    }

    @Test
    void stopsNothingWhereNothingRuns(@TempDir Path folder) {
        assertThat(control(folder).stop(Duration.ofSeconds(1)).state()).isEqualTo(State.ABSENT);
    }

    @Test
    void tellsHowAProcessEndedThatNeverSpoke(@TempDir Path folder) {
        SandboxHome home = new SandboxHome(folder);

        assertThatThrownBy(() -> control(folder).start(Duration.ofSeconds(30)))
                .hasMessage("Cannot start the sandbox in " + home.folder() + ": its process ended with code 1. Read "
                        + home.logFile() + " and " + home.outputFile() + ".");
        assertThat(home.outputFile()).content().contains("org.crmlake.sandbox.Sandbox");
    }

    @Test
    void letsOnlyItsOwnerLookIntoItsFolders(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder.resolve("home"));
        Files.createDirectories(home.data());
        Files.setPosixFilePermissions(home.data(), PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> control(home.folder()).start(Duration.ofSeconds(30)))
                .hasMessageContaining("its process ended with code 1");

        for (Path own : List.of(home.data(), home.logs(), home.scratch())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .as(own.toString())
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void destroysOnlyWhatTheSandboxMade(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts.ofHome(home);
        new ClientSettings(home, SandboxPorts.ofHome(home)).write();
        Files.writeString(folder.resolve("conf/crmlake.properties"), "mine = 1");
        Files.createDirectories(folder.resolve("data"));
        Files.createDirectories(home.logs());
        Files.writeString(home.logFile(), "started");

        control(folder).destroy();

        assertThat(home.data()).doesNotExist();
        assertThat(folder.resolve("conf").toFile().list()).containsExactly("crmlake.properties");
        assertThat(folder.resolve("data")).exists();
        assertThat(home.logs()).doesNotExist();
    }

    @Test
    void leavesAFolderAloneThatIsNoSandbox(@TempDir Path folder) throws Exception {
        Files.createDirectories(folder.resolve("sandbox"));
        Files.writeString(folder.resolve("sandbox/diary"), "mine");

        control(folder).destroy();

        assertThat(folder.resolve("sandbox/diary")).exists();
    }
}
