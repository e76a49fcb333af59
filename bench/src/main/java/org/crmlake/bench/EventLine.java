package org.crmlake.bench;

import java.time.ZoneOffset;
import java.util.UUID;

/** One line of an {@link EventGenerator}: what happened, to whom, when, and how a tracker would write it down. */
final class EventLine {
    private static final long DAY = 86_400_000L;
    /** Clocks of devices are off, but by less than what would make an ingester disbelieve them. */
    private static final int WORST_CLOCK = 120_000;

    private static final int LONGEST_IN_QUEUE = 30_000;

    private static final String[] CHANNELS = {"web", "web", "mobile"};
    private static final String[] CURRENCIES = {"EUR", "EUR", "GBP", "USD"};
    private static final String[] CAMPAIGNS = {"spring-sale", "newsletter", "retargeting", "brand-search"};

    private final EventGenerator generator;
    private final long index;
    private final Draw draw;
    private final StringBuilder json = new StringBuilder(512);

    EventLine(EventGenerator generator, long index) {
        this.generator = generator;
        this.index = index;
        this.draw = new Draw(generator.seed(), index);
    }

    String good() {
        return write(ShopEvent.draw(draw), true);
    }

    /** A line that no event can be made of, for one reason of four. */
    String bad() {
        String line = write(ShopEvent.draw(draw), index % 4 != 1);
        return switch ((int) (index % 4)) {
            case 0 -> line.substring(0, line.length() / 2);
            // Written without a user.
            case 1 -> line;
            case 2 -> line.replace("T", "T99");
            default -> line.replace("\"type\":\"track\"", "\"type\":\"purchase\"");
        };
    }

    private String write(ShopEvent event, boolean known) {
        UUID id = new UUID(
                draw.nextLong() & ~0xF000L | 0x4000L, draw.nextLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
        json.append("{\"type\":\"track\",\"messageId\":\"").append(id);
        if (known) {
            json.append("\",\"userId\":\"u").append(1_000_000 + customer());
        }
        json.append("\",\"event\":\"").append(event.text());
        json.append("\",\"channel\":\"").append(event.mail() ? "server" : pick(CHANNELS));
        times();
        context(event);
        json.append(",\"properties\":{");
        event.properties(json, draw, pick(CURRENCIES));
        return json.append("}}").toString();
    }

    /**
     * The rank of a customer, from 1 to as many as there are: the inverse of the distribution whose density falls with the power
     * 3/4 of the rank. Roots and products only, because Math.pow may differ in the last bit from one machine to another.
     */
    private long customer() {
        double most = Math.sqrt(Math.sqrt(generator.customers() + 1.0));
        double root = 1 + draw.nextDouble() * (most - 1);
        return Math.min((long) (root * root * root * root), generator.customers());
    }

    private void times() {
        long start =
                generator.firstDay().atStartOfDay().toInstant(ZoneOffset.UTC).toEpochMilli();
        double progress = (double) index / generator.events();
        // So that every event, and not only every receipt, is on one of the days.
        long received = start + LONGEST_IN_QUEUE + (long) (progress * (generator.days() * DAY - LONGEST_IN_QUEUE));
        int queued = draw.nextInt(LONGEST_IN_QUEUE);
        long sent = received - 20 - draw.nextInt(200) + draw.nextInt(2 * WORST_CLOCK) - WORST_CLOCK;
        time("originalTimestamp", sent - queued);
        time("sentAt", sent);
        time("receivedAt", received);
        time("timestamp", received - queued);
    }

    private void time(String field, long millis) {
        json.append("\",\"").append(field).append("\":\"");
        IsoTime.append(json, millis);
    }

    private void context(ShopEvent event) {
        // 198.18.0.0/15 is set aside for benchmarks (RFC 2544), so no real address is ever written.
        json.append("\",\"context\":{\"ip\":\"198.18.")
                .append(draw.nextInt(256))
                .append('.')
                .append(draw.nextInt(256));
        if (event.mail() || draw.nextInt(8) == 0) {
            json.append("\",\"campaign\":{\"name\":\"").append(pick(CAMPAIGNS)).append("\"}}");
        } else {
            json.append("\"}");
        }
    }

    private String pick(String[] choices) {
        return choices[draw.nextInt(choices.length)];
    }
}
