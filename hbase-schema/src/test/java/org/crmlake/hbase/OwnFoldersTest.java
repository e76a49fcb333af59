package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;

class OwnFoldersTest {
    private final Configuration configuration = HBaseSettings.load();

    @Test
    void areBesideHBase() {
        configuration.set("fs.defaultFS", "hdfs://names");
        configuration.set("hbase.rootdir", "hdfs://others/apps/hbase");

        assertThat(of()).isEqualTo("hdfs://others/apps/crmlake-staging/crm_shop");
    }

    @Test
    void areTheSameForEveryUserWhoseFilesDoNotSayWhereHBaseIs() {
        configuration.set("fs.defaultFS", "hdfs://names:8020");

        assertThat(of()).isEqualTo("hdfs://names:8020/crmlake-staging/crm_shop");
        assertThat(OwnFolders.of(
                                PortableConfiguration.of(configuration).configuration(),
                                "crmlake-staging",
                                new Tenant("shop"))
                        .toString())
                .isEqualTo("hdfs://names:8020/crmlake-staging/crm_shop");
    }

    @Test
    void allWhoNameTheSameFileSystemLockAtOnePlaceWhateverTheySayOfHBase() {
        configuration.set("fs.defaultFS", "hdfs://names:8020");
        assertThat(locks()).containsExactly("hdfs://names:8020/crmlake-locks/crm_shop");

        configuration.set("hbase.rootdir", "hdfs://names:8020/apps/hbase");
        assertThat(locks())
                .as("and look where locks were before")
                .containsExactly(
                        "hdfs://names:8020/crmlake-locks/crm_shop", "hdfs://names:8020/apps/crmlake-locks/crm_shop");

        configuration.set("hbase.rootdir", "hdfs://names:8020/hbase");
        assertThat(locks()).containsExactly("hdfs://names:8020/crmlake-locks/crm_shop");
        configuration.set("hbase.rootdir", "hdfs://others/hbase");
        assertThat(locks().get(0)).isEqualTo("hdfs://names:8020/crmlake-locks/crm_shop");
    }

    @Test
    void areNowhereIfNoClusterIsNamed() {
        assertThatThrownBy(this::of)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(
                        "Cannot find the folders of crmlake: the Hadoop configuration names no cluster (fs.defaultFS is"
                                + " file:///). Set HADOOP_CONF_DIR to the folder of core-site.xml, or hbase.rootdir in hbase-site.xml.");
        assertThatThrownBy(this::locks).hasMessageStartingWith("Cannot find the folders of crmlake: ");
    }

    private List<String> locks() {
        return OwnFolders.ofLocks(configuration, new Tenant("shop")).stream()
                .map(Path::toString)
                .toList();
    }

    private String of() {
        return OwnFolders.of(configuration, "crmlake-staging", new Tenant("shop"))
                .toString();
    }
}
