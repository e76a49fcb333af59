package org.crmlake.reliability;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** Lines of a CSV file for {@link #MAPPING}: orders, tests that the mapping leaves out, orders sent again, and lines it cannot map. */
final class OrderLines implements RecordMaker {
    /** The first line of each file. */
    static final String HEADER = "id,customer,at,received,amount,status,channel,campaign";

    /** What makes events of the lines. */
    static final String MAPPING = """
            source: orders
            format: csv
            options: { header: "true" }
            fields:
              natural_key: "id"
              customer_key: "concat('shop:', customer)"
              user_id: "customer"
              name: "'Order Completed'"
              event_time: "to_timestamp(at, 'yyyy-MM-dd HH:mm:ss')"
              received_at: "to_timestamp(received, 'yyyy-MM-dd HH:mm:ss')"
              channel: "channel"
              campaign_id: "case when campaign <> '-' then campaign end"
              amount: "cast(amount as decimal(18,4))"
              currency: "'GBP'"
              properties: "map('status', status)"
              context: "map('received', received)"
            filter: "status <> 'test'"
            """;

    private static final String SOURCE = "orders";
    private static final Instant FIRST = Instant.parse("2026-02-01T00:00:00Z");
    private static final DateTimeFormatter AT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Random random;
    private final String prefix;
    private final List<String> sent = new ArrayList<>();
    private int number;

    OrderLines(Random random, String prefix) {
        this.random = random;
        this.prefix = prefix;
    }

    @Override
    public List<SourceRecord> batch(int count) {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(next());
        }
        return records;
    }

    private SourceRecord next() {
        int lot = random.nextInt(100);
        if (lot < 8 && !sent.isEmpty()) {
            return SourceRecord.duplicate(sent.get(random.nextInt(sent.size())));
        }
        Order order = new Order(
                prefix + "-" + number++,
                "c" + random.nextInt(150),
                FIRST.plusSeconds(random.nextInt((int) Duration.ofDays(20).toSeconds())),
                BigDecimal.valueOf(1 + random.nextInt(100_000), 2),
                random.nextBoolean() ? "paid" : "sent",
                random.nextBoolean() ? "shop" : "web",
                random.nextBoolean() ? "-" : "spring");
        if (lot < 16) {
            return SourceRecord.filtered(order.line(AT.format(order.at()), order.amount(), "test"));
        }
        if (lot < 20) {
            return SourceRecord.deadLetter(order.line(AT.format(order.at()), "n/a", order.status()), "map");
        }
        if (lot < 24) {
            return SourceRecord.deadLetter(order.line("in May", order.amount(), order.status()), "map");
        }
        String line = order.line(AT.format(order.at()), order.amount(), order.status());
        sent.add(line);
        return SourceRecord.event(line, NameId.ofNaturalKey(SOURCE, order.id()), order.text(), List.of());
    }

    private record Order(
            String id, String customer, Instant at, BigDecimal amount, String status, String channel, String campaign) {
        private String received() {
            return AT.format(at.plusSeconds(300));
        }

        String line(Object at, Object amount, String status) {
            return String.join(
                    ",",
                    Stream.of(id, customer, at, received(), amount, status, channel, campaign)
                            .map(Object::toString)
                            .toList());
        }

        EventText text() {
            return new EventText(
                    "track",
                    "Order Completed",
                    "shop:" + customer,
                    customer,
                    null,
                    at,
                    at.plusSeconds(300),
                    SOURCE,
                    channel,
                    campaign.equals("-") ? null : campaign,
                    amount,
                    "GBP",
                    EventText.sorted(Map.of("status", status)),
                    EventText.sorted(Map.of("received", received())),
                    false,
                    EventText.OF_ITS_SOURCE);
        }
    }
}
