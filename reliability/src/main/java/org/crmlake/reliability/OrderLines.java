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

/** Lines of a CSV file for {@link #MAPPING}: orders, tests that the mapping leaves out, orders sent again, and lines it cannot map. */
final class OrderLines implements RecordMaker {
    /** The first line of each file. */
    static final String HEADER = "id,customer,at,amount,status";

    /** What makes events of the lines. */
    static final String MAPPING = """
            source: orders
            format: csv
            options: { header: "true" }
            fields:
              natural_key: "id"
              customer_key: "concat('shop:', customer)"
              name: "'Order Completed'"
              event_time: "to_timestamp(at, 'yyyy-MM-dd HH:mm:ss')"
              amount: "cast(amount as decimal(18,4))"
              currency: "'GBP'"
              properties: "map('status', status)"
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
        String id = prefix + "-" + number++;
        String customer = "c" + random.nextInt(150);
        Instant at = FIRST.plusSeconds(random.nextInt((int) Duration.ofDays(20).toSeconds()));
        BigDecimal amount = BigDecimal.valueOf(1 + random.nextInt(100_000), 2);
        if (lot < 16) {
            return SourceRecord.filtered(line(id, customer, AT.format(at), amount, "test"));
        }
        if (lot < 20) {
            return SourceRecord.deadLetter(line(id, customer, AT.format(at), "n/a", "paid"), "map");
        }
        if (lot < 24) {
            return SourceRecord.deadLetter(line(id, customer, "in May", amount, "paid"), "map");
        }
        String status = random.nextBoolean() ? "paid" : "sent";
        String line = line(id, customer, AT.format(at), amount, status);
        sent.add(line);
        return SourceRecord.event(
                line,
                NameId.ofNaturalKey(SOURCE, id),
                EventText.of(
                        SOURCE, "Order Completed", "shop:" + customer, at, amount, "GBP", Map.of("status", status)));
    }

    private static String line(Object... fields) {
        return String.join(",", List.of(fields).stream().map(Object::toString).toList());
    }
}
