package org.crmlake.lake;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Where the lake is.
 *
 * @param catalog the properties of the Iceberg catalog, in Iceberg's own words: {@code type} ({@code hadoop}, {@code rest} or
 *     {@code jdbc}), {@code warehouse}, {@code uri} and so on
 */
public record LakeSettings(Map<String, String> catalog) {
    /** The name under which Spark knows the catalog. */
    public static final String CATALOG_NAME = "lake";

    private static final String DEFAULT_FS = "fs.defaultFS";

    public LakeSettings {
        if (!catalog.containsKey("type")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open the lake: its catalog has no type. Set the type to hadoop, rest or jdbc.");
        }
        catalog = Map.copyOf(catalog);
    }

    /**
     * Returns a catalog of plain files in {@code /crmlake/warehouse} of the cluster's file system.
     *
     * @throws CrmException CONFIG if the configuration names no cluster, only the machine's own disk
     */
    public static LakeSettings onClusterOf(Configuration hadoop) {
        String fileSystem = hadoop.get(DEFAULT_FS, "file:///");
        if (fileSystem.startsWith("file:")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open the lake: the Hadoop configuration names no cluster (" + DEFAULT_FS + " is "
                            + fileSystem
                            + "). Run `crmlake sandbox start`, or set HADOOP_CONF_DIR to the folder of core-site.xml.");
        }
        String root = fileSystem.endsWith("/") ? fileSystem : fileSystem + "/";
        return inFolder(URI.create(root + "crmlake/warehouse"));
    }

    /** Returns a catalog of plain files in {@code warehouse}, on any file system that renames atomically. */
    public static LakeSettings inFolder(URI warehouse) {
        return new LakeSettings(Map.of(
                "type",
                "hadoop",
                "warehouse",
                warehouse.toString(),
                // A stream plans a scan for each batch, over a hundred small manifests that never change.
                CatalogProperties.IO_MANIFEST_CACHE_ENABLED,
                "true"));
    }

    /** Returns what a Spark session must be started with to see the lake; says nothing of master, memory or shuffle. */
    public Map<String, String> sparkSettings() {
        String prefix = "spark.sql.catalog." + CATALOG_NAME;
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        settings.put(prefix, "org.apache.iceberg.spark.SparkCatalog");
        // Streams write in a cloned session with a catalog of its own; a cache would show this session the table as it
        // was.
        settings.put(prefix + ".cache-enabled", "false");
        SureCatalogs.of(catalog).forEach((key, value) -> settings.put(prefix + "." + key, value));
        settings.putAll(ForcedSettings.ALL);
        // Spark keeps the last hundred classes that it generates, too few for a process that repeats its plans: it
        // would
        // compile and optimize them anew each time.
        settings.put("spark.sql.codegen.cache.maxEntries", "1000");
        return settings;
    }
}
