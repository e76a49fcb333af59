package org.crmlake.cli.config;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** All settings, each declared once: parser, documentation, the commented file and {@code config explain} come from here. */
public final class Keys {
    public static final Key<Path> HOME = new Key<>(
            "crmlake.home",
            ".crmlake",
            "The folder of the sandbox: its data, its logs and the Hadoop and HBase configuration of its clients."
                    + " A relative path starts at the working folder.",
            "a folder",
            Path::of);

    public static final Key<Integer> TABLE_REGIONS = new Key<>(
            "hbase.regions",
            "4",
            "How many regions a new HBase table is split into by `crmlake init`. Existing tables are left alone: HBase splits"
                    + " them as they grow.",
            "a whole number from 1 to 4096",
            wholeNumber(1, 4096));

    public static final Key<Integer> BULK_LOAD_MIN_EVENTS = new Key<>(
            "ingest.bulk-load-min-events",
            "20000",
            "The number of events from which a batch is loaded into HBase as sorted files; a smaller one is put row by row.",
            "a whole number from 0 on",
            wholeNumber(0, Integer.MAX_VALUE));

    public static final Key<Integer> MAX_RECORD_BYTES = new Key<>(
            "ingest.max-record-bytes",
            "1048576",
            "The longest record that is looked at; a longer one becomes a dead letter.",
            "a whole number from 1 to 16777216",
            // IngestSettings.LARGEST_RECORD, without the classes of the ingest.
            wholeNumber(1, 16 << 20));

    public static final Key<Optional<Path>> CONTRACTS = new Key<>(
            "ingest.contracts",
            "",
            "The folder with the contracts of events: JSON Schemas, one for each name. Empty: there are none.",
            "a folder, or nothing",
            text -> text.isBlank() ? Optional.empty() : Optional.of(Path.of(text)));

    public static final Key<Optional<Path>> RFM_BANDS = new Key<>(
            "rfm.bands",
            "",
            "The YAML file with the bands of scores that make the RFM segments. Empty: the bands that come with crmlake.",
            "a file, or nothing",
            text -> text.isBlank() ? Optional.empty() : Optional.of(Path.of(text)));

    public static final Key<ZoneId> TENANT_ZONE = new Key<>(
            "tenant.zone",
            "UTC",
            "The zone of the tenant's calendar: segments and campaigns are asked as of the start of a date there, and their"
                    + " days and months are those of its clocks.",
            "a zone, for instance Europe/London",
            text -> {
                try {
                    return ZoneId.of(text);
                } catch (DateTimeException e) {
                    throw new IllegalArgumentException("there is no such zone", e);
                }
            });

    public static final Key<Optional<String>> TENANT_COUNTRY = new Key<>(
            "tenant.country",
            "",
            "The country of telephone numbers that do not say theirs, by the two letters of ISO 3166-1: in exports they are"
                    + " completed by it. Empty: none is assumed.",
            "a country, for instance GB, or nothing",
            text -> {
                String country = text.strip().toUpperCase(Locale.ROOT);
                if (!country.isEmpty() && !Set.of(Locale.getISOCountries()).contains(country)) {
                    throw new IllegalArgumentException("there is no such country");
                }
                return Optional.of(country).filter(code -> !code.isEmpty());
            });

    public static final Key<Optional<Path>> SUPPRESSIONS = new Key<>(
            "export.suppressions",
            "",
            "The file of those whom no export may hold: a customer key, an e-mail address, a telephone number like"
                    + " +442079460958 or the SHA-256 of one of them on each line, in any spelling; lines that begin with # are comments."
                    + " Empty: there is none.",
            "a file, or nothing",
            text -> text.isBlank() ? Optional.empty() : Optional.of(Path.of(text)));

    public static final Key<String> LAKE_CATALOG_TYPE = new Key<>(
            "lake.catalog.type",
            "",
            "What decides which state of a table is the newest, for Spark and for all else: plain files on HDFS, a database, or a"
                    + " service that speaks Iceberg's REST protocol. Empty: what the sandbox has, and on a cluster"
                    + " lake-site.xml in its folder of configuration, else plain files.",
            "hadoop, jdbc, rest, or nothing",
            oneOf("", "hadoop", "jdbc", "rest"));

