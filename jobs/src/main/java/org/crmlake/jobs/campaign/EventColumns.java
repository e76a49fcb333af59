package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.conv;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.from_utc_timestamp;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.shiftright;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_date;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.Column;
import org.crmlake.lake.EventsTable;

/** What a campaign asks of an event; columns over {@link EventsTable}. */
final class EventColumns {
    private EventColumns() {}

    /** Whether the event is one of those that are meant. */
    static Column matches(EventFilter filter) {
        Column condition = col(EventsTable.NAME).equalTo(filter.name());
        for (var property : filter.where().entrySet()) {
            condition = condition.and(
                    property(property.getKey()).isin(property.getValue().toArray()));
        }
        return coalesce(condition.and(isIn(filter.currency())), lit(false));
    }

    /** Whether the event's amount is in a currency; null for any and none. */
    static Column isIn(String currency) {
        return currency == null ? lit(true) : coalesce(col(EventsTable.CURRENCY).equalTo(currency), lit(false));
    }

    /** The property of this name; null if the event has none. */
    static Column property(String name) {
        return element_at(col(EventsTable.PROPERTIES), lit(name));
    }

    /** What the event is worth: the amount, or the property of this name as a decimal; null if it is none. */
    static Column worth(String property) {
        return property == null ? col(EventsTable.AMOUNT) : property(property).try_cast("decimal(18,4)");
    }

    /** Whether the event happened from the start of one date up to the start of another, by the clocks of a zone. */
    static Column isWithin(LocalDate from, LocalDate to, ZoneId zone) {
        return col(EventsTable.EVENT_TIME)
                .geq(startOf(from, zone))
                .and(col(EventsTable.EVENT_TIME).lt(startOf(to, zone)));
    }

    /** The first moment of a date; where the clocks skip midnight, it is later. */
    static Column startOf(LocalDate date, ZoneId zone) {
        return lit(date.atStartOfDay(zone).toInstant());
    }

    /** The date of a moment by the clocks of a zone; the session's own zone is UTC. */
    static Column dateOf(Column moment, ZoneId zone) {
        return to_date(from_utc_timestamp(moment, zone.getId()));
    }

    /** The text of a field of the event. */
    static Column text(Campaign.Field field) {
        return field.property() == null ? col(field.column()) : property(field.property());
    }

    /**
     * The customer's place in the shuffle of a salt, 0 to 9,999: the first four bytes of the SHA-256 of salt, NUL and customer
     * key, as an unsigned number, scaled.
     */
    static Column place(String salt) {
        Column hash =
                sha2(concat(lit(salt + '\0'), col(EventsTable.CUSTOMER_KEY)).cast("binary"), 256);
        Column number = conv(substring(hash, 1, 8), 16, 10).cast("bigint");
        return shiftright(number.multiply(lit((long) Campaign.Holdout.ALL_PLACES)), Integer.SIZE);
    }

    /** The first of some properties and context entries that the event has. */
    static Column firstOf(List<String> names) {
        return coalesce(names.stream()
                .flatMap(name ->
                        java.util.stream.Stream.of(element_at(col(EventsTable.CONTEXT), lit(name)), property(name)))
                .toArray(Column[]::new));
    }
}
