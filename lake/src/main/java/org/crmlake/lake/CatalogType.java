package org.crmlake.lake;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Who decides which metadata file is a table's newest, and on which file systems tables may then lie. A commit replaces that file
 * only if nobody else did since it was read. Of the file systems, HDFS alone does so, by a rename; a database or a REST service
 * does it by itself: every file is then written once, under a name of its own, which an object store can do as well.
 */
enum CatalogType {
    /** Plain files, whose rename is the commit. */
    HADOOP(List.of("hdfs")),
    /** A table of a database, reached by JDBC. */
    JDBC(List.of("hdfs", "s3a", "gs", "abfs", "abfss")),
    /** A service that speaks Iceberg's REST protocol; it may say itself where tables lie. */
    REST(List.of("hdfs", "s3a", "gs", "abfs", "abfss"));

    private final List<String> schemes;

    CatalogType(List<String> schemes) {
        this.schemes = schemes;
    }

    /** Returns the type of this name, as it is written in settings. */
    static CatalogType named(String text) {
        return Arrays.stream(values())
                .filter(type -> type.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new CrmException(
                        Kind.CONFIG,
                        "Cannot open the lake: there is no catalog of type '" + Printable.of(text) + "'. Set "
                                + LakeSettings.TYPE + " to hadoop, jdbc or rest."));
    }

    /** Refuses a folder for tables on a file system where this catalog cannot tell which of two commits came first. */
    void requireFit(String warehouse) {
        String scheme = schemeOf(warehouse);
        if (!schemes.contains(scheme)) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot open the lake: a catalog of type " + this + " keeps its tables on "
                            + String.join(", ", schemes) + ", not at " + Printable.of(warehouse) + ". "
                            + (JDBC.schemes.contains(scheme)
                                    ? "A rename there does not tell which of two commits came first: set "
                                            + LakeSettings.TYPE + " to jdbc or rest, and " + LakeSettings.URI
                                            + " to the address of that catalog."
                                    : "Set " + LakeSettings.WAREHOUSE + " to a folder there."));
        }
    }

    static String schemeOf(String address) {
        int colon = address.indexOf(':');
        return colon < 0 ? "" : address.substring(0, colon).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
