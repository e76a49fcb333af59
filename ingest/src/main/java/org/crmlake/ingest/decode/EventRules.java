package org.crmlake.ingest.decode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.EventId;
import org.crmlake.model.EventKind;
import org.crmlake.model.Printable;

/** What holds for every event, whatever its source. The first rule that an event breaks is the reason of its rejection. */
final class EventRules {
    /** Cell timestamps in HBase cannot be negative. */
    private static final long EARLIEST = 0;
    /** The last moment that ISO-8601 writes with four digits of year. */
    private static final long LATEST = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond() * 1_000_000 + 999_999;

    private static final int AMOUNT_SCALE = 4;
    /** Rounding 1e-999999999 would take all the memory there is. */
    private static final int MOST_DECIMALS = 60;

    private static final BigDecimal AMOUNT_LIMIT = new BigDecimal("1e14");

    /** Their names say which way the money went: jobs subtract what they give back. */
    private static final Set<String> GIVES_BACK = Set.of("Order Refunded", "Order Cancelled");

    private static final String HALF_A_PAIR = "' has half a surrogate pair, which has no UTF-8";

    private interface Rule {
        /** Returns what is wrong, or null. */
        String problem(EventDraft event);
    }

    private static final List<Rule> RULES = List.of(
            EventRules::customerKey,
            EventRules::kind,
            EventRules::name,
            EventRules::eventTime,
            EventRules::eventId,
            EventRules::amount,
            EventRules::currency,
            EventRules::texts);

    private EventRules() {}

    /** Returns why {@code event} cannot be accepted, or empty; an acceptable event is left with its amount at scale 4. */
    static Optional<String> problem(EventDraft event) {
        for (Rule rule : RULES) {
            String problem = rule.problem(event);
            if (problem != null) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }

    private static String customerKey(EventDraft event) {
        if (event.customerKey == null) {
            return "customer_key is missing";
        }
        return CustomerKey.problemOfNew(event.customerKey)
                .map(reason -> "customer_key '" + Printable.of(event.customerKey) + "': " + reason)
                .orElse(null);
    }

    private static String kind(EventDraft event) {
        if (event.kind == null) {
            return "kind is missing";
        }
        return EventKind.parse(event.kind).isPresent()
                ? null
                : "kind '" + Printable.of(event.kind) + "' is not one of identify, track, page, screen, group, alias";
    }

    private static String name(EventDraft event) {
        boolean needed = EventKind.TRACK.text().equals(event.kind);
        return needed && (event.name == null || event.name.isBlank()) ? "a track event has no name" : null;
    }

    private static String eventTime(EventDraft event) {
        if (!event.hasEventTime) {
            return "event_time is missing";
        }
        if (event.eventTime < EARLIEST) {
            return "event_time " + MicroTime.text(event.eventTime) + " is before 1970";
        }
        return event.eventTime > LATEST ? "event_time is after the year 9999" : null;
    }

    private static String eventId(EventDraft event) {
        if (event.eventId == null) {
            return null;
        }
        if (event.eventId.isBlank()) {
            return "event_id is blank";
        }
        if (event.eventId.length() > EventId.LONGEST) {
            return "event_id '" + Printable.of(event.eventId) + "' is longer than " + EventId.LONGEST + " characters";
        }
        return event.eventId.chars().anyMatch(Character::isISOControl)
                ? "event_id '" + Printable.of(event.eventId) + "' has a control character"
                : null;
    }

    private static String amount(EventDraft event) {
        if (event.amount == null) {
            return null;
        }
        if (event.amount.scale() > MOST_DECIMALS) {
            return "amount has " + event.amount.scale() + " decimals, more than " + MOST_DECIMALS;
        }
        if (fits(event.amount)) {
            // Rounding up may make it one digit longer.
            BigDecimal rounded = event.amount.setScale(AMOUNT_SCALE, RoundingMode.HALF_UP);
            if (fits(rounded)) {
                event.amount = rounded;
                return rounded.signum() < 0 && GIVES_BACK.contains(String.valueOf(event.name))
                        ? "amount " + rounded.toPlainString() + " of '" + event.name
                                + "' is negative: write what is given back as a positive number"
                        : null;
            }
        }
        return "amount " + Printable.of(event.amount.toString()) + " does not fit decimal(18,4)";
    }

    private static boolean fits(BigDecimal amount) {
        return amount.abs().compareTo(AMOUNT_LIMIT) < 0;
    }

    private static String currency(EventDraft event) {
        if (event.currency == null) {
            return null;
        }
        boolean code = event.currency.length() == 3 && event.currency.chars().allMatch(c -> c >= 'A' && c <= 'Z');
        return code ? null : "currency '" + Printable.of(event.currency) + "' is not three capital letters (ISO 4217)";
    }

    /** A lone surrogate has no UTF-8: stored, it would silently become another character. */
    private static String texts(EventDraft event) {
        for (String text : new String[] {
            event.eventId,
            event.naturalKey,
            event.name,
            event.customerKey,
            event.userId,
            event.anonymousId,
            event.channel,
            event.campaignId
        }) {
            if (hasLoneSurrogate(text)) {
                return "'" + Printable.of(text) + HALF_A_PAIR;
            }
        }
        String problem = texts("property", event.properties);
        return problem == null ? texts("context", event.context) : problem;
    }

    private static String texts(String what, Map<String, String> texts) {
        for (Map.Entry<String, String> text : texts.entrySet()) {
            if (hasLoneSurrogate(text.getKey()) || hasLoneSurrogate(text.getValue())) {
                return what + " '" + Printable.of(text.getKey()) + HALF_A_PAIR;
            }
        }
        return null;
    }

    private static boolean hasLoneSurrogate(String text) {
        if (text == null) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
