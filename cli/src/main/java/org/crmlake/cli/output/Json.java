package org.crmlake.cli.output;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A value as JSON (RFC 8259) on one line. Numbers that JSON has no word for (NaN, infinity) become null. */
final class Json {
    private final StringBuilder text = new StringBuilder();

    private Json() {}

    static String of(Object value) {
        Json json = new Json();
        json.value(value);
        return json.text.toString();
    }

    /** Returns an object whose members are {@code names} with {@code values}, in their order. */
    static String object(List<String> names, Object... values) {
        Json json = new Json();
        json.text.append('{');
        for (int i = 0; i < values.length; i++) {
            json.member(i, names.get(i), values[i]);
        }
        json.text.append('}');
        return json.text.toString();
    }

    private void value(Object value) {
        if (value == null || value instanceof Double number && !Double.isFinite(number)) {
            text.append("null");
        } else if (value instanceof Float number && !Float.isFinite(number)) {
            text.append("null");
        } else if (value instanceof Number || value instanceof Boolean || value instanceof Duration) {
            text.append(Plain.of(value));
        } else if (value instanceof JsonText json) {
            text.append(json.text());
        } else if (value instanceof Map<?, ?> map) {
            members(map);
        } else if (value instanceof Collection<?> items) {
            elements(items);
        } else {
            string(Plain.of(value));
        }
    }

    private void members(Map<?, ?> map) {
        text.append('{');
        int position = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            member(position++, String.valueOf(entry.getKey()), entry.getValue());
        }
        text.append('}');
    }

    private void member(int position, String name, Object value) {
        if (position > 0) {
            text.append(", ");
        }
        string(name);
        text.append(": ");
        value(value);
    }

    private void elements(Collection<?> items) {
        text.append('[');
        int position = 0;
        for (Object item : items) {
            if (position++ > 0) {
                text.append(", ");
            }
            value(item);
        }
        text.append(']');
    }

    private void string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    // The C1 controls are legal in JSON, but a terminal obeys them.
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
