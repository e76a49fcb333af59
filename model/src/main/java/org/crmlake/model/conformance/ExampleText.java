package org.crmlake.model.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.crmlake.model.CrmException;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.SegmentFile;

/** An example of a leaf as a text that can be changed: written wrongly in many ways, it must be read or refused with what is wrong. */
final class ExampleText {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> WRONG = List.of(
            "null", "[]", "{}", "{a: 1}", "[1, {a: b}]", "true", "-1", "0", "0.5", "99999999999", "' '", "(", "x");

    private ExampleText() {}

    static List<String> problems(String definition, String word, LeafTypes types) {
        List<String> problems = new ArrayList<>();
        JsonNode root = tree(definition);
        for (JsonNode found : root.findValues(word)) {
            if (found instanceof ObjectNode settings) {
                with(root, settings, "no_such_word", tree("1"), text -> {
                    if (isRead(text, types, problems)) {
                        problems.add(word + ": it reads a word that it does not know");
                    }
                });
                for (String name : names(settings)) {
                    for (String wrong : WRONG) {
                        with(root, settings, name, tree(wrong), text -> isRead(text, types, problems));
                    }
                    without(root, settings, name, text -> isRead(text, types, problems));
                }
            }
        }
        return problems;
    }

    /** Returns all values that an example has, in their order. */
    static Set<String> scalars(String definition) {
        Set<String> scalars = new TreeSet<>();
        collect(tree(definition), scalars);
        return scalars;
    }

    private static void collect(JsonNode node, Set<String> scalars) {
        if (node.isValueNode()) {
            scalars.add(node.asText());
        }
        node.forEach(part -> collect(part, scalars));
    }

    private static boolean isRead(String text, LeafTypes types, List<String> problems) {
        try {
            SegmentFile.parse(text, types);
            return true;
        } catch (CrmException e) {
            return false;
        } catch (RuntimeException e) {
            problems.add("reading " + text + " fails with " + e + ". Note a problem instead");
            return false;
        }
    }

    private static void with(
            JsonNode root, ObjectNode settings, String name, JsonNode value, Consumer<String> written) {
        JsonNode before = settings.get(name);
        settings.set(name, value);
        written.accept(root.toString());
        restore(settings, name, before);
    }

    private static void without(JsonNode root, ObjectNode settings, String name, Consumer<String> written) {
        JsonNode before = settings.remove(name);
        written.accept(root.toString());
        restore(settings, name, before);
    }

    private static void restore(ObjectNode settings, String name, JsonNode before) {
        if (before == null) {
            settings.remove(name);
        } else {
            settings.set(name, before);
        }
    }

    private static List<String> names(ObjectNode settings) {
        List<String> names = new ArrayList<>();
        settings.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode tree(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
