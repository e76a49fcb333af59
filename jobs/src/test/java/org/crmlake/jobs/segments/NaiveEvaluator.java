package org.crmlake.jobs.segments;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.crmlake.model.Event;

/**
 * Segment definitions evaluated in the most literal way, straight from their JSON and sharing nothing with the product: each leaf
 * walks over all events, and a sequence tries all of them for every step.
 */
final class NaiveEvaluator {
    private final Map<String, JsonNode> definitions = new HashMap<>();
    private final LocalDate asOfDate;
    private final ZoneId zone;
    private final Instant asOf;

    NaiveEvaluator(List<? extends JsonNode> definitions, LocalDate asOfDate, ZoneId zone) {
        definitions.forEach(
                definition -> this.definitions.put(definition.get("segment").asText(), definition.get("where")));
        this.asOfDate = asOfDate;
        this.zone = zone;
        this.asOf = asOfDate.atStartOfDay(zone).toInstant();
    }

    boolean isIn(String segment, String customer, List<Event> history, Map<String, String> scores) {
        List<Event> past = history.stream()
                .filter(event -> event.eventTime().compareTo(asOf) < 0)
                .sorted(Comparator.comparing(Event::eventTime).thenComparing(Event::eventId))
                .toList();
        return holds(definitions.get(segment), customer, past, scores);
    }

    private boolean holds(JsonNode node, String customer, List<Event> past, Map<String, String> scores) {
        String word = node.fieldNames().next();
        JsonNode of = node.get(word);
        switch (word) {
            case "all":
                for (JsonNode part : of) {
                    if (!holds(part, customer, past, scores)) {
                        return false;
                    }
                }
                return true;
            case "any":
                for (JsonNode part : of) {
                    if (holds(part, customer, past, scores)) {
                        return true;
                    }
                }
                return false;
            case "not":
                return !holds(of, customer, past, scores);
            case "member":
                return holds(definitions.get(of.get("segment").asText()), customer, past, scores);
            case "performed":
                return times(of, inWindow(of, past).size());
            case "aggregate":
                return aggregate(of, past);
            case "first", "last": {
                List<Event> all = past.stream().filter(e -> fits(of, e)).toList();
                return !all.isEmpty()
                        && inWindow(of, past).contains(all.get(word.equals("first") ? 0 : all.size() - 1));
            }
            case "regularly":
                return regularly(of, past);
            case "stopped": {
                Instant quiet = ago(of.get("quiet").asText());
                return times(of, (int) inWindow(of, past).stream()
                                .filter(e -> e.eventTime().isBefore(quiet))
                                .count())
                        && past.stream()
                                .noneMatch(e -> fits(of, e) && !e.eventTime().isBefore(quiet));
            }
            case "restarted": {
                Instant late = ago(of.get("within").asText());
                Instant early =
                        move(late.atZone(zone), of.get("quiet").asText(), -1).toInstant();
                List<Instant> at = past.stream()
                        .filter(e -> fits(of, e))
                        .map(Event::eventTime)
                        .toList();
                return at.stream().anyMatch(t -> !t.isBefore(late))
                        && at.stream().noneMatch(t -> t.isBefore(late) && !t.isBefore(early))
                        && at.stream().anyMatch(t -> t.isBefore(early));
            }
            case "sequence":
                return sequence(of, new ArrayList<>(), past);
            case "did_not":
                return didNot(of, past);
            case "trait": {
                String value = null;
                for (Event event : past) {
                    String said = event.properties().get(of.get("name").asText());
                    value = event.kind().text().equals("identify") && said != null ? said : value;
                }
                return passes(of, value);
            }
            case "score":
                return passes(of, scores.get(of.get("name").asText()));
            case "consent":
                return of.get("state")
                        .asText()
                        .equals(consentBefore(asOf, of.get("purpose").asText(), past));
            case "bucket": {
                double place = place(of.get("salt").asText(), customer);
                return place >= of.get("from").asDouble()
                        && place < of.get("to").asDouble();
            }
            default:
                throw new AssertionError(word);
        }
    }

    private List<Event> inWindow(JsonNode of, List<Event> past) {
        return past.stream()
                .filter(e -> fits(of, e) && isInWindow(of.get("in"), e, past))
                .toList();
    }

