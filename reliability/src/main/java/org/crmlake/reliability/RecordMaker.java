package org.crmlake.reliability;

import java.util.List;

/** Makes the records of a source, batch by batch, and knows what has to become of each. */
interface RecordMaker {
    /** Returns the next {@code count} records. */
    List<SourceRecord> batch(int count);
}
