package org.crmlake.ingest.mapping;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** How the records of a source are written down. */
public enum SourceFormat {
    /** Delimited text, one record a line. */
    CSV,
    /** Plain lines, one column {@code value}. */
    TEXT,
    /** One JSON object a line. */
    JSON,
    /** Avro container files. */
    AVRO,
    /** Parquet files. */
    PARQUET,
    /** JSON lines of the Segment Spec, which are events already. */
    SEGMENT;

    /** Returns the name as a mapping file spells it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether a record is a line of text. */
    public boolean isLines() {
        return this != AVRO && this != PARQUET;
    }

    static Optional<SourceFormat> parse(String text) {
        return Arrays.stream(values())
                .filter(format -> format.text().equals(text))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(SourceFormat::text).collect(Collectors.joining(", "));
    }
}
