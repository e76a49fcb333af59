package org.crmlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HdfsServersTest {
    private ServerSettings settings;

    @BeforeEach
    void open(@TempDir Path folder) {
        SandboxHome home = new SandboxHome(folder);
        settings = new ServerSettings(home, SandboxPorts.ofHome(home));
    }

    @Test
    void beginsAFirstStartAnewThatWasCutOff() throws IOException {
        Path half = write(settings.nameFolder().resolve("current/half"));

        HdfsServers.formatOnce(settings, settings.nameNode());

        assertThat(half).doesNotExist();
        assertThat(settings.nameFolder().resolve("current/VERSION")).exists();
    }

    @Test
    void keepsTheDataOfACopyThatLacksTheMarker() throws IOException {
        HdfsServers.formatOnce(settings, settings.nameNode());
        Path marker = settings.home().data().resolve("namenode.formatted");
        Path block = write(settings.dataFolder().resolve("current/blk_1"));
        Path zooKeeper = write(settings.zooKeeperFolder().resolve("log.1"));
        String names = Files.readString(settings.nameFolder().resolve("current/VERSION"));
        Files.delete(marker);

        HdfsServers.formatOnce(settings, settings.nameNode());

        assertThat(block).exists();
        assertThat(zooKeeper).exists();
        assertThat(marker).exists();
        assertThat(settings.nameFolder().resolve("current/VERSION")).hasContent(names);
    }

    @Test
    void refusesDataThatNoNameNodeKnows() throws IOException {
        Path block = write(settings.dataFolder().resolve("current/blk_1"));

        assertThatThrownBy(() -> HdfsServers.formatOnce(settings, settings.nameNode()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessage("Cannot start HDFS: " + settings.dataFolder() + " holds data, and " + settings.nameFolder()
                        + ", which knows what they are, is not there. Restore it, or remove both with `crmlake sandbox"
                        + " destroy`.");
        assertThat(block).exists();
    }

    private static Path write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "kept");
    }
}
