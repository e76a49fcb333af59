package org.crmlake.model.segment;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** Definitions that may refer to each other: every reference leads to one of them and none leads back to where it came from. */
public final class SegmentSet implements Serializable {
    private static final long serialVersionUID = 1L;

    private final LinkedHashMap<String, SegmentDefinition> ordered;

    private SegmentSet(Map<String, SegmentDefinition> ordered) {
        this.ordered = new LinkedHashMap<>(ordered);
    }

    /**
     * Returns the set of these definitions.
     *
     * @throws CrmException CONFIG if one refers to a segment that is not there, or to itself by whatever way
     */
    public static SegmentSet of(Collection<SegmentDefinition> definitions) {
        Map<String, SegmentDefinition> byName = new TreeMap<>();
        definitions.forEach(definition -> byName.put(definition.name(), definition));
        Map<String, SegmentDefinition> ordered = new LinkedHashMap<>();
        byName.keySet().forEach(name -> visit(name, byName, ordered, new LinkedHashSet<>()));
        return new SegmentSet(ordered);
    }

    /** Returns the set with one more definition, which replaces one of its name. */
    public SegmentSet with(SegmentDefinition definition) {
        Map<String, SegmentDefinition> all = new TreeMap<>(ordered);
        all.put(definition.name(), definition);
        return of(all.values());
    }

    /** Returns the definitions, those referred to before those that refer to them. */
    public List<SegmentDefinition> definitions() {
        return List.copyOf(ordered.values());
    }

    /** Whether there is a definition of this name. */
    public boolean knows(String name) {
        return ordered.containsKey(name);
    }

    /**
     * Returns the definition of this name.
     *
     * @throws CrmException NOT_FOUND if there is none
     */
    public SegmentDefinition named(String name) {
        SegmentDefinition found = ordered.get(name);
        if (found == null) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot find segment '" + Printable.of(name) + "': it is not defined."
                            + Nearest.question(name, ordered.keySet()) + " Run `crmlake segment list`.");
        }
        return found;
    }

    /** Returns what the segments read, and those that they refer to. */
    public Inputs inputs() {
        return ordered.values().stream().map(SegmentDefinition::inputs).reduce(Inputs.NONE, Inputs::and);
    }

    /** Returns the set of a segment and all that it refers to. */
    public SegmentSet reachableFrom(String name) {
        Set<String> names = new LinkedHashSet<>();
        List<String> open = new ArrayList<>(List.of(name));
        while (!open.isEmpty()) {
            String next = open.remove(open.size() - 1);
            if (names.add(next)) {
                open.addAll(named(next).references());
            }
        }
        Map<String, SegmentDefinition> kept = new LinkedHashMap<>(ordered);
        kept.keySet().retainAll(names);
        return new SegmentSet(kept);
    }

    private static void visit(
            String name,
            Map<String, SegmentDefinition> byName,
            Map<String, SegmentDefinition> ordered,
            Set<String> path) {
        if (ordered.containsKey(name)) {
            return;
        }
        if (!path.add(name)) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use segment '" + name + "': it refers to itself by way of " + String.join(" -> ", path)
                            + " -> " + name + ". Take one of the references out.");
        }
        for (String reference : byName.get(name).references()) {
            if (!byName.containsKey(reference)) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot use segment '" + name + "': it refers to segment '" + Printable.of(reference)
                                + "', which is not defined." + Nearest.question(reference, byName.keySet())
                                + " Define it first.");
            }
            visit(reference, byName, ordered, path);
        }
        path.remove(name);
        ordered.put(name, byName.get(name));
    }
}
