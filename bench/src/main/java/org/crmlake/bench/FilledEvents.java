package org.crmlake.bench;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.EventsTable;

/** Rows of the table of events that are put there without an ingest. */
final class FilledEvents {
    private FilledEvents() {}

    /** Returns one event for each of {@code rows}, with these columns and else what a shop on the web would send. */
    static Dataset<Row> of(
            Dataset<Row> rows, Column id, Column name, Column customer, Column time, Column amount, Column properties) {
        return rows.select(
                id.as(EventsTable.EVENT_ID),
                lit("track").as(EventsTable.KIND),
                name.as(EventsTable.NAME),
                customer.as(EventsTable.CUSTOMER_KEY),
                lit(null).cast("string").as(EventsTable.USER_ID),
                lit(null).cast("string").as(EventsTable.ANONYMOUS_ID),
                time.as(EventsTable.EVENT_TIME),
                time.as(EventsTable.RECEIVED_AT),
                time.as(EventsTable.INGESTED_AT),
                lit("shop").as(EventsTable.SOURCE),
                lit("web").as(EventsTable.CHANNEL),
                lit(null).cast("string").as(EventsTable.CAMPAIGN_ID),
                amount.as(EventsTable.AMOUNT),
                when(amount.isNotNull(), "EUR").as(EventsTable.CURRENCY),
                properties.as(EventsTable.PROPERTIES),
                map(lit("page"), lit("/shop")).as(EventsTable.CONTEXT),
                lit(false).as(EventsTable.CLOCK_SUSPECT),
                lit("fill").as(EventsTable.BATCH_ID));
    }
}
