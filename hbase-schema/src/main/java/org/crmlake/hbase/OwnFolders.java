package org.crmlake.hbase;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeysPublic;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;

/**
 * Where crmlake keeps files of its own: beside the folder of HBase, so that what is made for HBase is moved to it and not copied. Whoever
 * works on the same stores finds the same folder.
 */
public final class OwnFolders {
    private static final String ROOT = "hbase.rootdir";
    /** How HBase's default begins, a folder of the user's own: files of clients need not say where HBase has its data. */
    private static final String NOT_SAID = "${hbase.tmp.dir}";

    private OwnFolders() {}

    /**
     * Returns the folder {@code name} of a tenant, whether it is there or not: beside {@code hbase.rootdir}, or, if the configuration does
     * not say where that is, at the root of the default file system.
     *
     * @throws CrmException of kind CONFIG if the configuration names no file system that others see
     */
    public static Path of(Configuration configuration, String name, Tenant tenant) {
        return new Path(root(configuration), name + "/" + tenant.namespace());
    }

    private static Path root(Configuration configuration) {
        String said = configuration.getRaw(ROOT);
        if (said != null && !said.startsWith(NOT_SAID)) {
            return new Path(configuration.get(ROOT)).getParent();
        }
        String files = configuration.get(CommonConfigurationKeysPublic.FS_DEFAULT_NAME_KEY, "file:///");
        if (files.startsWith("file:")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot find the folders of crmlake: the Hadoop configuration names no cluster (fs.defaultFS is "
                            + files
                            + "). Set HADOOP_CONF_DIR to the folder of core-site.xml, or hbase.rootdir in hbase-site.xml.");
        }
        return new Path(files.endsWith("/") ? files : files + "/");
    }
}
