package org.crmlake.reliability;

import java.util.List;

/**
 * A part of a source that one command takes in, in one batch or in several.
 *
 * @param kind of source
 * @param name for people
 * @param command the words after {@code crmlake}
 * @param records all that is in it
 */
record Portion(SourceKind kind, String name, List<String> command, List<Placed> records) {
    /** A record and where the source has it: the file and the offset in bytes, or topic and partition and the offset. */
    record Placed(SourceRecord record, String origin, long position) {}

    Portion {
        command = List.copyOf(command);
        records = List.copyOf(records);
    }
}