    private boolean isInWindow(JsonNode in, Event event, List<Event> past) {
        if (in == null) {
            return true;
        }
        Instant time = event.eventTime();
        LocalDate day = time.atZone(zone).toLocalDate();
        if (in.has("last")) {
            return !time.isBefore(ago(in.get("last").asText()));
        }
        if (in.has("this")) {
            return unitOf(day, time, in.get("this").asText())
                    .equals(unitOf(asOfDate, asOf, in.get("this").asText()));
        }
        if (in.has("previous")) {
            String unit = in.get("previous").asText();
            if (unit.equals("hour")) {
                return unitOf(day, time.plusSeconds(3_600), unit).equals(unitOf(asOfDate, asOf, unit));
            }
            LocalDate before = step(asOfDate, unit, -1);
            return unitOf(day, time, unit).equals(unitOf(before, asOf, unit));
        }
        if (in.has("since_last")) {
            Instant last = past.stream()
                    .filter(e -> fits(in.get("since_last"), e))
                    .map(Event::eventTime)
                    .max(Comparator.naturalOrder())
                    .orElse(null);
            return last != null && time.isAfter(last);
        }
        return (!in.has("from") || !time.isBefore(bound(in.get("from").asText())))
                && (!in.has("to") || time.isBefore(bound(in.get("to").asText())));
    }

    private Instant bound(String text) {
        if (text.endsWith(" ago")) {
            return ago(text.replace(" ago", ""));
        }
        return text.contains("T")
                ? OffsetDateTime.parse(text).toInstant()
                : LocalDate.parse(text).atStartOfDay(zone).toInstant();
    }

    /** A name for the calendar unit that a day lies in. */
    private String unitOf(LocalDate day, Instant time, String unit) {
        return switch (unit) {
            case "hour" ->
                time.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant().toString();
            case "day" -> day.toString();
            case "week" -> day.minusDays(day.getDayOfWeek().getValue() - 1L).toString();
            case "month" -> day.toString().substring(0, 7);
            case "quarter" -> day.getYear() + "Q" + (day.getMonthValue() - 1) / 3;
            default -> String.valueOf(day.getYear());
        };
    }

    private static LocalDate step(LocalDate day, String unit, int by) {
        return switch (unit) {
            case "day" -> day.plusDays(by);
            case "week" -> day.plusDays(7L * by);
            case "month" -> day.withDayOfMonth(1).plusMonths(by);
            case "quarter" -> day.withDayOfMonth(1).plusMonths(3L * by);
            default -> day.withDayOfYear(1).plusYears(by);
        };
    }

    private Instant ago(String span) {
        String[] words = span.split(" ");
        if (words[1].startsWith("hour")) {
            return asOf.minusSeconds(3_600L * Integer.parseInt(words[0]));
        }
        // The moment asked for starts a day; where clocks skip midnight its time of day is kept, as for any other
        // moment.
        return move(asOf.atZone(zone), span, -1).toInstant();
    }

    private ZonedDateTime move(ZonedDateTime from, String span, int sign) {
        String[] words = span.split(" ");
        long amount = Long.parseLong(words[0]) * sign;
        return switch (words[1].replaceAll("s$", "")) {
            case "hour" -> from.toInstant().plusSeconds(3_600 * amount).atZone(zone);
            case "day" -> from.toLocalDateTime().plusDays(amount).atZone(zone);
            case "week" -> from.toLocalDateTime().plusDays(7 * amount).atZone(zone);
            case "month" -> from.toLocalDateTime().plusMonths(amount).atZone(zone);
            case "quarter" -> from.toLocalDateTime().plusMonths(3 * amount).atZone(zone);
            default -> from.toLocalDateTime().plusMonths(12 * amount).atZone(zone);
        };
    }

    private boolean regularly(JsonNode of, List<Event> past) {
        String[] every = of.get("every").asText().split(" ");
        int good = 0;
        for (int i = 1; i <= of.get("periods").asInt(); i++) {
            Instant from = ago(Integer.parseInt(every[0]) * i + " " + every[1]);
            Instant to = i == 1 ? asOf : ago(Integer.parseInt(every[0]) * (i - 1) + " " + every[1]);
            long count = past.stream()
                    .filter(e -> fits(of, e)
                            && !e.eventTime().isBefore(from)
                            && e.eventTime().isBefore(to))
                    .count();
            good += count >= (of.has("times") ? of.get("times").asInt() : 1) ? 1 : 0;
        }
        return good >= of.get("at_least").asInt();
    }

    private boolean didNot(JsonNode of, List<Event> past) {
        if (!inWindow(of, past).isEmpty() || past.isEmpty()) {
            return false;
        }
        Instant start = windowStart(of.get("in"));
        if (!of.has("consent")) {
            return start == null || past.get(0).eventTime().isBefore(start);
        }
        String purpose = of.get("consent").asText();
        if (start == null) {
            return "granted".equals(consentBefore(asOf, purpose, past));
        }
        return "granted".equals(consentBefore(start, purpose, past))
                && past.stream()
                        .filter(e -> !e.eventTime().isBefore(start))
                        .map(e -> said(e, purpose))
                        .allMatch(state -> state == null || state.equals("granted"));
    }

