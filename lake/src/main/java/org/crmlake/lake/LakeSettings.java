package org.crmlake.lake;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogProperties;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Where the lake is. Spark and all else are given the same catalog: two would each decide what is in a table.
 *
 * @param catalog the properties of the Iceberg catalog, in Iceberg's own words: {@code type} ({@code hadoop}, {@code rest} or
 *     {@code jdbc}), {@code warehouse}, {@code uri} and so on; passwords among them
 */
public record LakeSettings(Map<String, String> catalog) {
    /** The name under which Spark knows the catalog, and a database the tables. */
    public static final String CATALOG_NAME = "lake";

    /** What the names of all settings of the catalog begin with. */
    public static final String PREFIX = "lake.catalog.";

    static final String TYPE = PREFIX + "type";
    static final String URI = PREFIX + "uri";
    static final String USER = PREFIX + "user";
    static final String PASSWORD = PREFIX + "password";
    static final String WAREHOUSE = PREFIX + "warehouse";
    static final String MOVED_FROM = PREFIX + "moved-from";
    static final String OPTIONS = PREFIX + "options";

    /** The names of the settings that {@link #onClusterOf} looks for in a configuration. */
    public static final List<String> NAMES = List.of(TYPE, URI, USER, PASSWORD, WAREHOUSE, MOVED_FROM, OPTIONS);

    private static final String SPARK_PREFIX = "spark.sql.catalog." + CATALOG_NAME;

    /**
     * SQL states after which a connection is of no more use, beside those that Iceberg knows: without them a process that outlives its
     * database's restart never gets another one. Of H2 (broken, closed after that, its database closed, or closing), of MariaDB, of
     * PostgreSQL that is told to stop.
     */
    private static final String BROKEN_CONNECTION = "90067,90007,90098,90121,08S01,57P01";

    public LakeSettings {
        if (!catalog.containsKey("type")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open the lake: its catalog has no type. Set the type to hadoop, rest or jdbc.");
        }
        catalog = Map.copyOf(catalog);
    }

    /**
     * Returns the catalog that the configuration names with {@link #NAMES}; where it names none, one of plain files in {@code
     * /crmlake/warehouse} of the cluster's file system.
     *
     * @throws CrmException CONFIG if the configuration names no HDFS, or settings do not fit each other
     */
    public static LakeSettings onClusterOf(Configuration hadoop) {
        return new SaidCatalog(hadoop).settings();
    }

    /** Returns a catalog of plain files in {@code warehouse}, on any file system that renames atomically. */
    public static LakeSettings inFolder(URI warehouse) {
        return of(CatalogType.HADOOP, Map.of(CatalogProperties.WAREHOUSE_LOCATION, warehouse.toString()));
    }

    /**
     * Returns a catalog in a database.
     *
     * @param uri the database, such as {@code jdbc:postgresql://db/lake}; its driver is on the class path
     * @param warehouse the folder of the tables
     * @param user empty if the database asks for none
     */
    public static LakeSettings jdbc(String uri, String warehouse, String user, String password) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(CatalogProperties.URI, uri);
        properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        if (!user.isEmpty()) {
            properties.put("jdbc.user", user);
            properties.put("jdbc.password", password);
        }
        properties.put("jdbc.schema-version", "V1");
        properties.put("retryable_status_codes", BROKEN_CONNECTION);
        return of(CatalogType.JDBC, properties);
    }

    /**
     * Returns a catalog that a REST service keeps.
     *
     * @param warehouse what the service is asked for, empty for its own default
     * @param user the client that the service knows; empty if {@code password} is a token, or nothing
     */
    public static LakeSettings rest(String uri, String warehouse, String user, String password) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put(CatalogProperties.URI, uri);
        if (!warehouse.isEmpty()) {
            properties.put(CatalogProperties.WAREHOUSE_LOCATION, warehouse);
        }
        if (!user.isEmpty()) {
            properties.put("credential", user + ":" + password);
        } else if (!password.isEmpty()) {
            properties.put("token", password);
        }
        return of(CatalogType.REST, properties);
    }

    private static LakeSettings of(CatalogType type, Map<String, String> properties) {
        Map<String, String> catalog = new LinkedHashMap<>(properties);
        catalog.put("type", type.toString());
        // A stream plans a scan for each batch, over a hundred small manifests that never change.
        catalog.put(CatalogProperties.IO_MANIFEST_CACHE_ENABLED, "true");
        catalog.putAll(TimeLimits.of(type, catalog.getOrDefault(CatalogProperties.URI, "")));
        return new LakeSettings(catalog);
    }

    /**
     * Iceberg reads names in any case from Spark, so an option takes the place of one that is written in another, under the name as it was:
     * drivers know it in that case only.
     */
    LakeSettings with(Map<String, String> options) {
        Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        all.putAll(catalog);
        all.putAll(options);
        return new LakeSettings(all);
    }

    CatalogType type() {
        return CatalogType.named(catalog.get("type"));
    }

    /** Returns where the catalog is, for people to read; it holds no password. */
    public String place() {
        String warehouse = catalog.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, "?");
        return type() == CatalogType.HADOOP ? warehouse : catalog.getOrDefault(CatalogProperties.URI, warehouse);
    }

    /**
     * Returns the folders in which tables may lie already: that of this catalog, the one that plain files are said to have been in, and
     * that of plain files on the cluster.
     */
    List<String> warehouses(Configuration hadoop) {
        Set<String> folders = new LinkedHashSet<>();
        String movedFrom = hadoop.getRaw(MOVED_FROM);
        for (String said : List.of(
                catalog.getOrDefault(CatalogProperties.WAREHOUSE_LOCATION, ""),
                movedFrom == null ? "" : movedFrom.strip())) {
            if (said.contains(":")) {
                folders.add(said.endsWith("/") ? said.substring(0, said.length() - 1) : said);
            }
        }
        String fileSystem = hadoop.get("fs.defaultFS", "");
        if (CatalogType.schemeOf(fileSystem).equals("hdfs")) {
            folders.add(SaidCatalog.defaultWarehouse(fileSystem));
        }
        return List.copyOf(folders);
    }

    /** Returns what a Spark session must be started with to see the lake; says nothing of master, memory or shuffle. */
    public Map<String, String> sparkSettings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions");
        settings.put(SPARK_PREFIX, "org.apache.iceberg.spark.SparkCatalog");
        // Streams write in a cloned session with a catalog of its own; a cache would show this session the table as it
        // was.
        settings.put(SPARK_PREFIX + ".cache-enabled", "false");
        SureCatalogs.of(catalog).forEach((key, value) -> settings.put(SPARK_PREFIX + "." + key, value));
        settings.putAll(ForcedSettings.ALL);
        // Spark keeps the last hundred classes that it generates, too few for a process that repeats its plans: it
        // would
        // compile and optimize them anew each time.
        settings.put("spark.sql.codegen.cache.maxEntries", "1000");
        return settings;
    }

    /** Without values: there are passwords among them. */
    @Override
    public String toString() {
        return "LakeSettings[" + type() + " at " + place() + "]";
    }
}
