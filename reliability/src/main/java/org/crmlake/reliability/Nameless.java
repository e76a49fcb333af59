package org.crmlake.reliability;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Tells which records without an id are new, and by which id they are known. */
interface Nameless {
    /** A new batch begins. */
    void beginBatch();

    /**
     * Returns the id of a record, or nothing if it was there before.
     *
     * @param text the record
     * @param position its number in its partition, from 0
     */
    Optional<String> idOf(String source, String text, long position);

    /** The records of files: the n-th of the equal lines of a file is the n-th such event, in whichever file it comes. */
    static Nameless inFiles() {
        return new Nameless() {
            private final Map<String, Integer> known = new HashMap<>();
            private final Map<String, Integer> inThisBatch = new HashMap<>();

            @Override
            public void beginBatch() {
                inThisBatch.clear();
            }

            @Override
            public Optional<String> idOf(String source, String text, long position) {
                int count = inThisBatch.merge(text, 1, Integer::sum);
                if (count <= known.getOrDefault(text, 0)) {
                    return Optional.empty();
                }
                known.put(text, count);
                return Optional.of(NameId.ofContent(source, text, count - 1));
            }
        };
    }

    /** The records of a partition of a topic: each has a place of its own, so none was there before. */
    static Nameless inPartition(String topic, int partition) {
        return new Nameless() {
            @Override
            public void beginBatch() {}

            @Override
            public Optional<String> idOf(String source, String text, long position) {
                return Optional.of(NameId.ofNaturalKey(source, "kafka:" + topic + "/" + partition + ":" + position));
            }
        };
    }
}
