package org.crmlake.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.export.Normal;

/**
 * What exports sent of a person.
 *
 * @param key the customer's
 * @param line the SHA-256 of the last line; null if several exports sent different ones
 * @param rows by what the person can be found at the destination: the last one first, and before it those that had something else
 */
record Sent(String key, String line, List<Row> rows) {
    /** As Spark sorts text: by the bytes of UTF-8. */
    static final Comparator<String> BY_BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The identifying cells of a line.
     *
     * @param destination name and version of the destination whose columns they are
     */
    record Row(String destination, List<String> cells) {
        Row {
            cells = List.copyOf(cells);
        }

        String json() {
            return write(this);
        }

        static Row parse(String json) {
            return read(json, Row.class);
        }
    }

    Sent {
        rows = List.copyOf(rows);
    }

    /** Returns what is sent now, and all by which the person was found before. */
    static Sent now(String key, String line, Row row, Sent before) {
        List<Row> rows = new ArrayList<>(List.of(row));
        if (before != null) {
            before.rows().stream().filter(other -> !rows.contains(other)).forEach(rows::add);
        }
        return new Sent(key, Normal.sha256(line), rows);
    }

    /** Returns what this one and that of another export at the same time sent of the person. */
    Sent and(Sent other) {
        List<Row> both = new ArrayList<>(rows);
        other.rows().stream().filter(row -> !both.contains(row)).forEach(both::add);
        return new Sent(key, line != null && line.equals(other.line()) ? line : null, both);
    }

    Row last() {
        return rows.get(0);
    }

    boolean isOf(String text) {
        return Normal.sha256(text).equals(line);
    }

    String json() {
        return write(this);
    }

    static Sent parse(String json) {
        return read(json, Sent.class);
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot write what was sent: " + e + ". Report this.", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot read what an earlier export sent: " + e.getOriginalMessage()
                            + ". Put its -people.ndjson back from a copy.",
                    e);
        }
    }
}
