package org.crmlake.lake;

import static scala.jdk.javaapi.CollectionConverters.asJava;

import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.internal.SQLConf;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Settings of Spark that answers depend on: with another value a bad number is a silent null, a day begins at another hour, what
 * follows a damaged part of a file is not read, or the text of a query reads the environment. They are no preference, so no other value
 * is taken from anywhere. What a batch is (its id, its outcomes) therefore need not know them.
 */
public final class ForcedSettings {
    /** Beginnings of names of which each setting changes answers: what {@link #ALL} does not name has the value of Spark's own. */
    private static final List<String> FAMILIES = List.of(
            "spark.sql.ansi.",
            "spark.sql.csv.",
            "spark.sql.decimalOperations.",
            "spark.sql.json.",
            // By their text as JSON contents are told apart.
            "spark.sql.jsonGenerator.",
            "spark.sql.legacy.",
            "spark.sql.parser.");

    /** Each setting that is given to a session, with the one value that it may have; those of the {@link #FAMILIES} beside. */
    public static final Map<String, String> ALL = Map.ofEntries(
            // The one of a family that has to be given: what Spark takes for its own value hangs on the environment.
            Map.entry("spark.sql.ansi.enabled", "true"),
            Map.entry("spark.sql.caseSensitive", "false"),
            Map.entry("spark.sql.datetime.java8API.enabled", "false"),
            // What is cut off or gone is an error of the run, not fewer rows.
            Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
            Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
            Map.entry("spark.sql.mapKeyDedupPolicy", "EXCEPTION"),
            Map.entry("spark.sql.parquet.binaryAsString", "false"),
            Map.entry("spark.sql.parquet.int96AsTimestamp", "true"),
            Map.entry("spark.sql.parquet.inferTimestampNTZ.enabled", "true"),
            Map.entry("spark.sql.parquet.mergeSchema", "false"),
            Map.entry("spark.sql.parquet.respectSummaryFiles", "false"),
            Map.entry("spark.sql.session.timeZone", "UTC"),
            Map.entry("spark.sql.storeAssignmentPolicy", "ANSI"),
            Map.entry("spark.sql.timestampType", "TIMESTAMP_LTZ"),
            Map.entry("spark.sql.variable.substitute", "false"),
            // With these, Spark 4.1.1 can join parts that do not belong together and keep rows twice (SPARK-55848,
            // SPARK-53074).
            Map.entry("spark.sql.sources.v2.bucketing.allowJoinKeysSubsetOfPartitionKeys.enabled", "false"),
            Map.entry("spark.sql.sources.v2.bucketing.partiallyClusteredDistribution.enabled", "false"),
            Map.entry("spark.sql.sources.v2.bucketing.shuffle.enabled", "false"));

    private static final String CATALOG = "spark.sql.catalog." + LakeSettings.CATALOG_NAME;

    private static final String OUTSIDE = " spark-defaults.conf, --conf and CRMLAKE_JAVA_OPTS.";

    private ForcedSettings() {}

    /**
     * Returns if nothing that was given contradicts what is forced.
     *
     * @param given settings from outside: {@code spark-defaults.conf}, {@code --conf}, system properties
     * @param forced {@link #ALL}, and perhaps the settings of the lake's catalog; nothing else may be said of that catalog
     * @throws CrmException CONFIG that names the first setting that has another value; of a catalog's without the value
     */
    public static void check(Map<String, String> given, Map<String, String> forced) {
        new TreeMap<>(given).forEach((name, value) -> {
            boolean ofCatalog = name.equals(CATALOG) || name.startsWith(CATALOG + ".");
            String wanted = forced.get(name);
            if (ofCatalog && !value.equals(wanted)) {
                // Without values: there are passwords among them.
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot start Spark: " + name
                                + " is given, and what Spark writes to would not be what the rest of"
                                + " crmlake reads. Set " + LakeSettings.PREFIX
                                + "* of crmlake, which hold for Spark as well,"
                                + " and leave it out of" + OUTSIDE);
            }
            String only = only(name);
            // All of these are true, false or one of a few words, which Spark reads in any case.
            if (only != null && !value.strip().equalsIgnoreCase(only)) {
                throw refused(name, value, only);
            }
        });
    }

    /**
     * Returns if a session has the values that are forced.
     *
     * @throws CrmException CONFIG that names the first setting that has another value
     */
    public static void check(SparkSession session) {
        Map<String, String> values = new TreeMap<>();
        asJava(session.conf().getAll()).forEach((name, value) -> {
            if (only(name) != null) {
                values.put(name, value);
            }
        });
        ALL.keySet().forEach(name -> values.put(name, session.conf().get(name)));
        check(values, ALL);
    }

    /** Returns the one value that a setting may have; null if it may have any, or Spark knows no such setting. */
    private static String only(String name) {
        String given = ALL.get(name);
        if (given != null || FAMILIES.stream().noneMatch(name::startsWith)) {
            return given;
        }
        try {
            return new SQLConf().getConfString(name);
        } catch (Exception e) {
            if (e instanceof NoSuchElementException) {
                return null;
            }
            throw e;
        }
    }

    private static CrmException refused(String name, String value, String wanted) {
        return new CrmException(
                Kind.CONFIG,
                "Cannot start Spark: " + name + " is given as '" + Printable.of(value) + "', and crmlake needs '"
                        + wanted + "' to answer right. Leave it out of" + OUTSIDE);
    }
}
