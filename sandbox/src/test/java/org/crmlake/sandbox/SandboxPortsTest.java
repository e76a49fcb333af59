package org.crmlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxPortsTest {
    @Test
    void choosesDistinctPortsBelowThoseOfOutgoingConnections() {
        SandboxPorts ports = SandboxPorts.choose(RandomGenerator.getDefault());

        assertThat(ports.numbers()).hasSize(SandboxPorts.Port.values().length);
        assertThat(ports.numbers().values())
                .doesNotHaveDuplicates()
                .allMatch(number -> number >= 10_240 && number < 32_768);
    }

    @Test
    void keepsThePortsOfAHomeForEver(@TempDir Path folder) {
        SandboxHome home = new SandboxHome(folder);

        assertThat(SandboxPorts.ofHome(home)).isEqualTo(SandboxPorts.ofHome(home));
    }

    @Test
    void refusesADamagedPortsFile(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts.ofHome(home);
        String saved = Files.readString(home.portsFile());
        Files.writeString(home.portsFile(), saved.replaceAll("zookeeper=\\d+", "zookeeper=many"));

        assertThatThrownBy(() -> SandboxPorts.ofHome(home))
                .hasMessage("Cannot read the sandbox's ports from " + home.portsFile()
                        + ": zookeeper is 'many', not a port number. Put the number back, or destroy the sandbox.");
    }

    @Test
    void givesAHomeWithoutADatabaseAPortForOneAndLeavesTheOthers(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts ports = SandboxPorts.ofHome(home);
        Files.writeString(home.portsFile(), Files.readString(home.portsFile()).replaceAll("catalog=\\d+\n", ""));

        SandboxPorts again = SandboxPorts.ofHome(home);

        assertThat(again).isEqualTo(SandboxPorts.ofHome(home));
        assertThat(again.of(SandboxPorts.Port.NAMENODE)).isEqualTo(ports.of(SandboxPorts.Port.NAMENODE));
        assertThat(again.numbers().values()).doesNotHaveDuplicates().hasSize(SandboxPorts.Port.values().length);
    }
}
