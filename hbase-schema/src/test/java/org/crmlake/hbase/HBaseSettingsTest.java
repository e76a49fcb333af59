package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.crypto.tls.X509Util;
import org.apache.hadoop.hbase.ipc.BlockingRpcClient;
import org.apache.hadoop.hbase.ipc.RpcClientFactory;
import org.crmlake.model.CrmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HBaseSettingsTest {
    @TempDir
    Path folder;

    @Test
    void readsTheSiteFilesOfFoldersOverTheDefaults() throws IOException {
        write("hadoop/core-site.xml", "fs.defaultFS", "hdfs://name.example:8020");
        write("hbase/hbase-site.xml", "hbase.zookeeper.quorum", "zoo.example");

        Configuration configuration = HBaseSettings.load(folder.resolve("hadoop"), folder.resolve("hbase"));

        assertThat(configuration.get("fs.defaultFS")).isEqualTo("hdfs://name.example:8020");
        assertThat(configuration.get("hbase.zookeeper.quorum")).isEqualTo("zoo.example");
        assertThat(configuration.get("zookeeper.znode.parent")).isEqualTo("/hbase");
        assertThat(configuration.get("io.file.buffer.size")).isEqualTo("4096");
    }

    @Test
    void letsTheLaterFolderWin() throws IOException {
        write("a/hbase-site.xml", "hbase.zookeeper.quorum", "first");
        write("b/hbase-site.xml", "hbase.zookeeper.quorum", "second");

        assertThat(HBaseSettings.load(folder.resolve("a"), folder.resolve("b")).get("hbase.zookeeper.quorum"))
                .isEqualTo("second");
    }

    @Test
    void takesTheClientWithoutEventLoopsUnlessTlsOrAnotherClientIsWanted() {
        Configuration plain = new Configuration(false);
        Configuration tls = new Configuration(false);
        tls.setBoolean(X509Util.HBASE_CLIENT_NETTY_TLS_ENABLED, true);
        Configuration named = new Configuration(false);
        named.set(RpcClientFactory.CUSTOM_RPC_CLIENT_IMPL_CONF_KEY, "org.example.Client");

        List.of(plain, tls, named).forEach(HBaseSettings::withoutEventLoops);

        assertThat(plain.get(RpcClientFactory.CUSTOM_RPC_CLIENT_IMPL_CONF_KEY))
                .isEqualTo(BlockingRpcClient.class.getName());
        assertThat(tls.get(RpcClientFactory.CUSTOM_RPC_CLIENT_IMPL_CONF_KEY)).isNull();
        assertThat(named.get(RpcClientFactory.CUSTOM_RPC_CLIENT_IMPL_CONF_KEY)).isEqualTo("org.example.Client");
    }

    @Test
    void refusesAFolderWithoutSiteFiles() {
        assertThatThrownBy(() -> HBaseSettings.load(folder))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot find the stores: " + folder
                        + " has none of core-site.xml, hdfs-site.xml, hbase-site.xml."
                        + " Point HADOOP_CONF_DIR and HBASE_CONF_DIR at folders that have them.");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path missing = folder.resolve("hbase-site.xml");

        assertThatThrownBy(() -> HBaseSettings.load(List.of(missing)))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot read " + missing + ": " + missing + ". Name a file that can be read.");
    }

    @Test
    void refusesAFileThatIsNoConfiguration() throws IOException {
        Path broken = Files.writeString(folder.resolve("hbase-site.xml"), "<configuration><property>");

        assertThatThrownBy(() -> HBaseSettings.load(folder))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot use the configuration of [" + broken + "]: ")
                .hasMessageEndingWith(". Mend the file.");
    }

    @Test
    void aPortableConfigurationArrivesWhole() throws IOException, ClassNotFoundException {
        write("hbase-site.xml", "hbase.zookeeper.quorum", "zoo.example");
        Configuration sent = HBaseSettings.load(folder);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(PortableConfiguration.of(sent));
        }

        Configuration received;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            received = ((PortableConfiguration) in.readObject()).configuration();
        }

        assertThat(received.get("hbase.zookeeper.quorum")).isEqualTo("zoo.example");
        assertThat(received).hasSameSizeAs(sent);
    }

    private void write(String file, String property, String value) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(
                path,
                "<configuration><property><name>" + property + "</name><value>" + value
                        + "</value></property></configuration>");
    }
}
