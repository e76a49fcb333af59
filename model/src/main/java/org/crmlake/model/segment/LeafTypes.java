package org.crmlake.model.segment;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** All kinds of leaves, by their word. A new kind of our own is one line here; others are found by {@link ServiceLoader}. */
public final class LeafTypes {
    private static final List<LeafType> BUILT_IN = List.of(
            type(Performed.TYPE, Performed::read),
            type(Aggregate.TYPE, Aggregate::read),
            type(Milestone.FIRST, Milestone::readFirst),
            type(Milestone.LAST, Milestone::readLast),
            type(Regularly.TYPE, Regularly::read),
            type(Stopped.TYPE, Stopped::read),
            type(Restarted.TYPE, Restarted::read),
            type(Sequence.TYPE, Sequence::read),
            type(DidNot.TYPE, DidNot::read),
            type(Trait.TYPE, Trait::read),
            type(Score.TYPE, Score::read),
            type(Consent.TYPE, Consent::read),
            type(Bucket.TYPE, Bucket::read));

    private static final Pattern NAME = Pattern.compile("[a-z][a-z_]{0,62}");
    private static final List<String> GROUPS = List.of("all", "any", "not", "member");

    private final Map<String, LeafType> byName = new TreeMap<>();

    private LeafTypes(Collection<LeafType> more) {
        BUILT_IN.forEach(type -> byName.put(type.name(), type));
        for (LeafType type : more) {
            boolean fits = NAME.matcher(type.name()).matches() && !GROUPS.contains(type.name());
            if (!fits || byName.put(type.name(), type) != null) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot use leaf type '" + Printable.of(type.name()) + "' of "
                                + type.getClass().getName()
                                + ": a type has a word of its own, of lower-case letters and underscores. Take the jar out"
                                + " of plugins/.");
            }
        }
    }

    /** Returns those that come with crmlake. */
    public static LeafTypes builtIn() {
        return new LeafTypes(List.of());
    }

    /** Returns those that come with crmlake and these. */
    public static LeafTypes with(Collection<LeafType> more) {
        return new LeafTypes(more);
    }

    /** Returns those that come with crmlake and those that jars on the class path bring. */
    public static LeafTypes installed() {
        return with(ServiceLoader.load(LeafType.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Returns them by their word. */
    public Map<String, LeafType> byName() {
        return Map.copyOf(byName);
    }

    private static LeafType type(String name, Function<Settings, Leaf> read) {
        return new LeafType() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Leaf read(Settings settings) {
                return read.apply(settings);
            }
        };
    }
}
