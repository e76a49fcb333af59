package org.crmlake.reliability;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.crmlake.reliability.Portion.Placed;

/** What the stores have to hold when some portions are in, worked out from the sources alone. */
final class Expected {
    private final Map<String, String> events = new HashMap<>();
    private final Map<String, Said> said = new HashMap<>();
    private final Map<String, String> deadLetters = new HashMap<>();
    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

    Expected() {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0L);
        }
    }

    void add(Portion portion) {
        for (Placed placed : portion.records()) {
            SourceRecord record = placed.record();
            outcomes.merge(record.outcome(), 1L, Long::sum);
            if (record.outcome() == Outcome.EVENT) {
                put(events, record.id(), record.content());
                record.says().forEach(word -> said.merge(word.stored().key(), word, Said::later));
            } else if (record.outcome() == Outcome.DEAD_LETTER) {
                put(
                        deadLetters,
                        StoredRecord.deadLetter(placed.origin(), placed.position()),
                        record.content() + "|" + record.text());
            }
        }
    }

    private static void put(Map<String, String> records, String key, String text) {
        if (records.put(key, text) != null) {
            throw new IllegalStateException("The source has two records that are known by " + key + ".");
        }
    }

    Map<String, String> events() {
        return Collections.unmodifiableMap(events);
    }

    /** Returns what the profiles have to say. */
    Map<String, String> profiles() {
        Map<String, String> texts = new HashMap<>();
        said.forEach((key, word) -> texts.put(key, word.stored().text()));
        return texts;
    }

    /** Returns the last word on the trait {@code name} of each customer of whom there is one. */
    Map<String, String> trait(String name) {
        Map<String, String> values = new HashMap<>();
        said.values().stream()
                .filter(word -> word.topic().equals(Said.TRAIT) && word.name().equals(name))
                .forEach(word -> values.put(word.customer(), word.value()));
        return values;
    }

    /** Returns stage and bytes of each dead letter. */
    Map<String, String> deadLetters() {
        return Collections.unmodifiableMap(deadLetters);
    }

    /** Returns how many records have each outcome. */
    Map<Outcome, Long> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    long records() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }
}
