package org.crmlake.ingest.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Holds events against the contracts of their names, in one task. An event without a contract keeps every one. */
public final class ContractCheck {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> TYPED = Set.of("integer", "number", "boolean", "object", "array");
    private static final int MOST_SHOWN = 3;

    private final Map<String, Compiled> contracts = new HashMap<>();

    /** The schema, and which of the properties it wants to be something else than text. */
    private record Compiled(JsonSchema schema, Set<String> typed) {}

    public ContractCheck(List<Contract> contracts) {
        contracts.forEach(contract -> this.contracts.put(contract.event(), compile(contract)));
    }

    /** Returns whether there is a contract for events of this name, which may be null. */
    public boolean has(String event) {
        return contracts.containsKey(event);
    }

    /**
     * Returns what breaks the contract, with path and value, or empty.
     *
     * @param event the name
     * @param fields what the event says, but for its properties
     * @param properties as text. Where the contract wants a number, a boolean, an object or an array, it is read as one
     */
    public Optional<String> problem(String event, Map<String, Object> fields, Map<String, String> properties) {
        Compiled contract = contracts.get(event);
        if (contract == null) {
            return Optional.empty();
        }
        ObjectNode instance = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, value) -> {
            if (value != null) {
                instance.set(name, JSON.valueToTree(value));
            }
        });
        ObjectNode own = instance.putObject("properties");
        properties.forEach((name, text) ->
                own.set(name, contract.typed.contains(name) ? typed(text) : JsonNodeFactory.instance.textNode(text)));
        List<String> problems = new ArrayList<>();
        for (ValidationMessage message : contract.schema.validate(instance)) {
            problems.add(describe(message));
        }
        if (problems.isEmpty()) {
            return Optional.empty();
        }
        problems.sort(null);
        int more = problems.size() - MOST_SHOWN;
        return Optional.of("contract '" + Printable.of(event) + "': "
                + String.join("; ", problems.subList(0, Math.min(MOST_SHOWN, problems.size())))
                + (more > 0 ? "; and " + more + " more" : ""));
    }

    private static Compiled compile(Contract contract) {
        JsonNode json;
        try {
            json = JSON.readTree(contract.schema());
        } catch (JsonProcessingException e) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot use contract '" + Printable.of(contract.event())
                            + "': it was JSON when it was read. Please report this as a bug.",
                    e);
        }
        Set<String> typed = new java.util.HashSet<>();
        json.path("properties")
                .path("properties")
                .path("properties")
                .properties()
                .forEach(property -> {
                    JsonNode type = property.getValue().path("type");
                    boolean text = type.isTextual()
                            ? !TYPED.contains(type.asText())
                            : type.isEmpty() || contains(type, "string");
                    if (!text) {
                        typed.add(property.getKey());
                    }
                });
        return new Compiled(ContractSchemas.compile(json), typed);
    }

    private static boolean contains(JsonNode types, String type) {
        for (JsonNode one : types) {
            if (one.asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** A text that is not what the contract wants stays a text, and the schema says so. */
    private static JsonNode typed(String text) {
        try {
            JsonNode value = JSON.readTree(text);
            return value == null || value.isMissingNode() ? JsonNodeFactory.instance.textNode(text) : value;
        } catch (JsonProcessingException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    private static String describe(ValidationMessage message) {
        String path = message.getInstanceLocation().toString().replaceFirst("^\\$\\.?", "");
        JsonNode value = message.getInstanceNode();
        String shown = value == null || value.isContainerNode() ? "" : " '" + Printable.of(value.asText()) + "'";
        String said = message.getMessage().replaceFirst("^[^:]*: ", "");
        return Printable.of((path.isEmpty() ? "the event" : path) + shown + ": " + said, 300);
    }
}
