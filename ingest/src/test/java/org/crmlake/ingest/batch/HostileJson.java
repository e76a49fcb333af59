package org.crmlake.ingest.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.crmlake.ingest.mapping.Mapping;

/** Hostile files of JSON lines, mapped and in the envelope of the Segment Spec. */
final class HostileJson {
    private static final Mapping JSON = HostileText.mapping("json", "");
    private static final Mapping DECLARED =
            HostileText.mapping("json", "schema: id string, day string, spent string\n");

    private static final String GOOD_JSON = "{\"id\":\"1\",\"day\":\"2026-01-31\",\"spent\":1.50}\n";
    private static final String GOOD_EVENT =
            "{\"type\":\"page\",\"userId\":\"1\",\"timestamp\":\"2026-01-31T12:00:00Z\"}\n";

    private final List<HostileFile> files = new ArrayList<>();

    private HostileJson() {}

    static List<HostileFile> all() {
        HostileJson json = new HostileJson();
        json.json();
        json.segment();
        return json.files;
    }

    private void json() {
        json(
                "truncated",
                GOOD_JSON + "{\"id\":\"2\",\"day\":\"2026",
                "1 events, 1 decode: the line is not a JSON object with columns of the declared types");
        json(
                "deep-object",
                GOOD_JSON + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "\n",
                "1 events, 1 decode: the line is nested deeper than 200");
        json(
                "deep-array-first",
                "{\"id\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}\n" + GOOD_JSON,
                "1 events, 1 decode: the line is nested deeper than 200");
        json(
                "deep-columns",
                "{\"a\":".repeat(200) + "1" + "}".repeat(200) + "\n" + GOOD_JSON,
                "1 events, 1 validate: customer_key is missing");
        json(
                "deep-never-closed",
                GOOD_JSON + "[".repeat(100_000) + "\n",
                "1 events, 1 decode: the line is nested deeper than 200");
        json(
                "long-string",
                out -> {
                    out.write((GOOD_JSON + "{\"id\":\"").getBytes(StandardCharsets.UTF_8));
                    HostileText.repeat(out, 'x', HostileText.LARGE);
                    out.write(("\"}\n" + GOOD_JSON).getBytes(StandardCharsets.UTF_8));
                },
                "2 events, 1 decode: the record has 104857609 bytes, more than 1048576; its first 16777217 are kept, and it cannot be replayed");
        json(
                "same-key-twice",
                "{\"id\":\"1\",\"id\":\"2\",\"day\":\"2026-01-31\",\"spent\":1,\"x\":{\"y\":1,\"y\":2}}\n" + GOOD_JSON,
                "2 events");
        json(
                "keys-of-other-case",
                "{\"ID\":\"2\"}\n" + GOOD_JSON,
                "DATA Cannot ingest {file}: its columns 'ID' and 'id' differ only in case, which SQL does not tell apart. Declare the columns that count with 'schema' in the mapping.");
        json(
                "no-numbers",
                GOOD_JSON
                        + "{\"id\":\"2\",\"day\":\"2026-01-31\",\"spent\":NaN}\n{\"id\":\"3\",\"day\":\"2026-01-31\",\"spent\":-Infinity}\n",
                "1 events, 1 map: amount: The value '\"-Infinity\"' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\" because it is malformed, 1 map: amount: The value '\"NaN\"' of the type \"STRING\" cannot be cast to…");
        json(
                "huge-numbers",
                GOOD_JSON
                        + amount("1e400")
                        + amount("-1E999999999")
                        + amount("9".repeat(999))
                        + amount("9".repeat(1001))
                        + amount("9".repeat(500_000)),
                "1 events, 2 decode: the line is not a JSON object with columns of the declared types, 1 map: amount: The value '\"-Infinity\"' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\" because it is malfor…");
        json(
                "half-a-pair",
                GOOD_JSON + "{\"id\":\"\\ud83d\"}\n{\"id\":\"\\ude00\\ud83d\"}\n",
                "1 events, 2 decode: the line has half a surrogate pair, which has no UTF-8");
        json(
                "escaped-nul",
                "{\"id\":\"a\\u0000b\",\"day\":\"2026-01-31\",\"spent\":1}\n",
                "0 events, 1 validate: customer_key 'shop:a?b': it has a NUL character");
        json("bom", "\uFEFF" + GOOD_JSON, "1 events");
        json(
                "bom-in-the-middle",
                GOOD_JSON + "\uFEFF" + GOOD_JSON,
                "1 events, 1 decode: the line is not a JSON object with columns of the declared types");
        json(
                "many-keys",
                "{\"id\":\"1\"," + keys(50_000) + "}\n" + GOOD_JSON,
                "DATA Cannot ingest {file}: it has 50003 columns, more than 4096. Check the format in the mapping; of JSON, declare the columns that count with 'schema'.");
        json(
                "long-key",
                "{\"" + "k".repeat(100_000) + "\":1}\n" + GOOD_JSON,
                "1 events, 1 decode: the line is not a JSON object with columns of the declared types");
        json("key-of-backticks", "{\"`a`.b\":1,\"\":2}\n" + GOOD_JSON, "1 events, 1 validate: customer_key is missing");
        json(
                "scalars",
                "1\n\"two\"\nnull\ntrue\n",
                "DATA Cannot ingest {file}: none of its first 4 lines is a JSON object. Check the format in the mapping.");
        json(
                "array",
                "[" + GOOD_JSON.trim() + "]\n" + GOOD_JSON,
                "1 events, 1 decode: the line is not a JSON object with columns of the declared types");
        json(
                "relaxed",
                GOOD_JSON + "{'id':'2'}\n{\"id\":\"3\",}\n{\"id\":/* c */\"4\"}\n{id:5}\n",
                "1 events, 3 decode: the line is not a JSON object with columns of the declared types, 1 validate: event_time is missing");
        json(
                "pretty-printed",
                "{\n\"id\": 1,\n\"day\": \"2026-01-31\"\n}\n",
                "DATA Cannot ingest {file}: none of its first 4 lines is a JSON object. Check the format in the mapping.");
        json(
                "other-types",
                "{\"id\":{\"a\":1},\"day\":[1],\"spent\":true}\n" + GOOD_JSON,
                "1 events, 1 map: event_time: The value '[1]' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is malformed");
        add(
                "other-types-declared.json",
                DECLARED,
                "{\"id\":{\"a\":1},\"day\":[1],\"spent\":true}\n" + GOOD_JSON,
                "1 events, 1 map: event_time: The value '[1]' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is malformed");
        add(
                "deep-declared.json",
                DECLARED,
                "{\"id\":" + "[".repeat(150) + "]".repeat(150) + "}\n" + GOOD_JSON,
                "1 events, 1 validate: customer_key 'shop:[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…': it is longer than 256 bytes");
        json(
                "noise",
                HostileText.noise(1 << 16),
                "DATA Cannot ingest {file}: none of its first 509 lines is a JSON object. Check the format in the mapping.");
    }

