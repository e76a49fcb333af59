package org.crmlake.reliability;

/**
 * What a store has, or has to have, of one record.
 *
 * @param key by which it is known: the id of an event; origin and position of a dead letter
 * @param text what it says
 */
record StoredRecord(String key, String text) {
    /** Returns the key of an event that came under an id which another event has: the id it is kept under is crmlake's affair. */
    static String underATakenId(String id) {
        return "conflict of " + id;
    }

    /**
     * Returns the key of a dead letter.
     *
     * @param origin a path, of which the last part counts, or topic and partition
     */
    static String deadLetter(String origin, long position) {
        return origin.substring(origin.lastIndexOf('/') + 1) + ":" + position;
    }
}
