package org.crmlake.ingest.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.crmlake.model.EventKind;
import org.crmlake.model.Printable;

/**
 * Reads one JSON line in the envelope of the Segment Spec (docs/data-model.md): {@code messageId}, {@code type}, {@code userId} or
 * {@code anonymousId}, {@code event}, {@code properties} or {@code traits}, {@code context} and the four times.
 *
 * <p>Nested values keep their JSON text. Of the properties, {@code revenue}, {@code total} or {@code value} (the first that is
 * there) becomes the amount and {@code currency} the currency. Fields of the envelope that crmlake does not act on are kept in
 * the context.
 */
final class SegmentDecoder {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(JsonLine.DEEPEST)
                    .build())
            .build();

    /** Where a structure began, as Jackson says it in some of its messages. */
    private static final Pattern LOCATION = Pattern.compile("\\[Source: [^;]*; line: 1, (column: \\d+)]");

    private static final int LONGEST_REASON = 2000;

    /** Reading a number takes the square of its length. */
    private static final int LONGEST_NUMBER = 200;

    private final SegmentClock clock = new SegmentClock();
    private String type;
    private String event;
    private String name;
    private String groupId;
    private String previousId;

    /** Fills {@code draft} from the line and returns null, or returns what is wrong with the line. */
    String decode(byte[] line, EventDraft draft) {
        draft.clear();
        clock.clear();
        type = null;
        event = null;
        name = null;
        groupId = null;
        previousId = null;
        try (JsonParser json = JSON.createParser(line)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return "the line is not a JSON object";
            }
            String problem = envelope(json, draft);
            if (problem == null && json.nextToken() != null) {
                problem = "the line has more after its JSON object";
            }
            return problem == null ? finish(draft) : problem;
        } catch (JsonProcessingException e) {
            return notJson(e.getOriginalMessage());
        } catch (IOException e) {
            return notJson(e.getMessage());
        }
    }

    private static String notJson(String reason) {
        // Jackson may repeat what it read.
        String start = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        return "the line is not JSON: " + Printable.of(LOCATION.matcher(start).replaceAll("$1"), 200);
    }

    private String envelope(JsonParser json, EventDraft draft) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            String problem = null;
            switch (field) {
                case "messageId" -> draft.eventId = text(json, value);
                case "type" -> type = text(json, value);
                case "event" -> event = text(json, value);
                case "name" -> name = text(json, value);
                case "userId" -> draft.userId = text(json, value);
                case "anonymousId" -> draft.anonymousId = text(json, value);
                case "groupId" -> groupId = text(json, value);
                case "previousId" -> previousId = text(json, value);
                case "channel" -> draft.channel = text(json, value);
                case "timestamp", "originalTimestamp", "sentAt", "receivedAt" ->
                    problem = clock.set(field, text(json, value));
                case "properties", "traits" -> problem = properties(json, value, field, draft);
                case "context" -> problem = context(json, value, draft);
                default -> put(draft.context, field, text(json, value));
            }
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private String properties(JsonParser json, JsonToken start, String field, EventDraft draft) throws IOException {
        if (start == JsonToken.VALUE_NULL) {
            return null;
        }
        if (start != JsonToken.START_OBJECT) {
            return field + " is not an object";
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            put(draft.properties, name, text(json, json.nextToken()));
        }
        return null;
    }

    private String context(JsonParser json, JsonToken start, EventDraft draft) throws IOException {
        if (start == JsonToken.VALUE_NULL) {
            return null;
        }
        if (start != JsonToken.START_OBJECT) {
            return "context is not an object";
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("campaign") && value == JsonToken.START_OBJECT) {
                campaign(json, draft);
            } else {
                put(draft.context, name, text(json, value));
            }
        }
        return null;
    }

    private void campaign(JsonParser json, EventDraft draft) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            String value = text(json, json.nextToken());
            if (name.equals("name")) {
                draft.campaignId = value;
            } else {
                put(draft.context, "campaign." + name, value);
            }
        }
    }

    private String finish(EventDraft draft) {
        draft.kind = type;
        draft.name = event == null ? name : event;
        if (event != null) {
            put(draft.context, "name", name);
        }
        put(draft.properties, "group_id", groupId);
        put(draft.properties, "previous_id", previousId);
        if (draft.userId != null && !draft.userId.isEmpty()) {
            draft.customerKey = "user:" + draft.userId;
        } else if (draft.anonymousId != null && !draft.anonymousId.isEmpty()) {
            draft.customerKey = "anonymous:" + draft.anonymousId;
        } else {
            return "it has neither userId nor anonymousId";
        }
        clock.settle(draft);
        return money(draft);
    }

    /** A track event says what it is worth; elsewhere these names may mean anything. */
    private static String money(EventDraft draft) {
        if (!EventKind.TRACK.text().equals(draft.kind)) {
            return null;
        }
        draft.currency = draft.properties.remove("currency");
        for (String name : List.of("revenue", "total", "value")) {
            String amount = draft.properties.get(name);
            if (amount != null) {
                draft.amount = number(amount);
                if (draft.amount != null) {
                    draft.properties.remove(name);
                    return null;
                }
                // "value" is a common name for things that are no money.
                return name.equals("value")
                        ? null
                        : "properties." + name + " '" + Printable.of(amount) + "' is not a number";
            }
        }
        return null;
    }

    private static BigDecimal number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return null;
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** Returns a scalar as it is written, an object or array as JSON text, and null for null. */
    private static String text(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value.isScalarValue()) {
            return json.getText();
        }
        StringWriter nested = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(nested)) {
            copy(json, generator);
        }
        return nested.toString();
    }

    /** Copies an object or array. Jackson's own way reads fractions as floats, which makes {@code 1.1} of {@code 1.10}. */
    private static void copy(JsonParser json, JsonGenerator generator) throws IOException {
        generator.copyCurrentEventExact(json);
        for (int depth = 1; depth > 0; ) {
            JsonToken token = json.nextToken();
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            generator.copyCurrentEventExact(json);
        }
    }

    private static void put(Map<String, String> map, String name, String value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}