    private void segment() {
        segment(
                "deep",
                GOOD_EVENT + event("\"properties\":{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}"),
                "1 events, 1 decode: the line is not JSON: Document nesting depth (201) exceeds the maximum allowed (200, from `StreamReadConstraints.getMaxNestingDepth()`)");
        segment(
                "long-string",
                out -> {
                    out.write((GOOD_EVENT + "{\"type\":\"").getBytes(StandardCharsets.UTF_8));
                    HostileText.repeat(out, 'x', HostileText.LARGE / 4);
                    out.write(("\"}\n" + GOOD_EVENT).getBytes(StandardCharsets.UTF_8));
                },
                "2 events, 1 decode: the record has 26214411 bytes, more than 1048576; its first 16777217 are kept, and it cannot be replayed");
        segment("same-key-twice", event("\"userId\":\"2\",\"properties\":{\"a\":1,\"a\":2}"), "1 events");
        segment(
                "no-numbers",
                event("\"properties\":{\"a\":NaN}") + event("\"properties\":{\"a\":Infinity}"),
                "0 events, 1 decode: the line is not JSON: Non-standard token 'Infinity': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow, 1 decode: the line is not JSON: Non-standard token 'NaN': enable `…");
        segment(
                "huge-numbers",
                bought("1e400")
                        + bought("-1e999999999")
                        + bought("1e-999999999")
                        + bought("9".repeat(150))
                        + bought("9".repeat(900_000)),
                "0 events, 1 decode: the line is not JSON: Number value length (900000) exceeds the maximum allowed (1000, from `StreamReadConstraints.getMaxNumberLength()`), 1 validate: amount -1E+999999999 does not …");
        segment(
                "dates",
                at("0000-01-01T00:00:00Z")
                        + at("2026-02-30T00:00:00Z")
                        + at("+294248-01-01T00:00:00Z")
                        + at("99999999999999999999")
                        + at("")
                        + at("1969-12-31T23:59:59Z"),
                "0 events, 1 decode: timestamp '' is not an ISO-8601 time with an offset, 1 decode: timestamp '+294248-01-01T00:00:00Z' is not an ISO-8601 time with an offset, 1 decode: timestamp '2026-02-30T00:00:00Z…");
        segment(
                "half-a-pair",
                event("\"properties\":{\"\\ud83d\":\"\\ude00\"}"),
                "0 events, 1 validate: property '?' has half a surrogate pair, which has no UTF-8");
        segment(
                "long-id",
                event("\"messageId\":\"" + "m".repeat(101) + "\"") + event("\"messageId\":\"a\\nb\""),
                "0 events, 1 validate: event_id 'a?b' has a control character, 1 validate: event_id 'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm…' is longer than 100 characters");
        segment("many-properties", event("\"properties\":{" + keys(50_000) + "}"), "1 events");
        segment(
                "wrong-types",
                "{\"type\":[],\"userId\":{}}\n{\"type\":\"page\",\"userId\":\"1\",\"properties\":[]}\n{\"type\":\"page\",\"userId\":\"1\",\"context\":1}\n",
                "0 events, 1 decode: context is not an object, 1 decode: properties is not an object, 1 validate: kind '[]' is not one of identify, track, page, screen, group, alias");
        segment(
                "noise",
                HostileText.noise(1 << 16),
                "0 events, 1 decode: the line is not JSON: Illegal character ((CTRL-CHAR, code 2)): only regular white space (\\r, \\n, \\t) is allowed between tokens, 1 decode: the line is not JSON: Illegal character ((…");
    }

