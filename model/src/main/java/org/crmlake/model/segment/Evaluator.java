package org.crmlake.model.segment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.crmlake.model.segment.Condition.All;
import org.crmlake.model.segment.Condition.Any;
import org.crmlake.model.segment.Condition.Member;
import org.crmlake.model.segment.Condition.Not;

/** Evaluates segments over one customer's history. Spark and the answer for one customer both call this: there is one meaning. */
public final class Evaluator {
    private final SegmentSet segments;

    public Evaluator(SegmentSet segments) {
        this.segments = segments;
    }

    /**
     * One node of an answer.
     *
     * @param node what the node is: {@code all}, {@code any}, {@code not}, {@code member} or the type of a leaf
     * @param holds whether it holds
     * @param finding what a leaf found; empty for other nodes
     * @param parts the answers below it
     */
    public record Answer(String node, boolean holds, Optional<Finding> finding, List<Answer> parts) {}

    /** Returns which segments the customer is in as of a moment, in the order of {@link SegmentSet#definitions()}. */
    public Map<String, Boolean> memberships(CustomerHistory history, AsOf asOf) {
        Map<String, Boolean> memberships = new LinkedHashMap<>();
        for (SegmentDefinition segment : segments.definitions()) {
            memberships.put(segment.name(), holds(segment.where(), memberships, leaf -> leaf.test(history, asOf)
                    .holds()));
        }
        return memberships;
    }

    /** Returns the whole answer for one segment: nothing is skipped, so that each leaf tells what it found. */
    public Answer explain(String segment, CustomerHistory history, AsOf asOf) {
        return answer(segments.named(segment).where(), history, asOf);
    }

    /** Whether there is a segment of this name. */
    public boolean knows(String segment) {
        return segments.knows(segment);
    }

    /**
     * Returns for each leaf of a segment, by its place, what it finds; the leaves of segments that it refers to have the name of
     * theirs before their place, {@code other: all[1].performed}.
     */
    public Map<String, Finding> findings(String segment, CustomerHistory history, AsOf asOf) {
        Map<String, Finding> findings = new TreeMap<>();
        for (SegmentDefinition definition : segments.reachableFrom(segment).definitions()) {
            String prefix = definition.name().equals(segment) ? "" : definition.name() + ": ";
            for (SegmentDefinition.PlacedLeaf placed : definition.leaves()) {
                findings.put(prefix + placed.place(), placed.leaf().test(history, asOf));
            }
        }
        return findings;
    }

    private static boolean holds(Condition condition, Map<String, Boolean> memberships, Predicate<Leaf> leaves) {
        if (condition instanceof All all) {
            return all.parts().stream().allMatch(part -> holds(part, memberships, leaves));
        }
        if (condition instanceof Any any) {
            return any.parts().stream().anyMatch(part -> holds(part, memberships, leaves));
        }
        if (condition instanceof Not not) {
            return !holds(not.part(), memberships, leaves);
        }
        if (condition instanceof Member member) {
            return memberships.get(member.segment());
        }
        return leaves.test((Leaf) condition);
    }

    private Answer answer(Condition condition, CustomerHistory history, AsOf asOf) {
        if (condition instanceof All all) {
            List<Answer> parts = answers(all.parts(), history, asOf);
            return group("all", parts.stream().allMatch(Answer::holds), parts);
        }
        if (condition instanceof Any any) {
            List<Answer> parts = answers(any.parts(), history, asOf);
            return group("any", parts.stream().anyMatch(Answer::holds), parts);
        }
        if (condition instanceof Not not) {
            Answer part = answer(not.part(), history, asOf);
            return group("not", !part.holds(), List.of(part));
        }
        if (condition instanceof Member member) {
            Answer part = explain(member.segment(), history, asOf);
            return group("member " + member.segment(), part.holds(), List.of(part));
        }
        Leaf leaf = (Leaf) condition;
        Finding finding = leaf.test(history, asOf);
        return new Answer(leaf.type(), finding.holds(), Optional.of(finding), List.of());
    }

    private List<Answer> answers(List<Condition> parts, CustomerHistory history, AsOf asOf) {
        List<Answer> answers = new ArrayList<>();
        parts.forEach(part -> answers.add(answer(part, history, asOf)));
        return answers;
    }

    private static Answer group(String node, boolean holds, List<Answer> parts) {
        return new Answer(node, holds, Optional.empty(), parts);
    }
}