    private Instant windowStart(JsonNode in) {
        if (in == null) {
            return null;
        }
        if (in.has("last")) {
            return ago(in.get("last").asText());
        }
        if (in.has("from")) {
            return bound(in.get("from").asText());
        }
        if (!in.has("this") && !in.has("previous")) {
            return null;
        }
        String unit =
                in.has("this") ? in.get("this").asText() : in.get("previous").asText();
        if (unit.equals("hour")) {
            ZonedDateTime hour = asOf.atZone(zone).truncatedTo(ChronoUnit.HOURS);
            return hour.minusHours(in.has("this") ? 0 : 1).toInstant();
        }
        LocalDate day = in.has("this") ? asOfDate : step(asOfDate, unit, -1);
        while (unitOf(day.minusDays(1), asOf, unit).equals(unitOf(day, asOf, unit))) {
            day = day.minusDays(1);
        }
        return day.atStartOfDay(zone).toInstant();
    }

    private static String consentBefore(Instant moment, String purpose, List<Event> past) {
        String state = null;
        for (Event event : past) {
            String said = said(event, purpose);
            state = said != null && event.eventTime().isBefore(moment) ? said : state;
        }
        return state;
    }

    private static String said(Event event, String purpose) {
        Map<String, String> properties = event.properties();
        if (!event.kind().text().equals("track")) {
            return null;
        }
        if ("Unsubscribed".equals(event.name())) {
            return properties.getOrDefault("channel", "email").equalsIgnoreCase(purpose) ? "withdrawn" : null;
        }
        if (!"Consent Updated".equals(event.name()) || !purpose.equalsIgnoreCase(properties.get("purpose"))) {
            return null;
        }
        return switch (properties.getOrDefault("state", "nothing")) {
            case "granted" -> "granted";
            case "denied", "Denied" -> "denied";
            case "withdrawn", "Withdrawn" -> "withdrawn";
            default -> "not_understood";
        };
    }

