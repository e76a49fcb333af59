package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.crmlake.ingest.source.LineRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentDecoderTest {
    private final SegmentDecoder decoder = new SegmentDecoder();
    private final EventDraft draft = new EventDraft();

    @Test
    void readsEveryFieldOfTheEnvelope() {
        decode("""
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
        assertThat(time()).isEqualTo("2026-01-31T11:59:58Z");
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
        decode("{\"type\":\"identify\",\"userId\":\"u\",\"traits\":{\"email\":\"a@b.c\",\"value\":3}}");
        assertThat(draft.properties).containsOnly(entry("email", "a@b.c"), entry("value", "3"));
        assertThat(draft.amount).isNull();

        decode("{\"type\":\"group\",\"userId\":\"u\",\"groupId\":\"g1\",\"traits\":{\"plan\":\"big\"}}");
        assertThat(draft.properties).containsOnly(entry("group_id", "g1"), entry("plan", "big"));

        decode("{\"type\":\"alias\",\"userId\":\"u\",\"previousId\":\"old\"}");
        assertThat(draft.properties).containsOnly(entry("previous_id", "old"));
    }

    @Test
    void takesTheNameOfAPage() {
        decode("{\"type\":\"page\",\"userId\":\"u\",\"name\":\"Home\"}");

        assertThat(draft.name).isEqualTo("Home");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"track\",\"userId\":\"u\",\"event\":\"Bought\",\"name\":\"Ann\"}",
                "{\"type\":\"track\",\"userId\":\"u\",\"name\":\"Ann\",\"event\":\"Bought\"}"
            })
    void callsATrackEventByItsEventWhateverTheOrderOfTheFields(String line) {
        decode(line);

        assertThat(draft.name).isEqualTo("Bought");
        assertThat(draft.context).containsOnly(entry("name", "Ann"));
    }

    @Test
    void knowsTheCustomerByUserElseByAnonymousId() {
        decode("{\"type\":\"page\",\"anonymousId\":\"a1\"}");
        assertThat(draft.customerKey).isEqualTo("anonymous:a1");

        decode("{\"type\":\"page\",\"userId\":\"\",\"anonymousId\":\"a1\"}");
        assertThat(draft.customerKey).isEqualTo("anonymous:a1");

        decode("{\"type\":\"page\",\"userId\":17850}");
        assertThat(draft.customerKey).isEqualTo("user:17850");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"userId\":null}", "{\"userId\":\"\",\"anonymousId\":\"\"}", "{\"userid\":\"u\"}"})
    void wantsAUserOrAnAnonymousId(String line) {
        assertThat(problem(line)).isEqualTo("it has neither userId nor anonymousId");
    }

    @Test
    void worksTheTimeOutFromHowLongTheEventWaited() {
        // The device's clock is an hour slow; the event waited ten minutes.
        times("receivedAt 12:00:00, sentAt 11:00:00, originalTimestamp 10:50:00");
        assertThat(time()).isEqualTo("2026-01-31T11:50:00Z");
        assertThat(draft.clockSuspect).isFalse();

        times("receivedAt 12:00:00, sentAt 11:00:00, originalTimestamp 10:50:00, timestamp 09:00:00");
        assertThat(time()).isEqualTo("2026-01-31T11:50:00Z");
    }

    @Test
    void letsReceivedAtStandInForAMissingSentAt() {
        times("receivedAt 12:00:00, originalTimestamp 11:50:00");

        assertThat(time()).isEqualTo("2026-01-31T11:50:00Z");
        assertThat(draft.clockSuspect).isFalse();
    }

    @Test
    void takesTimestampElseReceivedAtWithoutAnOriginalTimestamp() {
        times("receivedAt 12:00:00, sentAt 11:59:59, timestamp 11:00:00");
        assertThat(time()).isEqualTo("2026-01-31T11:00:00Z");

        times("receivedAt 12:00:00, sentAt 11:59:59");
        assertThat(time()).isEqualTo("2026-01-31T12:00:00Z");

        times("receivedAt 12:00:00");
        assertThat(time()).isEqualTo("2026-01-31T12:00:00Z");
    }

    @Test
    void believesTheOnlyClockThereIs() {
        times("timestamp 09:00:00, originalTimestamp 10:00:00, sentAt 11:00:00");
        assertThat(time()).isEqualTo("2026-01-31T09:00:00Z");
        assertThat(draft.hasReceivedAt).isFalse();

        times("originalTimestamp 10:00:00, sentAt 11:00:00");
        assertThat(time()).isEqualTo("2026-01-31T10:00:00Z");

        times("sentAt 11:00:00");
        assertThat(time()).isEqualTo("2026-01-31T11:00:00Z");

        decode("{\"type\":\"page\",\"userId\":\"u\"}");
        assertThat(draft.hasEventTime).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // Exactly a day is still believed.
        "2026-01-30T12:00:00Z, 2026-01-30T11:50:00Z, 2026-01-31T11:50:00Z, false",
        "2026-02-01T12:00:00Z, 2026-02-01T11:50:00Z, 2026-01-31T11:50:00Z, false",
        "2026-01-30T11:59:59.999999Z, 2026-01-30T11:50:00Z, 2026-01-31T12:00:00Z, true",
        "2026-02-01T12:00:00.000001Z, 2026-02-01T11:50:00Z, 2026-01-31T12:00:00Z, true",
        // So are five minutes of future.
        "2026-01-31T12:00:00Z, 2026-01-31T12:05:00Z, 2026-01-31T12:05:00Z, false",
        "2026-01-31T12:00:00Z, 2026-01-31T12:05:00.000001Z, 2026-01-31T12:00:00Z, true",
        // An event may have waited for weeks.
        "2026-01-31T12:00:00Z, 2025-12-24T12:00:00Z, 2025-12-24T12:00:00Z, false"
    })
    void doesNotBelieveAClockADayOffOrInTheFuture(String sent, String original, String expected, boolean suspect) {
        decode("{\"type\":\"page\",\"userId\":\"u\",\"receivedAt\":\"2026-01-31T12:00:00Z\",\"sentAt\":\"" + sent
                + "\",\"originalTimestamp\":\"" + original + "\"}");

        assertThat(time()).isEqualTo(expected);
        assertThat(draft.clockSuspect).isEqualTo(suspect);
    }

    @Test
    void doesNotBelieveATimestampInTheFuture() {
        times("receivedAt 12:00:00, timestamp 12:05:01");

        assertThat(time()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(draft.clockSuspect).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "originalTimestamp", "sentAt", "receivedAt"})
    void refusesATimeThatIsNone(String field) {
        assertThat(problem("{\"userId\":\"u\",\"" + field + "\":\"yesterday\"}"))
                .isEqualTo(field + " 'yesterday' is not an ISO-8601 time with an offset");
        assertThat(problem("{\"userId\":\"u\",\"" + field + "\":1769862896}"))
                .isEqualTo(field + " '1769862896' is not an ISO-8601 time with an offset");
        assertThat(problem("{\"userId\":\"u\",\"" + field + "\":null}")).isNull();
    }

    @Test
    void keepsNestedValuesAsJson() {
        decode(
                "{\"userId\":\"u\",\"properties\":{\"products\":[{\"sku\":\"a\\\"b\",\"price\":1.10}, null],\"deep\":{}}}");

        assertThat(draft.properties)
                .containsOnly(entry("products", "[{\"sku\":\"a\\\"b\",\"price\":1.10},null]"), entry("deep", "{}"));
    }

    @Test
    void keepsNumbersAsTheyAreWritten() {
        decode("{\"userId\":\"u\",\"properties\":{\"a\":1.10,\"b\":1e400,\"c\":12345678901234567890123,\"d\":-0.0}}");

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
        decode("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{" + properties + "}}");

        assertThat(draft.amount).isEqualByComparingTo(amount);
        assertThat(String.join(",", draft.properties.keySet())).isEqualTo(left);
    }

    @Test
    void refusesRevenueThatIsNoNumberButKeepsAValueThatIsNone() {
        assertThat(problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"revenue\":\"12,50\"}}"))
                .isEqualTo("properties.revenue '12,50' is not a number");
        assertThat(problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"total\":[1]}}"))
                .isEqualTo("properties.total '[1]' is not a number");
        assertThat(problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"revenue\":\"1e99999999999\"}}"))
                .isEqualTo("properties.revenue '1e99999999999' is not a number");

        decode("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"value\":\"large\"}}");
        assertThat(draft.amount).isNull();
        assertThat(draft.properties).containsOnly(entry("value", "large"));
    }

    @Test
    void refusesAMillionDigitsWithoutCountingThem() {
        // To make a number of them takes the square of their count.
        assertThat(problem("{\"type\":\"track\",\"userId\":\"u\",\"properties\":{\"revenue\":\"" + "9".repeat(1_000_000)
                        + "\"}}"))
                .isEqualTo("properties.revenue '" + "9".repeat(80) + "…' is not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "42", "\"text\"", "[]", "[{\"userId\":\"u\"}]", "true", " "})
    void refusesWhatIsNoObject(String line) {
        assertThat(problem(line)).isEqualTo("the line is not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"userId\":\"u\"",
                "{\"userId\":\"u\"]",
                "{'userId':'u'}",
                "{\"userId\":}",
                "{\"userId\":\"u\",}",
                "{\"userId\":\"a\tb\"}",
                "{\"userId\":\"a\0b\"}",
                "{\"userId\":NaN}",
                "{\"userId\":\"u\"} x",
                "userId,event",
                "{\"userId\":\"\\x\"}"
            })
    void refusesWhatIsNoJson(String line) {
        assertThat(problem(line)).startsWith("the line is not JSON: ").doesNotContain("\n", "Source: ");
    }

    @Test
    void saysInOneLineWhereTheJsonIsBroken() {
        assertThat(problem("{\"userId\":\"u\""))
                .isEqualTo(
                        "the line is not JSON: Unexpected end-of-input: expected close marker for Object (start marker at"
                                + " column: 1)");
    }

    @Test
    void refusesASecondObjectOnTheLine() {
        assertThat(problem("{\"userId\":\"u\"}{\"userId\":\"v\"}"))
                .isEqualTo("the line has more after its JSON object");
        assertThat(problem("{\"userId\":\"u\"} 1")).isEqualTo("the line has more after its JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"properties", "traits", "context"})
    void refusesPropertiesThatAreNoObject(String field) {
        assertThat(problem("{\"userId\":\"u\",\"" + field + "\":[1]}")).isEqualTo(field + " is not an object");
        assertThat(problem("{\"userId\":\"u\",\"" + field + "\":\"a\"}")).isEqualTo(field + " is not an object");
        assertThat(problem("{\"userId\":\"u\",\"" + field + "\":null}")).isNull();
    }

    @Test
    void refusesNestingThatCouldExhaustTheStack() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);

        assertThat(problem("{\"userId\":\"u\",\"properties\":{\"a\":" + deep + "}}"))
                .startsWith("the line is not JSON: ")
                .contains("nesting depth");
        assertThat(problem("{\"userId\":\"u\",\"properties\":{\"a\":" + "[".repeat(150) + "]".repeat(150) + "}}"))
                .isNull();
    }

    @Test
    void leavesALoneSurrogateToTheRules() {
        assertThat(problem("{\"type\":\"page\",\"userId\":\"u\\ud83d\"}")).isNull();
        assertThat(EventRules.problem(draft)).isPresent();

        assertThat(problem("{\"type\":\"page\",\"userId\":\"u\",\"timestamp\":\"2026-01-31T12:00:00Z\","
                        + "\"properties\":{\"a\":[\"\\ud83d\"]}}"))
                .isNull();
        assertThat(EventRules.problem(draft)).contains("property 'a' has half a surrogate pair, which has no UTF-8");
    }

    @Test
    void takesTheLastOfAKeyThatIsThereTwice() {
        decode("{\"userId\":\"u\",\"userId\":\"v\",\"properties\":{\"a\":1,\"a\":2},\"properties\":{\"b\":3}}");

        assertThat(draft.customerKey).isEqualTo("user:v");
        assertThat(draft.properties).isEqualTo(Map.of("a", "2", "b", "3"));
    }

    @Test
    void carriesNothingOverFromTheLineBefore() {
        decode(
                "{\"type\":\"track\",\"userId\":\"u\",\"groupId\":\"g\",\"previousId\":\"p\",\"messageId\":\"m\",\"event\":\"e\","
                        + "\"name\":\"n\",\"receivedAt\":\"2026-01-31T12:00:00Z\",\"channel\":\"web\","
                        + "\"properties\":{\"value\":1,\"currency\":\"EUR\"},\"context\":{\"campaign\":{\"name\":\"c\"}}}");
        decode("{\"anonymousId\":\"a\"}");

        assertThat(draft)
                .usingRecursiveComparison()
                // Meaningless without their flags.
                .ignoringFields("eventTime", "receivedAt")
                .isEqualTo(onlyAnonymous());
    }

    @Test
    void refusesALineTooLongOrNotUtf8() {
        assertThat(problem(new byte[11], 10)).isEqualTo("the record has 11 bytes, more than 10");
        assertThat(problem(new byte[10], 10)).isNull();
        assertThat(problem(new byte[] {'a', (byte) 0xE4}, 10)).isEqualTo("the line is not UTF-8");
        // A lone surrogate and an overlong slash, written as bytes.
        assertThat(problem(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, 10))
                .isEqualTo("the line is not UTF-8");
        assertThat(problem(new byte[] {(byte) 0xC0, (byte) 0xAF}, 10)).isEqualTo("the line is not UTF-8");
        assertThat(problem("größe 😀".getBytes(StandardCharsets.UTF_8), 100)).isNull();
    }

    @Test
    void saysHowMuchIsKeptOfALineThatWasCut() {
        assertThat(LineText.problem(new LineRecord(0, 0, new byte[11], 2000), 10))
                .isEqualTo("the record has 2000 bytes, more than 10; its first 11 are kept, and it cannot be replayed");
    }

    private static String problem(byte[] line, int maxRecordBytes) {
        return LineText.problem(new LineRecord(0, 0, line), maxRecordBytes);
    }

    private static EventDraft onlyAnonymous() {
        EventDraft draft = new EventDraft();
        draft.anonymousId = "a";
        draft.customerKey = "anonymous:a";
        return draft;
    }

    /** Decodes a line whose times are all on one day. */
    private void times(String times) {
        StringBuilder line = new StringBuilder("{\"type\":\"page\",\"userId\":\"u\"");
        for (String time : times.split(", ")) {
            String[] words = time.split(" ");
            line.append(",\"" + words[0] + "\":\"2026-01-31T" + words[1] + "Z\"");
        }
        decode(line.append('}').toString());
    }

    private String time() {
        assertThat(draft.hasEventTime).isTrue();
        return MicroTime.text(draft.eventTime);
    }

    private void decode(String line) {
        assertThat(problem(line)).isNull();
    }

    private String problem(String line) {
        return decoder.decode(line.getBytes(StandardCharsets.UTF_8), draft);
    }
}
