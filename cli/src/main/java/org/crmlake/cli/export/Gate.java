package org.crmlake.cli.export;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Column;
import org.crmlake.model.export.Destination.Left;
import org.crmlake.model.export.Destination.Line;
import org.crmlake.model.export.Destination.Outcome;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;
import org.crmlake.model.segment.Consents;

/**
 * Who may not be in a file, whatever the segment says: the last stage before every line, which no definition and no option goes
 * around. The list of suppressions is searched for all that is known of a person, as it was said, as each column of each destination
 * would write it, and as it is about to be written.
 */
public final class Gate {
    /** The trait that is completed by the tenant's country. */
    private static final String PHONE = "phone";

    private final Destination destination;
    private final Suppressions suppressions;
    private final Phones phones;
    private final List<Column> columns;
    private final BitSet matched = new BitSet();

    /** @param phones how to complete telephone numbers that do not say their country */
    public Gate(Destination destination, Suppressions suppressions, Phones phones) {
        this.destination = destination;
        this.suppressions = suppressions;
        this.phones = phones;
        this.columns = Destinations.installed().all().stream()
                .flatMap(one -> one.columns().stream())
                .toList();
    }

    Destination destination() {
        return destination;
    }

    /** Returns the line of a person, or why they are kept out, as the manifest counts it. */
    Outcome judge(Map<String, String> traits, Map<String, String> consents) {
        Map<String, String> completed = completed(traits);
        Outcome outcome = destination.line(completed);
        Set<String> texts = new LinkedHashSet<>(traits.values());
        if (outcome instanceof Line line) {
            texts.addAll(line.cells());
        }
        if (lists(completed, texts)) {
            return new Left("suppressed");
        }
        for (String purpose : destination.purposes()) {
            // Who took everything back took back what they never spoke of.
            String state = consents.getOrDefault(purpose.toLowerCase(Locale.ROOT), consents.get(Consents.ALL));
            if (!Consents.State.GRANTED.text().equals(state)) {
                return new Left((state == null ? "no_consent_to_" : state + "_consent_to_") + purpose);
            }
        }
        return outcome;
    }

    /** Whether one of the cells that were sent of somebody is listed now. */
    boolean listsOneOf(List<String> cells) {
        return suppressions.entries() > 0
                && cells.stream().anyMatch(cell -> !cell.isEmpty() && suppressions.lists(cell, matched));
    }

    /** Whether the list means somebody of whom so much is known. */
    boolean lists(Map<String, String> traits) {
        return lists(traits, new LinkedHashSet<>());
    }

    private boolean lists(Map<String, String> traits, Set<String> texts) {
        if (suppressions.entries() == 0) {
            return false;
        }
        texts.addAll(traits.values());
        for (Column column : columns) {
            Optional.ofNullable(traits.get(column.trait()))
                    .flatMap(column.normal())
                    .ifPresent(texts::add);
        }
        boolean listed = false;
        for (String text : texts) {
            // All are asked, so that every entry that means somebody is counted.
            listed |= !text.isEmpty() && suppressions.lists(text, matched);
        }
        return listed;
    }

    private Map<String, String> completed(Map<String, String> traits) {
        Optional<String> number = Optional.ofNullable(traits.get(PHONE)).flatMap(phones::e164OfLocal);
        if (number.isEmpty()) {
            return traits;
        }
        Map<String, String> completed = new HashMap<>(traits);
        completed.put(PHONE, number.get());
        return completed;
    }

    /** Adds what the list has, and how much of it meant somebody who was asked for. */
    public void count(Map<String, Object> manifest) {
        manifest.put("suppression_entries", suppressions.entries());
        manifest.put("suppression_entries_matched", matched.cardinality());
    }
}
