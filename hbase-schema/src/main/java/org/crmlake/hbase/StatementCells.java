package org.crmlake.hbase;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;

/**
 * The cells of {@code profile} that hold traits and consents: the qualifier is the name, the timestamp the time of the event in
 * milliseconds, the value in Avro's binary encoding the text, the source, the time in microseconds and the id of the event. The last two
 * tell which of two statements holds, which a timestamp alone cannot.
 */
final class StatementCells {
    private StatementCells() {}

    static byte[] family(Topic topic) {
        return topic == Topic.TRAIT ? ProfileTable.TRAITS : ProfileTable.CONSENTS;
    }

    static byte[] encode(Statement statement) {
        AvroBytes bytes = new AvroBytes();
        bytes.writeBytes(utf8(statement.value()));
        bytes.writeBytes(utf8(statement.source()));
        bytes.writeLong(Micros.of(statement.time()));
        bytes.writeBytes(utf8(statement.eventId()));
        return bytes.toByteArray();
    }

    /**
     * Returns the statement of a cell.
     *
     * @throws CrmException if the bytes are none
     */
    static Statement decode(Topic topic, String name, byte[] value) {
        try {
            AvroReader in = new AvroReader(value, 0);
            String text = in.readString();
            String source = in.readString();
            Statement statement =
                    new Statement(topic, name, text, Micros.instant(in.readLong()), in.readString(), source);
            if (!in.isAtEnd()) {
                throw new IllegalArgumentException("more bytes than a statement has");
            }
            return statement;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot decode what a profile says of '" + name + "': the bytes "
                            + HexFormat.of().formatHex(value) + " are damaged (" + e.getMessage()
                            + "). Find out who wrote them: crmlake did not.",
                    e);
        }
    }

    static Statement decode(Topic topic, Cell cell) {
        return decode(
                topic, new String(CellUtil.cloneQualifier(cell), StandardCharsets.UTF_8), CellUtil.cloneValue(cell));
    }

    /** Adds a statement to what is put into its customer's row, unless the row as it is holds a newer one or this very one. */
    static void addIfNewer(Put put, Result row, Statement statement) {
        byte[] qualifier = utf8(statement.name());
        byte[] stored = row.getValue(family(statement.topic()), qualifier);
        if (stored == null || statement.isNewerThan(decode(statement.topic(), statement.name(), stored))) {
            put.addColumn(
                    family(statement.topic()),
                    qualifier,
                    EventCells.timestamp(Micros.of(statement.time())),
                    encode(statement));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
