package org.crmlake.reliability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One store held against the source.
 *
 * @param name of the store
 * @param expected how many records it has to hold
 * @param found how many it holds
 * @param lost how many it has to hold and does not
 * @param duplicated how many it holds besides the first of their kind
 * @param misfiled how many say something else than the source, or stand where the source has no such record: under another
 *     customer, on another day, with another outcome
 * @param expectedChecksum of what it has to hold
 * @param foundChecksum of what it holds
 * @param samples some of the differences, for people
 */
public record Side(
        String name,
        long expected,
        long found,
        long lost,
        long duplicated,
        long misfiled,
        long expectedChecksum,
        long foundChecksum,
        List<String> samples) {
    private static final int MOST_SAMPLES = 10;

    static Side compare(String name, Map<String, String> expected, List<StoredRecord> found) {
        Checksum wanted = new Checksum();
        expected.forEach(wanted::add);
        Checksum have = new Checksum();
        Map<String, Integer> seen = new HashMap<>();
        List<String> samples = new ArrayList<>();
        long duplicated = 0;
        long misfiled = 0;
        for (StoredRecord record : found) {
            have.add(record.key(), record.text());
            if (seen.merge(record.key(), 1, Integer::sum) > 1) {
                duplicated++;
                sample(samples, "twice: " + record);
            }
            String text = expected.get(record.key());
            if (!record.text().equals(text)) {
                misfiled++;
                sample(samples, "misfiled: " + record + " instead of " + text);
            }
        }
        long lost = 0;
        for (String key : expected.keySet()) {
            if (!seen.containsKey(key)) {
                lost++;
                sample(samples, "lost: " + key + " " + expected.get(key));
            }
        }
        return new Side(
                name, expected.size(), found.size(), lost, duplicated, misfiled, wanted.sum(), have.sum(), samples);
    }

    private static void sample(List<String> samples, String text) {
        if (samples.size() < MOST_SAMPLES) {
            samples.add(text);
        }
    }

    /** Returns whether the store holds what it has to hold and nothing else. */
    public boolean agrees() {
        return lost == 0 && duplicated == 0 && misfiled == 0 && expected == found && expectedChecksum == foundChecksum;
    }
}
