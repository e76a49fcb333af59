package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRulesTest {
    private static final String LONE_SURROGATE = "a\uD83D";

    @Test
    void acceptsAnEventWithAllItMustHave() {
        assertThat(problem(event -> {})).isNull();
    }

    @Test
    void wantsACustomerKey() {
        assertThat(problem(event -> event.customerKey = null)).isEqualTo("customer_key is missing");
        assertThat(problem(event -> event.customerKey = "")).isEqualTo("customer_key '': it is empty");
        assertThat(problem(event -> event.customerKey = "17850"))
                .isEqualTo("customer_key '17850': it has no namespace");
        assertThat(problem(event -> event.customerKey = "shop:")).isEqualTo("customer_key 'shop:': its id is empty");
        assertThat(problem(event -> event.customerKey = "Shop:1"))
                .isEqualTo("customer_key 'Shop:1': its namespace has a character that is not a-z, 0-9, _ or -");
        assertThat(problem(event -> event.customerKey = "shop:a\0b"))
                .isEqualTo("customer_key 'shop:a?b': it has a NUL character");
        for (String control : new String[] {"\n", "\r", "\t", "\u0085", "\u2028", "\u001b"}) {
            assertThat(problem(event -> event.customerKey = "shop:a" + control + "b"))
                    .isEqualTo("customer_key 'shop:a?b': it has a control character");
        }
    }

    @Test
    void whatIsGivenBackIsAPositiveAmount() {
        for (String name : new String[] {"Order Refunded", "Order Cancelled"}) {
            assertThat(problem(event -> {
                        event.name = name;
                        event.amount = new BigDecimal("-40");
                    }))
                    .isEqualTo("amount -40.0000 of '" + name
                            + "' is negative: write what is given back as a positive number");
            assertThat(problem(event -> {
                        event.name = name;
                        event.amount = new BigDecimal("40");
                    }))
                    .isNull();
        }
        assertThat(problem(event -> {
                    event.name = "Order Completed";
                    event.amount = new BigDecimal("-40");
                }))
                .isNull();
    }

    @Test
    void limitsTheBytesOfACustomerKey() {
        assertThat(problem(event -> event.customerKey = "shop:" + "a".repeat(251)))
                .isNull();
        assertThat(problem(event -> event.customerKey = "shop:" + "a".repeat(252)))
                .isEqualTo("customer_key 'shop:" + "a".repeat(75) + "…': it is longer than 256 bytes");
        assertThat(problem(event -> event.customerKey = "shop:" + "ä".repeat(126)))
                .endsWith("it is longer than 256 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identify", "track", "page", "screen", "group", "alias"})
    void knowsSixKinds(String kind) {
        assertThat(problem(event -> event.kind = kind)).isNull();
    }

    @Test
    void refusesOtherKinds() {
        assertThat(problem(event -> event.kind = null)).isEqualTo("kind is missing");
        for (String kind : new String[] {"", "Track", "buy"}) {
            assertThat(problem(event -> event.kind = kind))
                    .isEqualTo("kind '" + kind + "' is not one of identify, track, page, screen, group, alias");
        }
    }

    @Test
    void wantsANameForTrackEventsOnly() {
        assertThat(problem(event -> event.name = null)).isEqualTo("a track event has no name");
        assertThat(problem(event -> event.name = " ")).isEqualTo("a track event has no name");
        assertThat(problem(event -> {
                    event.kind = "identify";
                    event.name = null;
                }))
                .isNull();
    }

    @Test
    void wantsATimeFrom1970To9999() {
        assertThat(problem(event -> event.hasEventTime = false)).isEqualTo("event_time is missing");
        assertThat(problem(event -> event.eventTime = 0)).isNull();
        assertThat(problem(event -> event.eventTime = -1))
                .isEqualTo("event_time 1969-12-31T23:59:59.999999Z is before 1970");
        assertThat(problem(event -> event.eventTime = micros("9999-12-31T23:59:59Z")))
                .isNull();
        assertThat(problem(event -> event.eventTime = micros("9999-12-31T23:59:59.999999Z")))
                .isNull();
        assertThat(problem(event -> event.eventTime = micros("9999-12-31T23:59:59.999999Z") + 1))
                .isEqualTo("event_time is after the year 9999");
        assertThat(problem(event -> event.eventTime = Long.MAX_VALUE)).isEqualTo("event_time is after the year 9999");
        assertThat(problem(event -> event.eventTime = Long.MIN_VALUE)).endsWith(" is before 1970");
    }

    @Test
    void limitsTheSourcesOwnIds() {
        assertThat(problem(event -> event.eventId = null)).isNull();
        assertThat(problem(event -> event.eventId = "a".repeat(100))).isNull();
        assertThat(problem(event -> event.eventId = "a".repeat(101)))
                .isEqualTo("event_id '" + "a".repeat(80) + "…' is longer than 100 characters");
        assertThat(problem(event -> event.eventId = "")).isEqualTo("event_id is blank");
        assertThat(problem(event -> event.eventId = " ")).isEqualTo("event_id is blank");
        assertThat(problem(event -> event.eventId = "a\nb")).isEqualTo("event_id 'a?b' has a control character");
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0000",
        "-12.5, -12.5000",
        "0.00005, 0.0001",
        "0.000049, 0.0000",
        "-0.00005, -0.0001",
        "99999999999999.9999, 99999999999999.9999",
        "1e13, 10000000000000.0000",
        "0e999999999, 0.0000",
        "1e-60, 0.0000"
    })
    void roundsAmountsHalfUpToFourDecimals(String amount, String rounded) {
        EventDraft event = event();
        event.amount = new BigDecimal(amount);

        assertThat(EventRules.problem(event)).isEmpty();
        assertThat(event.amount.toPlainString()).isEqualTo(rounded);
    }

    @ParameterizedTest
    @CsvSource({
        "100000000000000, amount 100000000000000 does not fit",
        "-1e14, amount -1E+14 does not fit",
        "99999999999999.99995, amount 99999999999999.99995 does not fit",
        "1e999999999, amount 1E+999999999 does not fit",
        "1e2147483647, amount 1E+2147483647 does not fit",
        "1e-999999999, 'amount has 999999999 decimals, more than 60'",
        "1e-2147483647, 'amount has 2147483647 decimals, more than 60'",
        "0e-999999999, 'amount has 999999999 decimals, more than 60'"
    })
    void refusesAmountsThatDoNotFitWithoutWritingThemOut(String amount, String problem) {
        // Written out, some of these would take gigabytes: the test would not come to its end.
        assertThat(problem(event -> event.amount = new BigDecimal(amount)))
                .isEqualTo(problem + (problem.endsWith("fit") ? " decimal(18,4)" : ""));
    }

    @Test
    void wantsThreeCapitalsForACurrency() {
        assertThat(problem(event -> event.currency = "EUR")).isNull();
        for (String currency : new String[] {"", "eur", "EURO", "E1R", "ÄÖÜ"}) {
            assertThat(problem(event -> event.currency = currency))
                    .isEqualTo("currency '" + currency + "' is not three capital letters (ISO 4217)");
        }
    }

    @Test
    void refusesHalfASurrogatePairWhereverItStands() {
        BiConsumer<String, Consumer<EventDraft>> refuses = (where, change) ->
                assertThat(problem(change)).as(where).endsWith("has half a surrogate pair, which has no UTF-8");

        refuses.accept("event id", event -> event.eventId = LONE_SURROGATE);
        refuses.accept("natural key", event -> event.naturalKey = LONE_SURROGATE);
        refuses.accept("name", event -> event.name = LONE_SURROGATE);
        refuses.accept("customer key", event -> event.customerKey = "shop:" + LONE_SURROGATE);
        refuses.accept("user id", event -> event.userId = LONE_SURROGATE);
        refuses.accept("anonymous id", event -> event.anonymousId = "\uDE00\uD83D");
        refuses.accept("channel", event -> event.channel = LONE_SURROGATE);
        refuses.accept("campaign", event -> event.campaignId = LONE_SURROGATE);
        refuses.accept("property", event -> event.properties.put("a", LONE_SURROGATE));
        refuses.accept("name of a property", event -> event.properties.put(LONE_SURROGATE, "a"));
        refuses.accept("context", event -> event.context.put("a", LONE_SURROGATE));
        refuses.accept("name in the context", event -> event.context.put(LONE_SURROGATE, "a"));
    }

    @Test
    void acceptsWholeSurrogatePairs() {
        assertThat(problem(event -> event.name = "\uD83D\uDE00 bought")).isNull();
    }

    @Test
    void givesTheFirstRuleThatIsBroken() {
        assertThat(problem(event -> {
                    event.currency = "euro";
                    event.kind = "buy";
                }))
                .startsWith("kind 'buy'");
    }

    private static String problem(Consumer<EventDraft> change) {
        EventDraft event = event();
        change.accept(event);
        return EventRules.problem(event).orElse(null);
    }

    private static EventDraft event() {
        EventDraft event = new EventDraft();
        event.kind = "track";
        event.name = "Order Completed";
        event.customerKey = "shop:17850";
        event.hasEventTime = true;
        event.eventTime = micros("2026-01-31T12:34:56Z");
        return event;
    }

    private static long micros(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }
}
