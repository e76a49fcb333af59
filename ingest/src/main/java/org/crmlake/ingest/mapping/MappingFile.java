package org.crmlake.ingest.mapping;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.DefinitionYaml;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** Reads a mapping file. All its problems are reported at once. */
public final class MappingFile {
    private static final Set<String> KEYS =
            Set.of("source", "format", "options", "schema", "filter", "fields", "events");
    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final JsonMapper PARSER = DefinitionYaml.mapper();

    private final String origin;
    private final List<String> problems = new ArrayList<>();

    private MappingFile(String origin) {
        this.origin = origin;
    }

    /**
     * Returns the mapping in {@code file}.
     *
     * @throws CrmException of kind CONFIG if it is not there or not a mapping
     */
    public static Mapping read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new CrmException(
                    Kind.CONFIG, "Cannot read mapping " + file + ": there is no such file. Check the path.", e);
        } catch (MalformedInputException e) {
            throw new CrmException(
                    Kind.CONFIG, "Cannot read mapping " + file + ": it is not UTF-8. Save it as UTF-8.", e);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read mapping " + file + ": " + e.getMessage() + ". Check that it is a readable file.",
                    e);
        }
    }

    /** Returns the mapping that {@code yaml} writes down; {@code origin} names it in messages. */
    public static Mapping parse(String origin, String yaml) {
        return new MappingFile(origin).parse(yaml);
    }

    private Mapping parse(String yaml) {
        JsonNode root;
        try {
            root = PARSER.readTree(yaml);
        } catch (JsonProcessingException e) {
            problems.add("it is not YAML: " + Printable.of(e.getOriginalMessage(), 200) + " at line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()));
            throw failure();
        }
        if (root == null || !root.isObject()) {
            problems.add("it is not a YAML mapping of keys to values");
            throw failure();
        }
        root.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                problems.add("unknown key '" + Printable.of(key) + "'" + hint(key, KEYS));
            }
        });
        String source = source(root);
        SourceFormat format = format(root);
        List<EventTemplate> events = events(root, format);
        Map<String, String> options = options(root);
        String schema = text(root, "schema");
        if (schema != null && format != null && format != SourceFormat.JSON) {
            problems.add("'schema' is for format json only: the others bring their columns with them");
        }
        String filter = text(root, "filter");
        if (!problems.isEmpty()) {
            throw failure();
        }
        return new Mapping(source, format, options, schema, filter, events);
    }

    private String source(JsonNode root) {
        String source = text(root, "source");
        if (!root.hasNonNull("source")) {
            problems.add("'source' is missing");
        } else if (source != null && !SOURCE.matcher(source).matches()) {
            problems.add(
                    "source '" + Printable.of(source) + "' is not a lower-case letter followed by at most 62 lower-case"
                            + " letters, digits, '_' or '-'");
        }
        return source;
    }

    private SourceFormat format(JsonNode root) {
        String format = text(root, "format");
        if (!root.hasNonNull("format")) {
            problems.add("'format' is missing: it is one of " + SourceFormat.all());
        }
        if (format == null) {
            return null;
        }
        return SourceFormat.parse(format).orElseGet(() -> {
            problems.add("format '" + Printable.of(format) + "' is not one of " + SourceFormat.all());
            return null;
        });
    }

    private List<EventTemplate> events(JsonNode root, SourceFormat format) {
        JsonNode fields = root.get("fields");
        JsonNode events = root.get("events");
        if (format == SourceFormat.SEGMENT) {
            for (String key : List.of("fields", "events", "filter", "options")) {
                if (root.has(key)) {
                    problems.add("format segment takes no '" + key + "': its records are events already");
                }
            }
            return List.of();
        }
        if (fields == null == (events == null)) {
            problems.add(fields == null ? "it has neither 'fields' nor 'events'" : "it has both 'fields' and 'events'");
            return List.of();
        }
        if (fields != null) {
            return List.of(new EventTemplate(fields("fields", fields), null));
        }
        List<EventTemplate> templates = new ArrayList<>();
        if (!events.isArray() || events.isEmpty()) {
            problems.add("'events' is not a list of at least one event");
            return List.of();
        }
        for (int i = 0; i < events.size(); i++) {
            templates.add(event("events[" + i + "]", events.get(i)));
        }
        return templates;
    }

    private EventTemplate event(String where, JsonNode event) {
        event.fieldNames().forEachRemaining(key -> {
            if (!Set.of("when", "fields").contains(key)) {
                problems.add(where + ": unknown key '" + Printable.of(key) + "'" + hint(key, Set.of("when", "fields")));
            }
        });
        return new EventTemplate(fields(where + ".fields", event.path("fields")), text(event, "when"));
    }

    private Map<EventField, String> fields(String where, JsonNode node) {
        Map<EventField, String> fields = new EnumMap<>(EventField.class);
        if (!node.isObject()) {
            problems.add(where + " is not a mapping of event fields to expressions");
            return fields;
        }
        node.properties().forEach(entry -> {
            String name = entry.getKey();
            EventField.parse(name)
                    .ifPresentOrElse(
                            field -> fields.put(field, expression(where + "." + name, entry.getValue())),
                            () -> problems.add(where + ": unknown field '" + Printable.of(name) + "'"
                                    + hint(
                                            name,
                                            java.util.Arrays.stream(EventField.values())
                                                    .map(EventField::text)
                                                    .toList())));
        });
        for (EventField required : List.of(EventField.CUSTOMER_KEY, EventField.EVENT_TIME)) {
            if (!fields.containsKey(required)) {
                problems.add(where + ": '" + required.text() + "' is missing");
            }
        }
        fields.putIfAbsent(EventField.KIND, "'track'");
        return fields;
    }

    private String expression(String where, JsonNode value) {
        if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
            problems.add(where + " is not an expression");
            return "null";
        }
        return value.asText();
    }

    private Map<String, String> options(JsonNode root) {
        Map<String, String> options = new TreeMap<>();
        JsonNode node = root.get("options");
        if (node != null && !node.isObject()) {
            problems.add("'options' is not a mapping of option names to values");
        } else if (node != null) {
            node.properties().forEach(entry -> {
                if (!entry.getValue().isValueNode() || entry.getValue().isNull()) {
                    problems.add("option '" + Printable.of(entry.getKey()) + "' is not a text");
                }
                String value = entry.getValue().asText();
                if (entry.getValue().isValueNode()
                        && !entry.getValue().isNull()
                        && entry.getKey().equals("header")
                        && !value.equals("true")
                        && !value.equals("false")) {
                    problems.add("option 'header' is '" + Printable.of(value) + "', neither true nor false");
                }
                options.put(entry.getKey(), value);
            });
        }
        return options;
    }

    private String text(JsonNode node, String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isValueNode() || value.asText().isBlank()) {
            problems.add("'" + key + "' is not a text");
            return null;
        }
        return value.asText();
    }

    private CrmException failure() {
        return MappingProblems.exception(origin, problems);
    }

    private static String hint(String name, Collection<String> known) {
        return Nearest.of(name, known)
                .map(meant -> " (did you mean '" + meant + "'?)")
                .orElse("");
    }
}