    private boolean sequence(JsonNode of, List<Event> chosen, List<Event> past) {
        JsonNode steps = of.get("steps");
        if (chosen.size() == steps.size()) {
            return stands(of, chosen, past);
        }
        JsonNode step = steps.get(chosen.size());
        for (Event event : past) {
            if (fits(step, event)
                    && isInWindow(of.get("in"), event, past)
                    && canFollow(of, step, chosen, event, past)) {
                List<Event> longer = new ArrayList<>(chosen);
                longer.add(event);
                if (sequence(of, longer, past)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean canFollow(JsonNode of, JsonNode step, List<Event> chosen, Event event, List<Event> past) {
        if (chosen.isEmpty()) {
            return true;
        }
        Instant before = chosen.get(chosen.size() - 1).eventTime();
        Instant time = event.eventTime();
        return time.isAfter(before)
                && inTime(step, before, time)
                && inTime(of, chosen.get(0).eventTime(), time)
                && same(step, chosen, event)
                && (!step.has("without")
                        || past.stream()
                                .noneMatch(e -> fits(step.get("without"), e)
                                        && e.eventTime().isAfter(before)
                                        && e.eventTime().isBefore(time)));
    }

    private boolean inTime(JsonNode of, Instant from, Instant to) {
        return !of.has("within")
                || !to.isAfter(
                        move(from.atZone(zone), of.get("within").asText(), 1).toInstant());
    }

    private boolean same(JsonNode of, List<Event> chosen, Event event) {
        if (of.has("same")) {
            for (JsonNode one : of.get("same")) {
                String field = one.get("field").asText();
                String mine = value(field, event);
                if (mine == null
                        || !mine.equals(value(field, chosen.get(one.get("step").asInt() - 1)))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean stands(JsonNode of, List<Event> chosen, List<Event> past) {
        JsonNode after = of.get("not_followed_by");
        if (after == null) {
            return true;
        }
        Instant last = chosen.get(chosen.size() - 1).eventTime();
        if (after.has("within")
                && !move(last.atZone(zone), after.get("within").asText(), 1)
                        .toInstant()
                        .isBefore(asOf)) {
            return false;
        }
        return past.stream()
                .noneMatch(e -> fits(after, e)
                        && e.eventTime().isAfter(last)
                        && inTime(after, last, e.eventTime())
                        && same(after, chosen, e));
    }

    private boolean aggregate(JsonNode of, List<Event> past) {
        String field = of.get("of").asText();
        List<String> texts = inWindow(of, past).stream()
                .filter(e -> !of.has("currency") || of.get("currency").asText().equals(e.currency()))
                .map(e -> value(field, e))
                .filter(text -> text != null)
                .toList();
        List<BigDecimal> numbers = texts.stream()
                .filter(NaiveEvaluator::isNumber)
                .map(BigDecimal::new)
                .toList();
        BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        switch (of.get("measure").asText()) {
            case "count":
                return number(of, new BigDecimal(texts.size()));
            case "distinct":
                return number(of, new BigDecimal(new HashSet<>(texts).size()));
            case "sum":
                return number(of, sum);
            case "avg":
                // All drawn limits are whole, so thirty digits decide as exactly as a fraction would.
                return !numbers.isEmpty()
                        && number(of, sum.divide(new BigDecimal(numbers.size()), 30, RoundingMode.HALF_EVEN));
            case "min":
                return !numbers.isEmpty()
                        && number(
                                of,
                                numbers.stream().min(Comparator.naturalOrder()).get());
            default:
                return !numbers.isEmpty()
                        && number(
                                of,
                                numbers.stream().max(Comparator.naturalOrder()).get());
        }
    }

    private static boolean times(JsonNode of, int count) {
        if (of.has("exactly")) {
            return count == of.get("exactly").asInt();
        }
        if (!of.has("at_least") && !of.has("at_most")) {
            return count > 0;
        }
        return (!of.has("at_least") || count >= of.get("at_least").asInt())
                && (!of.has("at_most") || count <= of.get("at_most").asInt());
    }

    private static boolean number(JsonNode of, BigDecimal value) {
        return (!of.has("at_least") || value.compareTo(of.get("at_least").decimalValue()) >= 0)
                && (!of.has("at_most") || value.compareTo(of.get("at_most").decimalValue()) <= 0)
                && (!of.has("more_than") || value.compareTo(of.get("more_than").decimalValue()) > 0)
                && (!of.has("less_than") || value.compareTo(of.get("less_than").decimalValue()) < 0);
    }

    private static boolean fits(JsonNode of, Event event) {
        if (of.has("event")) {
            boolean named = false;
            for (JsonNode name : of.get("event").isArray() ? of.get("event") : List.of(of.get("event"))) {
                named |= name.asText().equals(event.name());
            }
            if (!named) {
                return false;
            }
        }
        if (of.has("kind") && !of.get("kind").asText().equals(event.kind().text())) {
            return false;
        }
        if (of.has("where")) {
            for (JsonNode test : of.get("where")) {
                if (!passes(test, value(test.get("field").asText(), event))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean passes(JsonNode test, String value) {
        if (test.has("exists")) {
            return test.get("exists").asBoolean() == (value != null);
        }
        if (value == null) {
            return false;
        }
        if (test.has("equals") && test.get("equals").isNumber()) {
            return isNumber(value)
                    && new BigDecimal(value).compareTo(test.get("equals").decimalValue()) == 0;
        }
        if (test.has("equals")) {
            return value.equals(test.get("equals").asText());
        }
        if (test.has("not_equals")) {
            return !value.equals(test.get("not_equals").asText());
        }
        if (test.has("one_of") || test.has("none_of")) {
            boolean in = false;
            for (JsonNode one : test.has("one_of") ? test.get("one_of") : test.get("none_of")) {
                in |= one.asText().equals(value);
            }
            return in == test.has("one_of");
        }
        if (test.has("contains")) {
            return value.contains(test.get("contains").asText());
        }
        if (test.has("starts_with")) {
            return value.startsWith(test.get("starts_with").asText());
        }
        if (test.has("ends_with")) {
            return value.endsWith(test.get("ends_with").asText());
        }
        if (test.has("matches")) {
            return Pattern.compile(test.get("matches").asText()).matcher(value).find();
        }
        return isNumber(value) && number(test, new BigDecimal(value));
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]+(\\.[0-9]+)?");
    }

    private static String value(String field, Event event) {
        return switch (field) {
            case "amount" -> event.amount() == null ? null : event.amount().toPlainString();
            case "currency" -> event.currency();
            case "name" -> event.name();
            case "kind" -> event.kind().text();
            default -> event.properties().get(field.substring("properties.".length()));
        };
    }

    private static double place(String salt, String customer) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((salt + "\0" + customer).getBytes(StandardCharsets.UTF_8));
            BigInteger number = new BigInteger(1, Arrays.copyOf(hash, 4));
            return number.multiply(BigInteger.valueOf(10_000)).shiftRight(32).intValueExact() / 100.0;
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
