package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentDecoderTest {
    private final DecodedLines lines = new DecodedLines();
    private final EventDraft draft = lines.draft();

    @Test
    void readsEveryFieldOfTheEnvelope() {
        lines.decode("""
                {"messageId":"m-1","type":"track","userId":"u1","anonymousId":"a1","event":"Order Completed",
                "channel":"web","receivedAt":"2026-01-31T12:00:00Z","sentAt":"2026-01-31T11:59:58Z",
                "originalTimestamp":"2026-01-31T11:59:56Z","timestamp":"2026-01-31T11:00:00Z",
                "properties":{"order_id":"o1","quantity":2,"gift":true,"revenue":"12.50","currency":"EUR","note":null},
                "context":{"ip":"1.2.3.4","library":{"name":"js"},"campaign":{"name":"spring","source":"mail"}},
                "integrations":{"All":false},"version":2}
                """);

        assertThat(draft.eventId).isEqualTo("m-1");
        assertThat(draft.kind).isEqualTo("track");
        assertThat(draft.name).isEqualTo("Order Completed");
        assertThat(draft.customerKey).isEqualTo("user:u1");
        assertThat(draft.userId).isEqualTo("u1");
        assertThat(draft.anonymousId).isEqualTo("a1");
        assertThat(draft.channel).isEqualTo("web");
        assertThat(draft.campaignId).isEqualTo("spring");
        assertThat(draft.amount).isEqualByComparingTo("12.5");
        assertThat(draft.currency).isEqualTo("EUR");
        assertThat(lines.time()).isEqualTo("2026-01-31T11:59:58Z");
        assertThat(MicroTime.text(draft.receivedAt)).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(draft.clockSuspect).isFalse();
        assertThat(draft.properties)
                .containsExactly(entry("gift", "true"), entry("order_id", "o1"), entry("quantity", "2"));
        assertThat(draft.context)
                .containsExactly(
                        entry("campaign.source", "mail"),
                        entry("integrations", "{\"All\":false}"),
                        entry("ip", "1.2.3.4"),
                        entry("library", "{\"name\":\"js\"}"),
                        entry("version", "2"));
        assertThat(EventRules.problem(draft)).isEmpty();
    }

    @Test
    void keepsTraitsGroupAndPreviousIdAsProperties() {
        lines.decode("{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"email\":\"a@b.c\",\"value\":3}}");
        assertThat(draft.properties).containsOnly(entry("email", "a@b.c"), entry("value", "3"));
        assertThat(draft.amount).isNull();

        lines.decode("{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g1\",\"traits\":{\"plan\":\"big\"}}");
        assertThat(draft.properties).containsOnly(entry("group_id", "g1"), entry("plan", "big"));

        lines.decode("{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"old\"}");
        assertThat(draft.properties).containsOnly(entry("previous_id", "old"));
    }

    @Test
    void takesTheNameOfAPage() {
        lines.decode("{\"type\":\"page\",\"userId\":\"u\",\"name\":\"Home\"}");

        assertThat(draft.name).isEqualTo("Home");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"Bought\",\"name\":\"Ann\"}",
                "{\"type\":\"track\",\"userId\":\"u\",\"name\":\"Ann\",\"event\":\"Bought\"}"
            })
    void callsATrackEventByItsEventWhateverTheOrderOfTheFields(String line) {
        lines.decode(line);

        assertThat(draft.name).isEqualTo("Bought");
        assertThat(draft.context).containsOnly(entry("name", "Ann"));
    }

    @Test
    void knowsTheCustomerByUserElseByAnonymousId() {
        lines.decode("{\"type\":\"page\",\"anonymousId\":\"a1\"}");
        assertThat(draft.customerKey).isEqualTo("anonymous:a1");

        lines.decode("{\"type\":\"page\",\"userId\":\"\",\"anonymousId\":\"a1\"}");
        assertThat(draft.customerKey).isEqualTo("anonymous:a1");

        lines.decode("{\"type\":\"page\",\"userId\":17850}");
        assertThat(draft.customerKey).isEqualTo("user:17850");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"userId\":null}", "{\"userId\":\"\",\"anonymousId\":\"\"}", "{\"userid\":\"u\"}"})
    void wantsAUserOrAnAnonymousId(String line) {
        assertThat(lines.problem(line)).isEqualTo("it has neither userId nor anonymousId");
    }

    @Test
    void keepsNestedValuesAsJson() {
        lines.decode(
                "{\"userId\":\"u\",\"properties\":{\"products\":[{\"sku\":\"a\\\"b\",\"price\":1.10}, null],\"deep\":{}}}");

        assertThat(draft.properties)
                .containsOnly(entry("products", "[{\"sku\":\"a\\\"b\",\"price\":1.10},null]"), entry("deep", "{}"));
    }

    @Test
    void keepsNumbersAsTheyAreWritten() {
        lines.decode(
                "{\"userId\":\"u\",\"properties\":{\"a\":1.10,\"b\":1e400,\"c\":12345678901234567890123,\"d\":-0.0}}");

        assertThat(draft.properties)
                .containsOnly(
                        entry("a", "1.10"),
                        entry("b", "1e400"),
                        entry("c", "12345678901234567890123"),
                        entry("d", "-0.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "'\"revenue\":1,\"total\":2,\"value\":3', 1, 'total,value'",
        "'\"value\":3,\"total\":2', 2, value",
        "'\"value\":\"3.5\"', 3.5, ''",
        "'\"revenue\":null,\"value\":3', 3, ''",
        "'\"revenue\":-4', -4, ''"
    })
    void takesRevenueElseTotalElseValueAsTheAmount(String properties, String amount, String left) {
        lines.decode("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{" + properties + "}}");

        assertThat(draft.amount).isEqualByComparingTo(amount);
        assertThat(String.join(",", draft.properties.keySet())).isEqualTo(left);
    }

    @Test
    void refusesRevenueThatIsNoNumberButKeepsAValueThatIsNone() {
        assertThat(lines.problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"revenue\":\"12,50\"}}"))
                .isEqualTo("properties.revenue '12,50' is not a number");
        assertThat(lines.problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"total\":[1]}}"))
                .isEqualTo("properties.total '[1]' is not a number");
        assertThat(lines.problem(
                        "{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"revenue\":\"1e99999999999\"}}"))
                .isEqualTo("properties.revenue '1e99999999999' is not a number");

        lines.decode("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"value\":\"large\"}}");
        assertThat(draft.amount).isNull();
        assertThat(draft.properties).containsOnly(entry("value", "large"));
    }

    @Test
    void refusesAMillionDigitsWithoutCountingThem() {
        // To make a number of them takes the square of their count.
        assertThat(lines.problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"revenue\":\""
                        + "9".repeat(1_000_000) + "\"}}"))
                .isEqualTo("properties.revenue '" + "9".repeat(80) + "…' is not a number");
    }

    @Test
    void takesTheLastOfAKeyThatIsThereTwice() {
        lines.decode("{\"userId\":\"u\",\"userId\":\"v\",\"properties\":{\"a\":1,\"a\":2},\"properties\":{\"b\":3}}");

        assertThat(draft.customerKey).isEqualTo("user:v");
        assertThat(draft.properties).isEqualTo(Map.of("a", "2", "b", "3"));
    }

    @Test
    void carriesNothingOverFromTheLineBefore() {
        lines.decode(
                "{\"type\":\"track\",\"userId\":\"u\",\"groupId\":\"g\",\"previousId\":\"p\",\"messageId\":\"m\",\"event\":\"e\","
                        + "\"name\":\"n\",\"receivedAt\":\"2026-01-31T12:00:00Z\",\"channel\":\"web\","
                        + "\"properties\":{\"value\":1,\"currency\":\"EUR\"},\"context\":{\"campaign\":{\"name\":\"c\"}}}");
        lines.decode("{\"anonymousId\":\"a\"}");

        assertThat(draft)
                .usingRecursiveComparison()
                // Meaningless without their flags.
                .ignoringFields("eventTime", "receivedAt")
                .isEqualTo(onlyAnonymous());
    }

    private static EventDraft onlyAnonymous() {
        EventDraft draft = new EventDraft();
        draft.anonymousId = "a";
        draft.customerKey = "anonymous:a";
        return draft;
    }
}
