package org.crmlake.bench;

import java.util.List;

/**
 * A segment in crmlake's words and in SQL over a view {@code e} of all events before the moment {@code $now}: the same customers. Twenty of
 * them, over what {@link ShopFill} makes; their calendar is that of UTC.
 *
 * @param name of the segment
 * @param where its condition, as a definition writes it
 * @param query that returns {@code customer_key}, each once
 */
record SegmentPair(String name, String where, String query) {
    private static final String OF_ORDERS = "SELECT customer_key FROM e WHERE name = 'Order Completed'";

    static final List<SegmentPair> ALL = List.of(
            new SegmentPair(
                    "often",
                    "performed: { event: Order Completed, at_least: 3 }",
                    OF_ORDERS + " GROUP BY 1 HAVING count(*) >= 3"),
            new SegmentPair(
                    "lately",
                    "performed: { event: Order Completed, in: { last: 30 days } }",
                    OF_ORDERS + " AND event_time >= $now - INTERVAL 30 DAY GROUP BY 1"),
            new SegmentPair(
                    "not-lately",
                    "performed: { event: Order Completed, exactly: 0, in: { last: 90 days } }",
                    "SELECT customer_key FROM e GROUP BY 1 HAVING count(*) FILTER (name = 'Order Completed' AND event_time >="
                            + " $now - INTERVAL 90 DAY) = 0"),
            new SegmentPair(
                    "once",
                    "performed: { event: Order Completed, exactly: 1 }",
                    OF_ORDERS + " GROUP BY 1 HAVING count(*) = 1"),
            new SegmentPair(
                    "spent-much",
                    "aggregate: { event: Order Completed, measure: sum, of: amount, currency: EUR, at_least: 100, in: { last: 3"
                            + " months } }",
                    OF_ORDERS + " AND currency = 'EUR' AND event_time >= $now - INTERVAL 3 MONTH GROUP BY 1 HAVING"
                            + " sum(amount) >= 100"),
            new SegmentPair(
                    "spends-much-each-time",
                    "aggregate: { event: Order Completed, measure: avg, of: amount, currency: EUR, at_least: 45 }",
                    OF_ORDERS + " AND currency = 'EUR' GROUP BY 1 HAVING sum(amount) >= 45 * count(amount)"),
            new SegmentPair(
                    "spent-much-once",
                    "aggregate: { event: Order Completed, measure: max, of: amount, currency: EUR, at_least: 50, in: { last: 6"
                            + " months } }",
                    OF_ORDERS + " AND currency = 'EUR' AND event_time >= $now - INTERVAL 6 MONTH GROUP BY 1 HAVING"
                            + " max(amount) >= 50"),
            new SegmentPair(
                    "many-orders",
                    "aggregate: { event: Order Completed, measure: distinct, of: properties.order_id, at_least: 4 }",
                    OF_ORDERS + " GROUP BY 1 HAVING count(DISTINCT properties['order_id']) >= 4"),
            new SegmentPair(
                    "new-buyers",
                    "first: { event: Order Completed, in: { last: 90 days } }",
                    OF_ORDERS + " GROUP BY 1 HAVING min(event_time) >= $now - INTERVAL 90 DAY"),
            new SegmentPair(
                    "lapsed",
                    "last: { event: Order Completed, in: { from: 180 days ago, to: 90 days ago } }",
                    OF_ORDERS
                            + " GROUP BY 1 HAVING max(event_time) >= $now - INTERVAL 180 DAY AND max(event_time) < $now -"
                            + " INTERVAL 90 DAY"),
            new SegmentPair(
                    "gave-back",
                    "performed: { event: Order Refunded }",
                    "SELECT customer_key FROM e WHERE name = 'Order Refunded' GROUP BY 1"),
            new SegmentPair(
                    "gave-much-back",
                    "aggregate: { event: Order Refunded, measure: sum, of: amount, currency: EUR, at_least: 30 }",
                    "SELECT customer_key FROM e WHERE name = 'Order Refunded' AND currency = 'EUR' GROUP BY 1 HAVING"
                            + " sum(amount) >= 30"),
            new SegmentPair(
                    "regulars",
                    "regularly: { event: Order Completed, every: 1 month, periods: 6, at_least: 3 }",
                    OF_ORDERS + " GROUP BY 1 HAVING "
                            + List.of(0, 1, 2, 3, 4, 5).stream()
                                    .map(back -> "(count(*) FILTER (event_time >= $now - INTERVAL " + (back + 1)
                                            + " MONTH AND event_time < $now - INTERVAL " + back + " MONTH) > 0)::INT")
                                    .collect(java.util.stream.Collectors.joining(" + "))
                            + " >= 3"),
            new SegmentPair(
                    "stopped",
                    "stopped: { event: Order Completed, at_least: 2, in: { last: 12 months }, quiet: 60 days }",
                    OF_ORDERS
                            + " GROUP BY 1 HAVING count(*) FILTER (event_time >= $now - INTERVAL 12 MONTH AND event_time <"
                            + " $now - INTERVAL 60 DAY) >= 2 AND max(event_time) < $now - INTERVAL 60 DAY"),
            new SegmentPair(
                    "came-back",
                    "restarted: { event: Order Completed, within: 30 days, quiet: 90 days }",
                    OF_ORDERS
                            + " GROUP BY 1 HAVING count(*) FILTER (event_time >= $now - INTERVAL 30 DAY) > 0 AND count(*)"
                            + " FILTER (event_time >= $now - INTERVAL 120 DAY AND event_time < $now - INTERVAL 30 DAY) = 0"
                            + " AND min(event_time) < $now - INTERVAL 120 DAY"),
            new SegmentPair(
                    "looked-and-bought",
                    "sequence: { steps: [{ event: Product Viewed }, { event: Order Completed, within: 1 day }], in: { last: 60"
                            + " days } }",
                    "SELECT DISTINCT v.customer_key FROM e v JOIN e o ON o.customer_key = v.customer_key AND o.event_time >"
                            + " v.event_time AND o.event_time <= v.event_time + INTERVAL 1 DAY WHERE v.name = 'Product"
                            + " Viewed' AND o.name = 'Order Completed' AND v.event_time >= $now - INTERVAL 60 DAY"),
            new SegmentPair(
                    "bought-and-gave-back",
                    "sequence: { steps: [{ event: Order Completed }, { event: Order Refunded, within: 10 days, same: [{ field:"
                            + " properties.order_id, step: 1 }] }] }",
                    "SELECT DISTINCT o.customer_key FROM e o JOIN e r ON r.customer_key = o.customer_key AND r.event_time >"
                            + " o.event_time AND r.event_time <= o.event_time + INTERVAL 10 DAY AND"
                            + " r.properties['order_id'] = o.properties['order_id'] WHERE o.name = 'Order Completed' AND"
                            + " r.name = 'Order Refunded'"),
            new SegmentPair(
                    "looked-only",
                    "all: [{ performed: { event: Product Viewed, in: { last: 120 days } } }, { performed: { event: Order"
                            + " Completed, exactly: 0, in: { last: 60 days } } }]",
                    "SELECT customer_key FROM e GROUP BY 1 HAVING count(*) FILTER (name = 'Product Viewed' AND event_time >="
                            + " $now - INTERVAL 120 DAY) > 0 AND count(*) FILTER (name = 'Order Completed' AND event_time"
                            + " >= $now - INTERVAL 60 DAY) = 0"),
            new SegmentPair(
                    "did-not-buy",
                    "did_not: { event: Order Completed, in: { last: 60 days } }",
                    "SELECT customer_key FROM e GROUP BY 1 HAVING min(event_time) < $now - INTERVAL 60 DAY AND count(*)"
                            + " FILTER (name = 'Order Completed' AND event_time >= $now - INTERVAL 60 DAY) = 0"),
            new SegmentPair(
                    "worth-a-letter",
                    "all: [{ any: [{ member: { segment: spent-much } }, { member: { segment: regulars } }] }, { not: { member:"
                            + " { segment: gave-back } } }]",
                    "(SELECT customer_key FROM m WHERE segment IN ('spent-much', 'regulars') GROUP BY 1) EXCEPT (SELECT"
                            + " customer_key FROM m WHERE segment = 'gave-back')"));

    /** Returns the definition as a file has it. */
    String definition() {
        return "segment: " + name + "\nwhere: { " + where + " }\n";
    }
}
