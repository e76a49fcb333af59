package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfFilesTest {
    @TempDir
    private Path home;

    private Path sandbox;
    private Path cluster;

    @BeforeEach
    void makeFolders() throws IOException {
        sandbox = Files.createDirectory(home.resolve("conf"));
        cluster = Files.createDirectory(home.resolve("cluster"));
    }

    @Test
    void areThoseOfTheSandbox() throws IOException {
        write(sandbox, "core-site.xml", "hdfs-site.xml", "hbase-site.xml", "other.xml");

        assertThat(ConfFiles.of(Map.of("HADOOP_CONF_DIR", ""), home).files())
                .containsExactly(
                        sandbox.resolve("core-site.xml"),
                        sandbox.resolve("hdfs-site.xml"),
                        sandbox.resolve("hbase-site.xml"));
    }

    @Test
    void areThoseOfAClusterThatTheEnvironmentNames() throws IOException {
        write(sandbox, "core-site.xml", "hbase-site.xml");
        write(cluster, "core-site.xml", "hbase-site.xml");

        assertThat(ConfFiles.of(
                                Map.of("HADOOP_CONF_DIR", cluster.toString(), "HBASE_CONF_DIR", cluster.toString()),
                                home)
                        .files())
                .containsExactly(cluster.resolve("core-site.xml"), cluster.resolve("hbase-site.xml"));
    }

    @Test
    void withoutASandboxSayHowToStartOne() {
        assertThatThrownBy(() -> ConfFiles.of(Map.of(), home).files())
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                .hasMessage("Cannot reach the stores: there is no sandbox (no core-site.xml in " + sandbox
                        + "). Start the sandbox with `crmlake sandbox start` or point HADOOP_CONF_DIR and HBASE_CONF_DIR"
                        + " at a cluster.");
    }

    @Test
    void aFolderOfSomethingElseIsAnError() throws IOException {
        write(cluster, "core-site.xml");

        assertThatThrownBy(() -> ConfFiles.of(
                                Map.of("HADOOP_CONF_DIR", cluster.toString(), "HBASE_CONF_DIR", cluster.toString()),
                                home)
                        .files())
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(
                        "Cannot find the stores: HBASE_CONF_DIR is " + cluster + ", where there is no hbase-site.xml."
                                + " Point it at a folder that has one, or unset it to use the sandbox.");
    }

    private static void write(Path folder, String... names) throws IOException {
        for (String name : names) {
            Files.writeString(folder.resolve(name), "<configuration/>");
        }
    }
}
