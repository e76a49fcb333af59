package org.crmlake.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.crmlake.model.CrmException;
import org.crmlake.sandbox.SandboxStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real server processes, started and ended as a user and a bad day do it. */
class SandboxIT {
    private static final int ROWS_BEFORE_THE_KILL = 200;

    @Test
    void keepsEveryAcknowledgedRowAndFileThroughAKillAndAStop(@TempDir Path folder) throws Exception {
        SortedSet<String> acknowledged = new ConcurrentSkipListSet<>();
        org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path("/note");
        try (RunningSandbox sandbox = RunningSandbox.start(folder)) {
            sandbox.createTable();
            Configuration client = sandbox.configuration();
            // A connection kept for the next call would be one to the server that was killed.
            client.setInt("ipc.client.connection.maxidletime", 0);
            FileSystem hdfs = FileSystem.newInstance(client);
            FSDataOutputStream note = hdfs.create(file);
            note.write("kept".getBytes(UTF_8));
            note.close();
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> sandbox.putUntilFailure(acknowledged));
            while (acknowledged.size() < ROWS_BEFORE_THE_KILL && !writer.isDone()) {
                Thread.onSpinWait();
            }

            sandbox.kill();
            writer.join();

            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROWS_BEFORE_THE_KILL);
            assertThat(sandbox.control().status().state()).isEqualTo(State.STOPPED);
            sandbox.start();
            assertThat(sandbox.rows()).containsAll(acknowledged);
            assertThat(hdfs.open(file).readAllBytes()).asString(UTF_8).isEqualTo("kept");

            sandbox.put("the-last-one");
            assertThat(sandbox.stop().state()).isEqualTo(State.STOPPED);
            SandboxStatus again = sandbox.start();

            assertThat(again.state()).isEqualTo(State.RUNNING);
            assertThat(sandbox.rows()).containsAll(acknowledged).contains("the-last-one");
            assertThat(hdfs.open(file).readAllBytes()).asString(UTF_8).isEqualTo("kept");
            hdfs.close();
        }
    }

    @Test
    void runsTwoHomesSideBySide(@TempDir Path one, @TempDir Path other) throws Exception {
        try (RunningSandbox first = RunningSandbox.start(one);
                RunningSandbox second = RunningSandbox.start(other)) {
            first.createTable();
            second.createTable();
            first.put("in-the-first");
            second.put("in-the-second");

            assertThat(first.rows()).containsExactly("in-the-first");
            assertThat(second.rows()).containsExactly("in-the-second");
            assertThat(first.control().status().servers())
                    .extracting(SandboxStatus.Server::name)
                    .containsExactly("namenode", "datanode", "zookeeper", "master", "regionserver", "catalog");
            assertThat(first.control().status().servers()).allMatch(SandboxStatus.Server::listening);
            assertThat(first.start().processId())
                    .as("a second start finds the first")
                    .isEqualTo(first.control().status().processId());
            assertThatThrownBy(first.control()::destroy)
                    .hasMessage("Cannot destroy the sandbox in " + one + ": it is running. Stop it first.");

            first.stop();
            first.control().destroy();

            assertThat(first.control().status().state()).isEqualTo(State.ABSENT);
            assertThat(one.resolve("sandbox")).doesNotExist();
            assertThat(second.rows()).containsExactly("in-the-second");
        }
    }

    @Test
    void saysWhichPortIsTaken(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts ports = SandboxPorts.ofHome(home);
        int zooKeeper = ports.of(SandboxPorts.Port.ZOOKEEPER);
        try (ServerSocket other = new ServerSocket(zooKeeper, 1, InetAddress.getLoopbackAddress())) {
            assertThat(other.isBound()).isTrue();
            assertThatThrownBy(() -> RunningSandbox.start(folder))
                    .isInstanceOf(CrmException.class)
                    .hasMessage("Cannot start the sandbox in " + folder + ": its port " + zooKeeper
                            + " (zookeeper) is in use by another program. Stop that program and start again; the port is"
                            + " part of the addresses in the lake's tables and cannot change.");
        }
    }

    @Test
    void saysWhyTheServersDoNotComeUp(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder);
        Files.createDirectories(home.data());
        Files.writeString(home.data().resolve("namenode.formatted"), "");

        assertThatThrownBy(() -> RunningSandbox.start(folder))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot start the sandbox in " + folder + ": ")
                .hasMessageContaining("namenode")
                .hasMessageEndingWith(" Read " + home.logFile() + " and " + home.outputFile() + ".");
        assertThat(new SandboxControl(home, SandboxLaunch.of(System.getProperties()))
                        .status()
                        .state())
                .isEqualTo(State.FAILED);
        assertThat(Set.of(home.logFile())).allMatch(Files::exists);
    }
}
