package org.crmlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSettingsTest {
    @Test
    void writesFilesThatHadoopReads(@TempDir Path folder) throws Exception {
        SandboxHome home = new SandboxHome(folder.resolve("a & b <c>"));
        SandboxPorts ports = SandboxPorts.ofHome(home);

        CatalogPasswords.choose(home);

        new ClientSettings(home, ports).write();

        Configuration read = new Configuration(false);
        for (String name : new String[] {"core-site.xml", "hdfs-site.xml", "hbase-site.xml", "lake-site.xml"}) {
            read.addResource(
                    new org.apache.hadoop.fs.Path(home.conf().resolve(name).toUri()));
        }
        assertThat(read.get("fs.defaultFS")).isEqualTo("hdfs://localhost:" + ports.of(SandboxPorts.Port.NAMENODE));
        assertThat(read.get("hadoop.tmp.dir"))
                .isEqualTo(folder.resolve("a & b <c>/tmp").toString());
        assertThat(read.get("dfs.replication")).isEqualTo("1");
        assertThat(read.get("lake.catalog.type")).isEqualTo("jdbc");
        assertThat(read.get("lake.catalog.password"))
                .isEqualTo(CatalogPasswords.of(home).orElseThrow().client())
                .hasSize(32);
        for (Path secret : List.of(home.conf().resolve("lake-site.xml"), home.catalogPasswords())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(read.get("hbase.masters")).isEqualTo("localhost:" + ports.of(SandboxPorts.Port.MASTER));
    }

    @Test
    void escapesWhatXmlWouldTakeForMarkup() {
        assertThat(ClientSettings.xml(Map.of("a&b", "<x>"))).contains("<name>a&amp;b</name><value>&lt;x&gt;</value>");
    }

    @Test
    void leavesTheCatalogOfAnEarlierHomeWhereItIsUntilItIsMoved(@TempDir Path folder) {
        SandboxHome home = new SandboxHome(folder);
        SandboxPorts ports = SandboxPorts.ofHome(home);

        new ClientSettings(home, ports).write();
        assertThat(home.conf().resolve("lake-site.xml"))
                .content()
                .contains("<name>lake.catalog.type</name><value>hadoop</value>")
                .doesNotContain("lake.catalog.uri");

        SandboxControl control = new SandboxControl(home, null);
        control.moveCatalog();
        String password = CatalogPasswords.of(home).orElseThrow().client();
        control.moveCatalog();
        new ClientSettings(home, ports).write();
        assertThat(home.conf().resolve("lake-site.xml"))
                .content()
                .contains("<name>lake.catalog.type</name><value>jdbc</value>")
                .contains("<value>" + password + "</value>");
    }
}
