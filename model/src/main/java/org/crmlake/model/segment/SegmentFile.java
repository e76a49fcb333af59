package org.crmlake.model.segment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.DefinitionYaml;
import org.crmlake.model.Printable;
import org.crmlake.model.segment.Condition.All;
import org.crmlake.model.segment.Condition.Any;
import org.crmlake.model.segment.Condition.Member;
import org.crmlake.model.segment.Condition.Not;
import org.yaml.snakeyaml.LoaderOptions;

/** Segment definitions as people write them, in YAML or JSON; {@code segment.schema.json} beside this class describes them. */
public final class SegmentFile {
    /** The longest definition, in characters. */
    public static final int LONGEST = 256 * 1024;

    /** The most conditions in one definition. */
    static final int MOST_NODES = 2_000;

    /** How deep conditions may lie in each other. */
    static final int DEEPEST = 200;

    private static final ObjectMapper YAML = new ObjectMapper(DefinitionYaml.factory(limits()))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final List<String> GROUPS = List.of("all", "any", "not", "member");

    private final Map<String, LeafType> types;
    private final Problems problems = new Problems();
    private int nodes;

    private SegmentFile(LeafTypes types) {
        this.types = types.byName();
    }

    /**
     * Reads a definition.
     *
     * @param types the leaves that it may use
     * @throws CrmException CONFIG with all that is wrong with it
     */
    public static SegmentDefinition parse(String text, LeafTypes types) {
        if (text.length() > LONGEST) {
            throw unreadable("it has " + text.length() + " characters, and " + LONGEST + " are the most", null);
        }
        JsonNode root;
        try {
            root = YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw unreadable(line + Printable.of(firstLine(e.getOriginalMessage()), 200), e);
        } catch (RuntimeException | StackOverflowError e) {
            // The YAML parser lets some of its own exceptions through.
            throw unreadable(Printable.of(firstLine(String.valueOf(e.getMessage())), 200), e);
        }
        if (!(root instanceof ObjectNode mapping)) {
            throw unreadable("it is not a mapping with the words segment, description and where", null);
        }
        return new SegmentFile(types).definition(mapping);
    }

    private SegmentDefinition definition(ObjectNode root) {
        Settings settings = new Settings(root, "", problems);
        String name = settings.requiredText("segment");
        if (!name.equals("-")) {
            SegmentDefinition.problem(name)
                    .ifPresent(reason -> problems.add("segment", "'" + Printable.of(name) + "': " + reason));
        }
        String description = Optional.ofNullable(settings.text("description")).orElse("");
        Condition where = new All(List.of());
        if (settings.has("where")) {
            where = condition(root.get("where"), "where", 1);
        } else {
            problems.add("where", "it is missing. Write the condition that members fulfil");
        }
        settings.close();
        problems.throwIfAny();
        return new SegmentDefinition(name, description, where);
    }

    private Condition condition(JsonNode node, String place, int depth) {
        Condition none = new All(List.of());
        nodes++;
        if (nodes > MOST_NODES || depth > DEEPEST) {
            if (nodes == MOST_NODES + 1 || depth == DEEPEST + 1) {
                problems.add(
                        place.length() > 60 ? place.substring(0, 60) + "…" : place,
                        nodes > MOST_NODES
                                ? "there are more than " + MOST_NODES + " conditions"
                                : "conditions lie deeper in each other than " + DEEPEST);
            }
            return none;
        }
        if (!(node instanceof ObjectNode mapping) || mapping.size() != 1) {
            problems.add(place, "a condition is a mapping with one word. Use " + String.join(", ", words()));
            return none;
        }
        Map.Entry<String, JsonNode> only = mapping.properties().iterator().next();
        String word = only.getKey();
        JsonNode value = only.getValue();
        return switch (word) {
            case "all" -> new All(parts(value, place + ".all", depth));
            case "any" -> new Any(parts(value, place + ".any", depth));
            case "not" -> new Not(condition(value, place + ".not", depth + 1));
            case "member" -> member(value, place + ".member");
            default -> leaf(word, value, place);
        };
    }

    private List<Condition> parts(JsonNode value, String place, int depth) {
        List<Condition> parts = new ArrayList<>();
        if (!value.isArray() || value.isEmpty()) {
            problems.add(place, "it is not a list of one condition or more");
            return parts;
        }
        for (int i = 0; i < value.size(); i++) {
            parts.add(condition(value.get(i), place + "[" + (i + 1) + "]", depth + 1));
        }
        return parts;
    }

    private Condition member(JsonNode value, String place) {
        String name = "-";
        if (value instanceof ObjectNode mapping) {
            Settings settings = new Settings(mapping, place, problems);
            name = settings.requiredText("segment");
            settings.close();
        } else {
            problems.add(place, "it is not a mapping. Write member: { segment: NAME }");
        }
        return new Member(name);
    }

    private Condition leaf(String word, JsonNode value, String place) {
        LeafType type = types.get(word);
        if (type == null) {
            problems.add(place, Settings.unknown(word, words()));
            return new All(List.of());
        }
        if (!(value instanceof ObjectNode mapping)) {
            problems.add(place + "." + word, "it is not a mapping of words to values");
            return new All(List.of());
        }
        Settings settings = new Settings(mapping, place + "." + word, problems);
        Leaf leaf = type.read(settings);
        settings.close();
        return leaf;
    }

    private List<String> words() {
        List<String> words = new ArrayList<>(GROUPS);
        types.keySet().stream().sorted().forEach(words::add);
        return words;
    }

    private static CrmException unreadable(String reason, Throwable cause) {
        return new CrmException(
                Kind.CONFIG,
                "Cannot read the segment definition: " + reason + ". Write it as docs/segments.md says.",
                cause);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static LoaderOptions limits() {
        LoaderOptions limits = new LoaderOptions();
        limits.setCodePointLimit(LONGEST);
        // A group is a mapping and a list, a leaf has some levels of its own.
        limits.setNestingDepthLimit(2 * DEEPEST + 20);
        limits.setMaxAliasesForCollections(0);
        limits.setAllowDuplicateKeys(false);
        return limits;
    }
}
