package org.crmlake.lake;

import static org.crmlake.lake.LakeSettings.MOVED_FROM;
import static org.crmlake.lake.LakeSettings.NAMES;
import static org.crmlake.lake.LakeSettings.OPTIONS;
import static org.crmlake.lake.LakeSettings.PASSWORD;
import static org.crmlake.lake.LakeSettings.PREFIX;
import static org.crmlake.lake.LakeSettings.TYPE;
import static org.crmlake.lake.LakeSettings.URI;
import static org.crmlake.lake.LakeSettings.USER;
import static org.crmlake.lake.LakeSettings.WAREHOUSE;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** What a configuration says of the catalog, looked over before anything is asked of it. */
record SaidCatalog(Configuration hadoop) {
    private static final String DEFAULT_FS = "fs.defaultFS";

    /** Addresses are shown in messages. */
    private static final Pattern SECRET_IN_ADDRESS =
            Pattern.compile("(?i)(password|passwd|pwd|secret|token|credential)\\s*=|//[^/?#]*:[^/?#]*@");

    private static final Pattern OPTION = Pattern.compile("([A-Za-z0-9._-]+)=(.+)");

    /** What decides where tables are is said by the other settings. */
    private static final List<String> NO_OPTIONS = List.of("type", "catalog-impl", "uri", "warehouse", "cache-enabled");

    LakeSettings settings() {
        LakeSettings catalog = catalog();
        String movedFrom = said(MOVED_FROM);
        if (!movedFrom.isEmpty() && !CatalogType.schemeOf(movedFrom).equals("hdfs")) {
            throw refused(
                    MOVED_FROM + " is " + Printable.of(movedFrom) + ", and plain files have kept tables on hdfs alone",
                    "Set it to the folder that " + WAREHOUSE + " named then");
        }
        return catalog.with(options(catalog));
    }

    private LakeSettings catalog() {
        String fileSystem = hdfs();
        String type = said(TYPE);
        if (type.isEmpty()) {
            NAMES.stream().filter(name -> !said(name).isEmpty()).findFirst().ifPresent(name -> {
                throw refused(name + " is set, but " + TYPE + " is not", "Set it to hadoop, jdbc or rest");
            });
        }
        String warehouse = said(WAREHOUSE);
        String folder = warehouse.isEmpty() ? defaultWarehouse(fileSystem) : warehouse;
        return switch (CatalogType.named(type.isEmpty() ? "hadoop" : type)) {
            case HADOOP -> {
                for (String name : List.of(URI, USER, PASSWORD, MOVED_FROM)) {
                    if (!said(name).isEmpty()) {
                        throw refused(name + " is set, and a catalog of type hadoop has none", "Leave it out");
                    }
                }
                CatalogType.HADOOP.requireFit(folder);
                yield LakeSettings.inFolder(java.net.URI.create(folder));
            }
            case JDBC -> {
                CatalogType.JDBC.requireFit(folder);
                yield LakeSettings.jdbc(address("jdbc:"), folder, said(USER), said(PASSWORD));
            }
            case REST -> {
                if (warehouse.contains(":")) {
                    CatalogType.REST.requireFit(warehouse);
                }
                yield LakeSettings.rest(address("http"), warehouse, said(USER), said(PASSWORD));
            }
        };
    }

    /** Locks, plans and files for HBase lie on it whatever the catalog is. */
    private String hdfs() {
        String fileSystem = hadoop.get(DEFAULT_FS, "file:///");
        if (fileSystem.startsWith("file:")) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open the lake: the Hadoop configuration names no cluster (" + DEFAULT_FS + " is "
                            + fileSystem
                            + "). Run `crmlake sandbox start`, or set HADOOP_CONF_DIR to the folder of core-site.xml.");
        }
        if (!CatalogType.schemeOf(fileSystem).equals("hdfs")) {
            throw refused(
                    DEFAULT_FS + " is " + Printable.of(fileSystem)
                            + ", and the locks of sources, the plans of streams and the files for HBase need HDFS, which makes"
                            + " a file only if there is none and renames it in one step",
                    "Set " + DEFAULT_FS + " to an hdfs address; the tables may lie elsewhere, with " + TYPE
                            + " jdbc or rest and " + WAREHOUSE);
        }
        return fileSystem;
    }

    /** Returns where tables lie on this file system unless somebody says otherwise. */
    static String defaultWarehouse(String fileSystem) {
        return (fileSystem.endsWith("/") ? fileSystem : fileSystem + "/") + "crmlake/warehouse";
    }

    private String address(String begin) {
        String address = said(URI);
        if (!address.startsWith(begin)) {
            // Not shown: what is no address may be a password in the wrong place.
            throw refused(
                    URI + (address.isEmpty() ? " is not set" : " is no address that begins with " + begin),
                    "Set it to the address of the catalog of type " + said(TYPE));
        }
        if (SECRET_IN_ADDRESS.matcher(address).find()) {
            throw refused(
                    URI + " holds a password, and addresses are shown in messages",
                    "Take it out and set " + USER + " and " + PASSWORD);
        }
        return address;
    }

    /** Spark reads names in any case. */
    private Map<String, String> options(LakeSettings catalog) {
        Set<String> taken = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        taken.addAll(catalog.catalog().keySet());
        taken.removeAll(TimeLimits.of(catalog.type(), said(URI)).keySet());
        taken.addAll(NO_OPTIONS);
        Map<String, String> options = new LinkedHashMap<>();
        Arrays.stream(said(OPTIONS).split(","))
                .map(String::strip)
                .filter(option -> !option.isEmpty())
                .forEach(option -> {
                    Matcher said = OPTION.matcher(option);
                    if (!said.matches() || !taken.add(said.group(1))) {
                        int end = option.indexOf('=');
                        throw refused(
                                OPTIONS + " cannot have '"
                                        + Printable.of(end < 0 ? "a part without =" : option.substring(0, end)) + "'",
                                "Write name=value, more of them after commas, each name once, and none of "
                                        + String.join(", ", NO_OPTIONS) + " and what " + PREFIX
                                        + "* set by themselves");
                    }
                    options.put(said.group(1), said.group(2));
                });
        return options;
    }

    /** As it is written: a password may hold what looks like a variable. */
    private String said(String name) {
        String text = hadoop.getRaw(name);
        return text == null ? "" : text.strip();
    }

    private static CrmException refused(String reason, String advice) {
        return new CrmException(Kind.CONFIG, "Cannot open the lake: " + reason + ". " + advice + ".");
    }
}
