package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import java.time.LocalDate;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.OrderColumns;
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

    /** What a step is: {@link #TOUCH}, {@link #LINE} or {@link #RETURN}. Of steps at one moment the lower comes first. */
    static final String KIND = "kind_of_step";

    static final int TOUCH = 0;
    /** One line of an order, or a whole one: of a conversion. */
    static final int LINE = 1;
    /** Money that was given back. */
    static final int RETURN = 2;

    /** In which currency the worth is; empty if nothing is said. */
    static final String CURRENCY = "currency_of_step";

    static final String ORDER = "order_key";

    private JourneysTransform() {}

    /**
     * Touches, lines of conversions, and what was given back. Clicks and opens of machines are no touches. Touches and lines are read
     * from the days before the campaign on, as a conversion of then has used its touches up; returns to the moment of {@code asOf}.
     *
     * @param events with the columns of {@link EventsTable}
     * @return {@code customer_key, millis, kind_of_step, order_key, touch_channel, worth, currency_of_step}: which order a line or return is of, and the
     *     channel of a touch
     */
    static Dataset<Row> steps(Dataset<Row> events, Campaign campaign, Credits credits, AsOf asOf) {
        Funnel funnel = campaign.funnel();
        LocalDate begin = campaign.from().minusDays(credits.lookBackDays());
        Column during = EventColumns.isWithin(begin, campaign.end(asOf), asOf.zone());
        Column converts = EventColumns.matches(credits.conversion()).and(during);
        Column touches = coalesce(col(EventsTable.NAME).isin(credits.touches().toArray()), lit(false))
                .and(during);
        Column returns = coalesce(OrderColumns.isReturn(), lit(false))
                .and(lit(credits.returns()))
                .and(EventColumns.isIn(credits.conversion().currency()))
                .and(EventColumns.isWithin(begin, asOf.moment().toLocalDate(), asOf.zone()));
        return MachineTransform.classified(
                        events.filter(converts.or(touches).or(returns)),
                        funnel.stages().get(Stage.OPENED),
                        funnel.stages().get(Stage.CLICKED),
                        funnel.machines())
                .filter(col(MachineTransform.MACHINE).equalTo(false))
                .select(
                        col(CUSTOMER),
                        unix_millis(col(EventsTable.EVENT_TIME)).as("millis"),
                        when(converts, LINE)
                                .when(touches, TOUCH)
                                .otherwise(RETURN)
                                .as(KIND),
                        OrderColumns.orderKey().as(ORDER),
                        when(not(converts).and(touches), coalesce(EventColumns.text(credits.channel()), lit("(none)")))
                                .as(CHANNEL),
                        coalesce(col(EventsTable.AMOUNT), lit(0))
                                .cast("decimal(18,4)")
                                .as("worth"),
                        coalesce(col(EventsTable.CURRENCY), lit("")).as(CURRENCY));
    }

    /**
     * One row a customer.
     *
     * @param steps what {@link #steps} returns
     * @return {@code customer_key, steps}: an array of structs {@code millis, kind_of_step, order_key, touch_channel, worth}, earliest
     *     first; a touch at the moment of a conversion comes before it
     */
    static Dataset<Row> byCustomer(Dataset<Row> steps) {
        return steps.groupBy(CUSTOMER)
                .agg(array_sort(collect_list(struct(col("millis"), col(KIND), col(ORDER), col(CHANNEL), col("worth"))))
                        .as(STEPS));
    }
}
