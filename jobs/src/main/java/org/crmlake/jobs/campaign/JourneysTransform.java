package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.Campaign.Credits;
import org.crmlake.jobs.campaign.Campaign.Funnel;
import org.crmlake.jobs.campaign.Campaign.Stage;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.segment.AsOf;

/** The touches and conversions of each customer in the order in which they happened. */
final class JourneysTransform {
    static final String CUSTOMER = EventsTable.CUSTOMER_KEY;
    static final String CHANNEL = "touch_channel";
    static final String STEPS = "steps";

    private JourneysTransform() {}

    /**
     * Touches and conversions. Clicks and opens of machines are no touches.
     *
     * @param events with the columns of {@link EventsTable}
     * @return {@code customer_key, millis, conversion, touch_channel, worth}: whether the event is a conversion, else the channel
     */
    static Dataset<Row> touches(Dataset<Row> events, Campaign campaign, Credits credits, AsOf asOf) {
        Funnel funnel = campaign.funnel();
        LocalDate end = campaign.end(asOf);
        Column converts = EventColumns.matches(credits.conversion())
                .and(EventColumns.isWithin(campaign.from(), end, asOf.zone()));
        Column touches = col(EventsTable.NAME).isin(credits.touches().toArray());
        Column relevant = EventColumns.isWithin(campaign.from().minusDays(credits.lookBackDays()), end, asOf.zone())
                .and(coalesce(touches, lit(false)).or(converts));
        return MachineTransform.classified(
                        events.filter(relevant),
                        funnel.stages().get(Stage.OPENED),
                        funnel.stages().get(Stage.CLICKED),
                        funnel.machines())
                .filter(col(MachineTransform.MACHINE).equalTo(false))
                .select(
                        col(CUSTOMER),
                        unix_millis(col(EventsTable.EVENT_TIME)).as("millis"),
                        converts.as("conversion"),
                        when(converts, lit(null))
                                .otherwise(coalesce(EventColumns.text(credits.channel()), lit("(none)")))
                                .as(CHANNEL),
                        coalesce(col(EventsTable.AMOUNT), lit(0))
                                .cast("decimal(18,4)")
                                .as("worth"));
    }

    /**
     * One row a customer.
     *
     * @param touches what {@link #touches} returns
     * @return {@code customer_key, steps}: an array of structs {@code millis, conversion, touch_channel, worth}, earliest first; a touch
     *     at the moment of a conversion comes before it
     */
    static Dataset<Row> byCustomer(Dataset<Row> touches) {
        return touches.groupBy(CUSTOMER)
                .agg(array_sort(collect_list(struct(col("millis"), col("conversion"), col(CHANNEL), col("worth"))))
                        .as(STEPS));
    }
}
