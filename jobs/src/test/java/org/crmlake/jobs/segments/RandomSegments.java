package org.crmlake.jobs.segments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Draws segment definitions, as their JSON: every word of the language, in trees of up to four levels. */
final class RandomSegments {
    private static final List<String> NAMES = List.of("A", "B", "C", "Unsubscribed");
    private static final List<String> UNITS =
            List.of("day", "days", "week", "weeks", "month", "months", "quarter", "year", "hours");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Random random;
    private final LocalDate asOf;

    RandomSegments(Random random, LocalDate asOf) {
        this.random = random;
        this.asOf = asOf;
    }

    /** Returns definitions named s0, s1 and so on; each may refer to those before it. */
    List<ObjectNode> draw(int count) {
        List<ObjectNode> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ObjectNode definition = JSON.objectNode();
            definition.put("segment", "s" + i);
            definition.set("where", condition(3, i));
            all.add(definition);
        }
        return all;
    }

    private ObjectNode condition(int deeper, int known) {
        int kind = random.nextInt(deeper > 0 ? 10 : 5);
        ObjectNode node = JSON.objectNode();
        switch (kind) {
            case 5, 6 -> node.set("all", conditions(deeper, known));
            case 7, 8 -> node.set("any", conditions(deeper, known));
            case 9 -> node.set("not", condition(deeper - 1, known));
            default -> leaf(node, known);
        }
        return node;
    }

    private ArrayNode conditions(int deeper, int known) {
        ArrayNode parts = JSON.arrayNode();
        for (int i = 0; i <= random.nextInt(3); i++) {
            parts.add(condition(deeper - 1, known));
        }
        return parts;
    }

    private void leaf(ObjectNode node, int known) {
        switch (random.nextInt(14)) {
            case 0, 1 -> node.set("performed", window(times(events())));
            case 2 -> node.set("aggregate", aggregate());
            case 3 -> node.set("first", window(events()));
            case 4 -> node.set("last", window(events()));
            case 5 -> node.set("regularly", regularly());
            case 6 -> node.set("stopped", window(times(events())).put("quiet", span(20)));
            case 7 -> node.set("restarted", events().put("within", span(10)).put("quiet", span(10)));
            case 8, 9 -> node.set("sequence", sequence());
            case 10 -> node.set("did_not", didNot());
            case 11 -> node.set("trait", test(JSON.objectNode().put("name", pick("country", "age", "shoe"))));
            case 12 -> {
                if (random.nextBoolean()) {
                    node.set("score", test(JSON.objectNode().put("name", pick("rfm_segment", "rfm_monetary"))));
                } else {
                    node.set(
                            "consent",
                            JSON.objectNode()
                                    .put("purpose", pick("email", "sms"))
                                    .put("state", pick("granted", "denied", "withdrawn")));
                }
            }
            default -> {
                if (known > 0 && random.nextBoolean()) {
                    node.set("member", JSON.objectNode().put("segment", "s" + random.nextInt(known)));
                } else {
                    int from = random.nextInt(90);
                    node.set(
                            "bucket",
                            JSON.objectNode()
                                    .put("salt", pick("x", "y"))
                                    .put("from", from)
                                    .put("to", from + 1 + random.nextInt(10)));
                }
            }
        }
    }

    private ObjectNode events() {
        ObjectNode node = JSON.objectNode();
        int kind = random.nextInt(8);
        if (kind == 0) {
            node.put("kind", pick("track", "page", "identify"));
        } else if (kind == 1) {
            node.set("event", JSON.arrayNode().add(pick("A", "B")).add("C"));
        } else {
            node.put("event", NAMES.get(random.nextInt(NAMES.size())));
        }
        if (random.nextInt(3) == 0) {
            node.set(
                    "where",
                    JSON.arrayNode()
                            .add(test(JSON.objectNode()
                                    .put("field", pick("properties.p", "amount", "currency", "name", "kind")))));
        }
        return node;
    }

    private ObjectNode test(ObjectNode node) {
        switch (random.nextInt(11)) {
            case 0 -> node.put("equals", pick("x", "10", "GBP", "GB", "A"));
            case 1 -> node.put("equals", random.nextInt(4) * 5);
            case 2 -> node.put("not_equals", pick("x", "10", "GB"));
            case 3 -> node.set("one_of", JSON.arrayNode().add("x").add("10").add("EUR"));
            case 4 -> node.set("none_of", JSON.arrayNode().add("x").add("GB"));
            case 5 -> node.put("at_least", random.nextInt(20));
            case 6 -> node.put("less_than", random.nextInt(20)).put("more_than", -random.nextInt(5));
            case 7 -> node.put("contains", pick("1", "x", "B"));
            case 8 -> node.put(pick("starts_with", "ends_with"), pick("1", "x", "B", "0"));
            case 9 -> node.put("matches", pick("^[0-9.]+$", "x|y", "B"));
            default -> node.put("exists", random.nextBoolean());
        }
        return node;
    }

    private ObjectNode times(ObjectNode node) {
        switch (random.nextInt(5)) {
            case 0 -> node.put("exactly", random.nextInt(3));
            case 1 -> node.put("at_most", random.nextInt(3));
            case 2 -> node.put("at_least", random.nextInt(4));
            case 3 -> node.put("at_least", 1).put("at_most", 1 + random.nextInt(2));
            default -> {}
        }
        return node;
    }

    private ObjectNode window(ObjectNode node) {
        ObjectNode in = JSON.objectNode();
        switch (random.nextInt(9)) {
            case 0, 1, 2 -> in.put("last", span(40));
            case 3 -> in.put("this", pick("week", "month", "quarter", "year", "day", "hour"));
            case 4 -> in.put("previous", pick("week", "month", "quarter", "year", "day", "hour"));
            case 5 ->
                in.put("from", asOf.minusDays(20 + random.nextInt(60)).toString())
                        .put("to", asOf.minusDays(random.nextInt(20) - 5).toString());
            case 6 -> in.put("from", span(60) + " ago").put("to", span(5) + " ago");
            case 7 -> in.set("since_last", events());
            default -> {
                return node;
            }
        }
        node.set("in", in);
        return node;
    }

    private ObjectNode aggregate() {
        ObjectNode node = window(events());
        boolean money = random.nextBoolean();
        node.put("measure", pick("count", "sum", "avg", "min", "max", "distinct"));
        node.put("of", money ? "amount" : "properties.p");
        if (money) {
            node.put("currency", pick("GBP", "EUR"));
        }
        return switch (random.nextInt(3)) {
            case 0 -> node.put("at_least", random.nextInt(12));
            case 1 -> node.put("at_most", random.nextInt(12));
            default -> node.put("more_than", random.nextInt(5)).put("less_than", 5 + random.nextInt(20));
        };
    }

    private ObjectNode regularly() {
        int periods = 1 + random.nextInt(4);
        ObjectNode node = events();
        node.put("every", pick("1 month", "1 week", "10 days", "36 hours", "1 day"));
        node.put("periods", periods);
        node.put("at_least", 1 + random.nextInt(periods));
        return random.nextBoolean() ? node : node.put("times", 1 + random.nextInt(2));
    }

    private ObjectNode didNot() {
        ObjectNode node;
        do {
            node = window(events());
        } while (node.at("/in/since_last").isObject());
        return random.nextBoolean() ? node : node.put("consent", pick("email", "sms"));
    }

    private ObjectNode sequence() {
        ObjectNode node = window(JSON.objectNode());
        ArrayNode steps = node.putArray("steps");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            ObjectNode step = events();
            if (i > 0 && random.nextInt(3) == 0) {
                step.put("within", span(15));
            }
            if (i > 0 && random.nextInt(4) == 0) {
                step.set("without", events());
            }
            if (i > 0 && random.nextInt(3) == 0) {
                step.set("same", same(1 + random.nextInt(i)));
            }
            steps.add(step);
        }
        if (random.nextInt(3) == 0) {
            node.put("within", span(20));
        }
        if (random.nextInt(3) == 0) {
            ObjectNode after = events();
            if (random.nextBoolean()) {
                after.put("within", span(10));
            }
            if (random.nextInt(3) == 0) {
                after.set("same", same(1 + random.nextInt(count)));
            }
            node.set("not_followed_by", after);
        }
        return node;
    }

    private ArrayNode same(int step) {
        return JSON.arrayNode()
                .add(JSON.objectNode()
                        .put("field", pick("properties.p", "currency"))
                        .put("step", step));
    }

    private String span(int mostDays) {
        String unit = UNITS.get(random.nextInt(UNITS.size()));
        int most =
                switch (unit) {
                    case "day", "days" -> mostDays;
                    case "hours" -> mostDays * 24;
                    case "week", "weeks" -> mostDays / 7 + 1;
                    default -> 2;
                };
        return 1 + random.nextInt(most) + " " + unit;
    }

    private String pick(String... texts) {
        return texts[random.nextInt(texts.length)];
    }
}
