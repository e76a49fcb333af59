package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.crmlake.bench.EventGenerator.Kind;
import org.junit.jupiter.api.Test;

class EventGeneratorTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        EventGenerator generator = EventGenerator.of(2_000, 7).withShares(0.05, 0.05);

        assertThat(bytes(generator)).isEqualTo(bytes(EventGenerator.of(2_000, 7).withShares(0.05, 0.05)));
        assertThat(bytes(generator))
                .isNotEqualTo(bytes(EventGenerator.of(2_000, 8).withShares(0.05, 0.05)));
    }

    @Test
    void theFirstLineIsTheSameOnEveryMachine() {
        assertThat(EventGenerator.of(1_000, 1).line(0)).isEqualTo("""
                        {"type":"track","messageId":"169c646d-5226-4d62-8a5d-e8d8d53b7280","userId":"u1000024",\
                        "event":"Product Viewed","channel":"mobile","originalTimestamp":"2025-12-31T23:59:51.921Z",\
                        "sentAt":"2026-01-01T00:00:08.328Z","receivedAt":"2026-01-01T00:00:30.000Z",\
                        "timestamp":"2026-01-01T00:00:13.593Z","context":{"ip":"198.18.1.64"},\
                        "properties":{"product_id":"p14936","price":117.10}}""");
    }

    @Test
    void aLineDependsOnNoOtherLine() {
        EventGenerator generator = EventGenerator.of(500, 3).withShares(0.1, 0.1);
        List<String> inOrder = generator.lines().toList();

        for (int i = 499; i >= 0; i--) {
            assertThat(generator.line(i)).isEqualTo(inOrder.get(i));
        }
    }

    @Test
    void linesAreAbout400BytesOnAverage() throws IOException {
        int lines = 20_000;

        assertThat((double) bytes(EventGenerator.of(lines, 1)).length / lines).isCloseTo(400, within(8.0));
    }

    @Test
    void goodLinesAreTrackCallsWithAllThatTheEnvelopeAsksFor() throws JsonProcessingException {
        LocalDate first = LocalDate.of(2024, 2, 28);
        EventGenerator generator = EventGenerator.of(3_000, 5).over(first, 3);
        Set<String> ids = new HashSet<>();

        for (String line : generator.lines().toList()) {
            JsonNode event = JSON.readTree(line);
            assertThat(event.get("type").textValue()).isEqualTo("track");
            assertThat(event.get("event").textValue()).isNotBlank();
            assertThat(event.get("userId").textValue()).matches("u[0-9]{7}");
            assertThat(UUID.fromString(event.get("messageId").textValue()).version())
                    .isEqualTo(4);
            assertThat(ids.add(event.get("messageId").textValue())).isTrue();
            Instant received = time(event, "receivedAt");
            assertThat(received)
                    .isBetween(Instant.parse("2024-02-28T00:00:00Z"), Instant.parse("2024-03-02T00:00:00Z"));
            assertThat(time(event, "timestamp"))
                    .isBetween(Instant.parse("2024-02-28T00:00:00Z"), Instant.parse("2024-03-01T23:59:59.999Z"));
            Duration queued = Duration.between(time(event, "originalTimestamp"), time(event, "sentAt"));
            assertThat(time(event, "timestamp")).isEqualTo(received.minus(queued));
            assertThat(Duration.between(time(event, "sentAt"), received).abs()).isLessThan(Duration.ofMinutes(3));
            JsonNode properties = event.get("properties");
            if (event.get("event").textValue().equals("Order Completed")) {
                assertThat(properties.get("revenue").decimalValue().signum()).isPositive();
                assertThat(properties.get("currency").textValue()).matches("[A-Z]{3}");
                assertThat(properties.get("order_id").textValue()).isNotBlank();
            }
        }
    }

    @Test
    void linesComeInTheOrderOfTheirReceipt() throws JsonProcessingException {
        Instant last = Instant.EPOCH;

        for (String line : EventGenerator.of(2_000, 1).lines().toList()) {
            Instant received = time(JSON.readTree(line), "receivedAt");
            assertThat(received).isAfterOrEqualTo(last);
            last = received;
        }
    }

    @Test
    void fewCustomersHaveManyEventsAndManyHaveFew() throws JsonProcessingException {
        Map<String, Integer> perCustomer = new HashMap<>();
        for (String line :
                EventGenerator.of(20_000, 1).withCustomers(1_000).lines().toList()) {
            perCustomer.merge(JSON.readTree(line).get("userId").textValue(), 1, Integer::sum);
        }
        List<Integer> largestFirst =
                perCustomer.values().stream().sorted((a, b) -> b - a).toList();
        int busiestTenth =
                largestFirst.stream().limit(100).mapToInt(Integer::intValue).sum();

        assertThat(perCustomer).hasSizeBetween(900, 1_000);
        // Of the power law: (101^(1/4) - 1) / (1001^(1/4) - 1) = 0.47.
        assertThat(busiestTenth / 20_000.0).isCloseTo(0.47, within(0.02));
    }

    @Test
    void theSharesOfRepeatedAndBadLinesAreWhatWasAskedFor() {
        EventGenerator generator = EventGenerator.of(50_000, 11).withShares(0.10, 0.04);

        assertThat(generator.count(Kind.REPEAT) / 50_000.0).isCloseTo(0.10, within(0.005));
        assertThat(generator.count(Kind.BAD) / 50_000.0).isCloseTo(0.04, within(0.004));
        assertThat(EventGenerator.of(5_000, 11).count(Kind.GOOD)).isEqualTo(5_000);
    }

    @Test
    void aRepeatedLineEqualsAnEarlierOneAndTheGoodOnesAreAllDifferent() {
        EventGenerator generator = EventGenerator.of(3_000, 2).withShares(0.2, 0.1);
        Set<String> good = new HashSet<>();

        for (long i = 0; i < 3_000; i++) {
            switch (generator.kind(i)) {
                case GOOD -> assertThat(good.add(generator.line(i))).isTrue();
                case REPEAT -> assertThat(good).contains(generator.line(i));
                case BAD -> assertThat(good).doesNotContain(generator.line(i));
            }
        }
    }

    @Test
    void aBadLineIsNoEventForOneOfFourReasons() {
        EventGenerator generator = EventGenerator.of(4_000, 2).withShares(0, 0.5);
        Map<String, Integer> reasons = new HashMap<>();
        LongStream.range(0, 4_000)
                .filter(i -> generator.kind(i) == Kind.BAD)
                .forEach(i -> reasons.merge(fault(generator.line(i)), 1, Integer::sum));

        assertThat(reasons).containsOnlyKeys("cut off", "no user", "no time", "unknown type");
        assertThat(reasons.values()).allMatch(number -> number > 400);
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> EventGenerator.of(-1, 1))
                .hasMessage(
                        "Cannot generate -1 events over 30 days for 1 customers: events must be at least 0, days and"
                                + " customers at least 1.");
        assertThatThrownBy(() -> EventGenerator.of(10, 1).withShares(0.6, 0.4))
                .hasMessage(
                        "Cannot generate a share of 0.6 repeats and 0.4 bad lines: shares are at least 0, and together"
                                + " less than 1.");
        assertThat(EventGenerator.of(0, 1).lines()).isEmpty();
    }

    private static String fault(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            return "cut off";
        }
        if (!event.has("userId") && !event.has("anonymousId")) {
            return "no user";
        }
        try {
            time(event, "timestamp");
        } catch (java.time.DateTimeException e) {
            return "no time";
        }
        return event.get("type").textValue().equals("track") ? "nothing wrong: " + line : "unknown type";
    }

    private static Instant time(JsonNode event, String field) {
        String text = event.get(field).textValue();
        assertThat(text).as(field).hasSizeGreaterThanOrEqualTo(24);
        return Instant.parse(text);
    }

    private static byte[] bytes(EventGenerator generator) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        generator.writeTo(bytes);
        return bytes.toByteArray();
    }
}
