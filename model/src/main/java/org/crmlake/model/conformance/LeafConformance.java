package org.crmlake.model.conformance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.Finding;
import org.crmlake.model.segment.Inputs;
import org.crmlake.model.segment.Leaf;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentDefinition;
import org.crmlake.model.segment.SegmentFile;

/**
 * Checks what every leaf promises, over histories drawn for it: that it answers the same whenever, wherever and in whatever order it is
 * given the same events; that it does not see what happened at the moment asked for or later; that {@link Leaf#inputs()} names all
 * that it looks at, and every moving end of a window; and that whatever may be written for it is read or refused.
 */
public final class LeafConformance {
    private static final int HISTORIES = 300;

    private final Leaf leaf;
    private final Inputs inputs;
    private final Set<String> problems = new LinkedHashSet<>();

    private LeafConformance(Leaf leaf) {
        this.leaf = leaf;
        this.inputs = leaf.inputs();
    }

    /**
     * Returns what is wrong with the leaves of a definition; nothing if they keep to everything.
     *
     * @param definition an example in YAML or JSON that uses them, the better the more of their words it uses
     * @param types those that the definition may use, {@link LeafTypes#installed()} for those of a plugin
     * @throws org.crmlake.model.CrmException if the definition cannot be read
     */
    public static List<String> problems(String definition, LeafTypes types) {
        SegmentDefinition read = SegmentFile.parse(definition, types);
        List<String> all = new ArrayList<>();
        Set<String> words = new LinkedHashSet<>();
        for (SegmentDefinition.PlacedLeaf placed : read.leaves()) {
            String word = placed.leaf().type();
            if (!types.byName().containsKey(word)) {
                all.add(placed.place() + ": it calls itself '" + word + "', which is not the word of its type");
                continue;
            }
            words.add(word);
            LeafConformance check = new LeafConformance(placed.leaf());
            check.check(new DrawnHistories(placed.leaf().inputs(), definition));
            check.problems.forEach(problem -> all.add(placed.place() + ": " + problem));
        }
        words.forEach(word -> all.addAll(ExampleText.problems(definition, word, types)));
        return all;
    }

    private void check(DrawnHistories drawn) {
        Leaf copy = copy();
        for (int i = 0; i < HISTORIES && problems.isEmpty(); i++) {
            DrawnHistories.Drawn one = drawn.draw();
            AsOf now = one.asOf();
            Finding found = find(leaf, one, now);
            if (found == null) {
                return;
            }
            same(found, find(leaf, one, now), "asked twice, it answers twice");
            same(found, find(copy, one, now), "sent to another JVM, it answers differently");
            same(found, find(leaf, one.reversed(), now), "it depends on the order in which events are given");
            same(found, find(leaf, one.before(now), now), "it sees events of the moment asked for, or later ones");
            same(found, find(leaf, one.only(inputs), now), "it looks at something that inputs() does not name");
            evidence(found, one, now);
            if (!mayDiffer(one)) {
                Finding then = find(leaf, one, one.earlier());
                if (then != null && then.holds() != found.holds()) {
                    problems.add("it changes from " + one.earlier().moment() + " to " + now.moment()
                            + " though nothing happened and no end in inputs() passed an event");
                }
            }
        }
    }

    /** Whether a run for the later moment would evaluate the customer again, for other reasons than scores and late events. */
    private boolean mayDiffer(DrawnHistories.Drawn one) {
        Instant then = one.earlier().instant();
        Instant now = one.asOf().instant();
        if (one.events().stream().anyMatch(event -> within(event, then, now))) {
            return true;
        }
        for (Inputs.Edge edge : inputs.edges()) {
            Instant from = edge.bound().instant(one.earlier()).minus(edge.slack());
            Instant to = edge.bound().instant(one.asOf()).plus(edge.slack());
            if (one.events().stream()
                    .anyMatch(event -> within(event, from, to) && DrawnHistories.isNamed(event, edge.events()))) {
                return true;
            }
        }
        return false;
    }

    private void evidence(Finding found, DrawnHistories.Drawn one, AsOf now) {
        List<Occurrence> evidence = found.evidence();
        for (int i = 0; i < evidence.size(); i++) {
            if (!one.events().contains(evidence.get(i))
                    || !evidence.get(i).time().isBefore(now.instant())) {
                problems.add("its evidence is not among the customer's events before the moment");
            } else if (i > 0 && Occurrence.ORDER.compare(evidence.get(i - 1), evidence.get(i)) >= 0) {
                problems.add("its evidence is not in order, the oldest first and none twice");
            }
        }
    }

    private Finding find(Leaf which, DrawnHistories.Drawn one, AsOf asOf) {
        try {
            Finding finding = which.test(one.history(), asOf);
            if (finding == null) {
                problems.add("it finds nothing at all: test returned null");
            }
            return finding;
        } catch (RuntimeException e) {
            problems.add("it fails over a history of " + one.events().size() + " events: " + e);
            return null;
        }
    }

    private void same(Finding expected, Finding actual, String problem) {
        if (actual != null
                && (expected.holds() != actual.holds()
                        || !Objects.equals(String.valueOf(expected.measured()), String.valueOf(actual.measured()))
                        || !ids(expected).equals(ids(actual)))) {
            problems.add(problem);
        }
    }

    private static List<String> ids(Finding finding) {
        return finding.evidence().stream().map(Occurrence::id).toList();
    }

    private static boolean within(Occurrence event, Instant from, Instant to) {
        return !event.time().isBefore(from) && event.time().isBefore(to);
    }

    /** The leaf as an executor gets it. */
    private Leaf copy() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(leaf);
        } catch (IOException e) {
            problems.add("it cannot be sent to another JVM: " + e);
            return leaf;
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())) {
            @Override
            protected Class<?> resolveClass(java.io.ObjectStreamClass type) throws IOException, ClassNotFoundException {
                // The class of a plugin is known to the loader of the leaf, not to that of this class.
                try {
                    return Class.forName(type.getName(), false, leaf.getClass().getClassLoader());
                } catch (ClassNotFoundException e) {
                    return super.resolveClass(type);
                }
            }
        }) {
            return (Leaf) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            problems.add("it cannot be read by another JVM: " + e);
            return leaf;
        }
    }
}
