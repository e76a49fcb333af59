package org.crmlake.ingest.decode;

import org.crmlake.model.EventId;

/** The identity of what is known by the place of its record, which never changes: the records of a topic, and their dead letters. */
public final class PlaceId {
    private PlaceId() {}

    /**
     * Returns the identity.
     *
     * @param outcome {@link Candidates#EVENT} or {@link Candidates#REJECTED}: a dead letter never has the id of an event
     * @param origin where the record was read, as in its dead letter
     * @param part which of the events that the record stands for, from 0
     */
    public static String of(int outcome, String source, String origin, long position, int part) {
        String place = origin + ":" + position + (part == 0 ? "" : ":" + part);
        return EventId.ofNaturalKey(ContentId.owner(outcome, source), place);
    }
}
