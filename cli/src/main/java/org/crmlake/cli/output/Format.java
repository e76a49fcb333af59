package org.crmlake.cli.output;

import java.util.Locale;

/** The forms in which a command writes its result. */
public enum Format {
    /** Aligned columns for people. */
    TABLE,
    /** One JSON array of objects, or one object for a single result. */
    JSON,
    /** One JSON object a line. */
    NDJSON,
    /** RFC 4180 with a header line. */
    CSV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
