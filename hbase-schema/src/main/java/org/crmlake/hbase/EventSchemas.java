package org.crmlake.hbase;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Event;

/**
 * The schemas that cells are or were written with, known by their CRC-64-AVRO fingerprint.
 *
 * <p>To change {@code event.avsc}: copy the file as it was to the resources of this package, name the copy in
 * {@link #EARLIER}, and put the new fingerprint here (a test computes it). Cells of the old schema stay readable; a field they
 * lack reads null, or empty for a map.
 */
final class EventSchemas {
    /** The decimals of {@code amount}, as {@code event.avsc} and the lake have it. */
    static final int AMOUNT_SCALE = 4;

    /** The fingerprint of {@code event.avsc}, written out because working it out means parsing the schema: 100 ms in a new JVM. */
    static final long CURRENT = 0xeb35ffa4cd218e4bL;

    /** What every value of the current schema begins with: the marker and the fingerprint, little-endian. */
    static final byte[] HEADER = header(CURRENT);

    /** Schemas of the past, newest first, as resources of this package. */
    static final List<String> EARLIER = List.of();

    /** Where the marker ends and the body begins. */
    static final int HEADER_LENGTH = 10;

    private EventSchemas() {}

    static byte[] header(long fingerprint) {
        byte[] header = new byte[HEADER_LENGTH];
        header[0] = (byte) 0xC3;
        header[1] = 0x01;
        for (int i = 2; i < HEADER_LENGTH; i++) {
            header[i] = (byte) fingerprint;
            fingerprint >>>= Byte.SIZE;
        }
        return header;
    }

    /** Returns the schema in use. */
    static Schema current() {
        return parse(Event.class, "event.avsc");
    }

    /** Returns the schema of the past that has this fingerprint, or empty if none has. */
    static Optional<Schema> earlier(long fingerprint) {
        return EARLIER.stream()
                .map(resource -> parse(EventSchemas.class, resource))
                .filter(schema -> SchemaNormalization.parsingFingerprint64(schema) == fingerprint)
                .findFirst();
    }

    private static Schema parse(Class<?> neighbour, String resource) {
        try (InputStream in = neighbour.getResourceAsStream(resource)) {
            return new Schema.Parser().parse(in);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot read schema " + resource + ": it is not in the jar. Build crmlake again.",
                    e);
        }
    }
}
