package org.crmlake.ingest.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;
import java.math.BigDecimal;
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
    /** Numbers are read as they are written: a double of 1e999 is infinite, which no schema can be held against. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();
    /** To divide a number takes as many digits as its exponent says. */
    private static final int MOST_DIGITS = 1000;

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
        List<String> problems = new ArrayList<>();
        try {
            for (ValidationMessage message : contract.schema.validate(instance(contract, fields, properties))) {
                problems.add(describe(message));
            }
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // Whatever an event does to the validator is the fault of the event.
            return Optional.of("contract '" + Printable.of(event) + "': it cannot be checked: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : Printable.of(e.getMessage(), 300)));
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

    private static ObjectNode instance(Compiled contract, Map<String, Object> fields, Map<String, String> properties) {
        ObjectNode instance = JsonNodeFactory.instance.objectNode();
        fields.forEach((name, value) -> {
            if (value != null) {
                instance.set(name, JSON.valueToTree(value));
            }
        });
        ObjectNode own = instance.putObject("properties");
        properties.forEach((name, text) ->
                own.set(name, contract.typed.contains(name) ? typed(text) : JsonNodeFactory.instance.textNode(text)));
        return instance;
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
            boolean readable = value != null && !value.isMissingNode() && hasBoundedNumbers(value);
            return readable ? value : JsonNodeFactory.instance.textNode(text);
        } catch (JsonProcessingException | ArithmeticException | NumberFormatException e) {
            return JsonNodeFactory.instance.textNode(text);
        }
    }

    private static boolean hasBoundedNumbers(JsonNode value) {
        if (value.isBigDecimal()) {
            BigDecimal number = value.decimalValue();
            return Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS;
        }
        for (JsonNode part : value) {
            if (!hasBoundedNumbers(part)) {
                return false;
            }
        }
        return true;
    }

    private static String describe(ValidationMessage message) {
        String location = message.getInstanceLocation().toString();
        String path = location.startsWith("$.")
                ? location.substring(2)
                : location.startsWith("$") ? location.substring(1) : location;
        JsonNode value = message.getInstanceNode();
        String shown = value == null || value.isContainerNode() ? "" : " '" + Printable.of(value.asText()) + "'";
        String whole = message.getMessage();
        int colon = whole.indexOf(':');
        String said = colon >= 0 && whole.startsWith(": ", colon) ? whole.substring(colon + 2) : whole;
        return Printable.of((path.isEmpty() ? "the event" : path) + shown + ": " + said, 300);
    }
}