    public static final Key<String> LAKE_CATALOG_URI = new Key<>(
            "lake.catalog.uri",
            "",
            "The address of the catalog, without a password. The driver of a database is a jar in plugins/.",
            "for instance jdbc:postgresql://db/lake or https://catalog/, or nothing",
            text -> text);

    public static final Key<String> LAKE_CATALOG_USER = new Key<>(
            "lake.catalog.user",
            "",
            "The user of the database, or the client that the REST service knows.",
            "a name, or nothing",
            text -> text);

    public static final Key<String> LAKE_CATALOG_PASSWORD = new Key<>(
            "lake.catalog.password",
            "",
            "The password of that user; for a REST service without a user, its token. It is never shown.",
            "any text, or nothing",
            text -> text,
            true);

    public static final Key<String> LAKE_CATALOG_WAREHOUSE = new Key<>(
            "lake.catalog.warehouse",
            "",
            "The folder of the tables: on HDFS, and with jdbc or rest on an object store (s3a, gs, abfs, abfss) as well."
                    + " Empty: /crmlake/warehouse of the cluster, or the default of the REST service.",
            "a folder, or nothing",
            text -> text);

    public static final Key<String> LAKE_CATALOG_MOVED_FROM = new Key<>(
            "lake.catalog.moved-from",
            "",
            "With jdbc or rest, the folder in which plain files have kept tables before, for `crmlake init` to take them over."
                    + " Empty: /crmlake/warehouse of the cluster and the folder of the tables.",
            "a folder on HDFS, or nothing",
            text -> text);

    public static final Key<String> LAKE_CATALOG_OPTIONS = new Key<>(
            "lake.catalog.options",
            "",
            "More properties of Iceberg's catalog, for instance scope or io-impl. They are never shown, as there may be"
                    + " passwords among them.",
            "name=value, more of them after commas, or nothing",
            text -> text,
            true);

    /** The keys of the catalog: all of them are said, or none. */
    public static final List<Key<String>> LAKE_CATALOG = List.of(
            LAKE_CATALOG_TYPE,
            LAKE_CATALOG_URI,
            LAKE_CATALOG_USER,
            LAKE_CATALOG_PASSWORD,
            LAKE_CATALOG_WAREHOUSE,
            LAKE_CATALOG_MOVED_FROM,
            LAKE_CATALOG_OPTIONS);

    /** Every key, in the order in which people meet them. */
    public static final List<Key<?>> ALL = List.of(
            HOME,
            TABLE_REGIONS,
            BULK_LOAD_MIN_EVENTS,
            MAX_RECORD_BYTES,
            CONTRACTS,
            RFM_BANDS,
            TENANT_ZONE,
            TENANT_COUNTRY,
            SUPPRESSIONS,
            LAKE_CATALOG_TYPE,
            LAKE_CATALOG_URI,
            LAKE_CATALOG_USER,
            LAKE_CATALOG_PASSWORD,
            LAKE_CATALOG_WAREHOUSE,
            LAKE_CATALOG_MOVED_FROM,
            LAKE_CATALOG_OPTIONS);

    private Keys() {}

    /** Returns the key of this name. */
    public static Optional<Key<?>> find(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** Returns the names of all keys. */
    public static List<String> names() {
        return ALL.stream().<String>map(Key::name).toList();
    }

    private static Function<String, String> oneOf(String... words) {
        return text -> {
            if (!List.of(words).contains(text)) {
                throw new IllegalArgumentException("there is no such one");
            }
            return text;
        };
    }

    private static Function<String, Integer> wholeNumber(int least, int most) {
        return text -> {
            int number;
            try {
                number = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("it is not a whole number", e);
            }
            if (number < least || number > most) {
                throw new IllegalArgumentException("it is not between " + least + " and " + most);
            }
            return number;
        };
    }
}
