package org.crmlake.hbase;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * Where crmlake keeps files of its own: beside the folder of HBase what is made for HBase, so that it is moved to it and not copied; at the
 * root of the default file system what those who work on the same lake have to agree on, whatever else their configurations say.
 */
public final class OwnFolders {
    private static final String ROOT = "hbase.rootdir";
    /** How HBase's default begins, a folder of the user's own: files of clients need not say where HBase has its data. */
    private static final String NOT_SAID = "${hbase.tmp.dir}";

    private static final String LOCKS = "crmlake-locks";

    private OwnFolders() {}

    /**
     * Returns the folder {@code name} of a tenant, whether it is there or not: beside {@code hbase.rootdir}, or, if the configuration does
     * not say where that is, at the root of the default file system.
     *
     * @throws CrmException of kind CONFIG if the configuration names no file system that others see
     */
    public static Path of(Configuration configuration, String name, Tenant tenant) {
        return below(besideHBase(configuration).or(() -> rootOfFiles(configuration)), configuration, name, tenant);
    }

    /**
     * Returns the folders for the locks of a tenant's sources, whether they are there or not. In the first, at the root of the default file
     * system, locks are taken: there the lake is too, so all who write to it name the same one. In the second, beside {@code hbase.rootdir} if
     * that is said and elsewhere, earlier releases took them.
     *
     * @throws CrmException of kind CONFIG if the configuration names no file system that others see
     */
    public static List<Path> ofLocks(Configuration configuration, Tenant tenant) {
        Optional<Path> earlier = besideHBase(configuration);
        Path first = below(rootOfFiles(configuration).or(() -> earlier), configuration, LOCKS, tenant);
        return Stream.concat(
                        Stream.of(first),
                        earlier.stream().map(root -> below(Optional.of(root), configuration, LOCKS, tenant)))
                .distinct()
                .toList();
    }

    private static Path below(Optional<Path> root, Configuration configuration, String name, Tenant tenant) {
        return new Path(root.orElseThrow(() -> nowhere(configuration)), name + "/" + tenant.namespace());
    }

    private static Optional<Path> besideHBase(Configuration configuration) {
        String said = configuration.getRaw(ROOT);
        return said == null || said.startsWith(NOT_SAID)
                ? Optional.empty()
                : Optional.of(new Path(configuration.get(ROOT)).getParent());
    }

    private static Optional<Path> rootOfFiles(Configuration configuration) {
        String files = files(configuration);
        return files.startsWith("file:")
                ? Optional.empty()
                : Optional.of(new Path(files.endsWith("/") ? files : files + "/"));
    }

    private static String files(Configuration configuration) {
        return configuration.get(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, "file:///");
    }

    private static CrmException nowhere(Configuration configuration) {
        return new CrmException(
                Kind.CONFIG,
                "Cannot find the folders of crmlake: the Hadoop configuration names no cluster (fs.defaultFS is "
                        + files(configuration)
                        + "). Set HADOOP_CONF_DIR to the folder of core-site.xml, or hbase.rootdir in hbase-site.xml.");
    }
}