    private static String amount(String number) {
        return "{\"id\":\"2\",\"day\":\"2026-01-31\",\"spent\":" + number + "}\n";
    }

    private static String event(String more) {
        return GOOD_EVENT.replace("}\n", "," + more + "}\n");
    }

    private static String bought(String revenue) {
        return event("\"type\":\"track\",\"event\":\"e\",\"properties\":{\"revenue\":" + revenue + "}");
    }

    private static String at(String time) {
        return event("\"timestamp\":\"" + time + "\"");
    }

    private static String keys(int count) {
        return String.join(
                ",",
                HostileText.numbers(count).stream().map(k -> "\"" + k + "\":1").toList());
    }

    private void json(String name, String text, String outcome) {
        add(name + ".json", JSON, text, outcome);
    }

    private void json(String name, byte[] bytes, String outcome) {
        add(name + ".json", JSON, bytes, outcome);
    }

    private void json(String name, HostileFile.Content content, String outcome) {
        add(name + ".json", JSON, content, outcome);
    }

    private void segment(String name, String text, String outcome) {
        add(name + ".ndjson", Mapping.SEGMENT, text, outcome);
    }

    private void segment(String name, byte[] bytes, String outcome) {
        add(name + ".ndjson", Mapping.SEGMENT, bytes, outcome);
    }

    private void segment(String name, HostileFile.Content content, String outcome) {
        add(name + ".ndjson", Mapping.SEGMENT, content, outcome);
    }

    private void add(String name, Mapping mapping, String text, String outcome) {
        add(name, mapping, text.getBytes(StandardCharsets.UTF_8), outcome);
    }

    private void add(String name, Mapping mapping, byte[] bytes, String outcome) {
        add(name, mapping, out -> out.write(bytes), outcome);
    }

    private void add(String name, Mapping mapping, HostileFile.Content content, String outcome) {
        files.add(new HostileFile(name, mapping, content, outcome));
    }
}
