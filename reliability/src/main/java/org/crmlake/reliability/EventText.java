package org.crmlake.reliability;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** One text for what an event says, the same whether it was made from the source, the lake or the timeline. */
final class EventText {
    private static final int SCALE = 4;

    private EventText() {}

    /**
     * Returns the text. What may differ between two attempts to send the same event is not in it: the time of receipt and the
     * surroundings.
     *
     * @param amount null where there is none
     * @param currency null where there is none
     */
    static String of(
            String source,
            String name,
            String customer,
            Instant time,
            BigDecimal amount,
            String currency,
            Map<String, String> properties) {
        return String.join(
                "|",
                source,
                name,
                customer,
                time.toString(),
                amount == null ? "" : amount.setScale(SCALE).toPlainString(),
                currency == null ? "" : currency,
                new TreeMap<>(properties).toString());
    }
}
