package org.crmlake.model.segment;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.crmlake.model.segment.Condition.All;
import org.crmlake.model.segment.Condition.Any;
import org.crmlake.model.segment.Condition.Member;
import org.crmlake.model.segment.Condition.Not;

/**
 * A segment: its name and whom it holds.
 *
 * @param name a lower-case letter and at most 62 lower-case letters, digits and hyphens: it becomes part of file names, row
 *     keys and columns
 * @param description for people; may be empty
 * @param where what its members fulfil
 */
public record SegmentDefinition(String name, String description, Condition where) implements Serializable {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** A leaf and where in the definition it stands, for instance {@code all[2].not.performed}. */
    public record PlacedLeaf(String place, Leaf leaf) {}

    public SegmentDefinition {
        requireNonNull(description, "description is null");
        requireNonNull(where, "where is null");
        problem(name).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
    }

    /** Returns what is wrong with {@code name} as the name of a segment, or empty if it is one. */
    public static Optional<String> problem(String name) {
        return name != null && NAME.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(
                        "a segment's name is a lower-case letter followed by at most 62 lower-case letters, digits or"
                                + " hyphens");
    }

    /** Returns the leaves in the order in which they are written. */
    public List<PlacedLeaf> leaves() {
        List<PlacedLeaf> leaves = new ArrayList<>();
        collect(where, "", leaves, new ArrayList<>());
        return leaves;
    }

    /** Returns the segments that this one refers to. */
    public List<String> references() {
        List<String> references = new ArrayList<>();
        collect(where, "", new ArrayList<>(), references);
        return references;
    }

    /** Returns what its leaves read. */
    public Inputs inputs() {
        return leaves().stream().map(placed -> placed.leaf().inputs()).reduce(Inputs.NONE, Inputs::and);
    }

    private static void collect(Condition condition, String place, List<PlacedLeaf> leaves, List<String> references) {
        if (condition instanceof All all) {
            collect(all.parts(), place + "all", leaves, references);
        } else if (condition instanceof Any any) {
            collect(any.parts(), place + "any", leaves, references);
        } else if (condition instanceof Not not) {
            collect(not.part(), place + "not.", leaves, references);
        } else if (condition instanceof Member member) {
            references.add(member.segment());
        } else if (condition instanceof Leaf leaf) {
            leaves.add(new PlacedLeaf(place + leaf.type(), leaf));
        }
    }

    private static void collect(List<Condition> parts, String place, List<PlacedLeaf> leaves, List<String> references) {
        for (int i = 0; i < parts.size(); i++) {
            collect(parts.get(i), place + "[" + (i + 1) + "].", leaves, references);
        }
    }
}
