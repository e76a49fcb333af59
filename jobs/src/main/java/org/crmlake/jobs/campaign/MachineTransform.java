package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.crmlake.jobs.campaign.Campaign.Machines;
import org.crmlake.lake.EventsTable;

/**
 * Tells opens and clicks of programs from those of people. A scanner gives itself away by the shape of its clicks: several
 * different links of a customer's mail, one right after the other; that a click comes soon after the mail proves nothing. An open is
 * a program's if its user agent is one that fetches images beforehand, if the source says so, or if it is next to a scanner's
 * clicks.
 */
final class MachineTransform {
    static final String MACHINE = "machine";

    private static final List<String> USER_AGENT = List.of("userAgent", "user_agent");
    private static final List<String> LINK = List.of("link_url", "link", "url");
    private static final List<String> SAID_BY_SOURCE = List.of("machine_open", "sg_machine_open");

    private MachineTransform() {}

    /**
     * Adds a column {@code machine}; it is false for events that are neither opens nor clicks.
     *
     * @param events with the columns of {@link EventsTable}
     * @param opened the name of opens
     * @param clicked the name of clicks
     */
    static Dataset<Row> classified(Dataset<Row> events, String opened, String clicked, Machines machines) {
        Column isClick = col(EventsTable.NAME).equalTo(clicked);
        Column isOpen = col(EventsTable.NAME).equalTo(opened);
        WindowSpec byTime =
                Window.partitionBy(EventsTable.CUSTOMER_KEY, "mail").orderBy("millis", EventsTable.EVENT_ID);
        WindowSpec earlier = byTime.rowsBetween(Window.unboundedPreceding(), -1);
        WindowSpec near = Window.partitionBy(EventsTable.CUSTOMER_KEY, "mail")
                .orderBy("millis")
                .rangeBetween(-machines.nearMillis(), machines.nearMillis());
        Column previous = last(when(col("click"), col("millis")), true).over(earlier);
        Column begins = col("click")
                .and(previous.isNull().or(col("millis").minus(previous).gt(machines.burstGapMillis())));
        Column links = size(collect_set(when(col("click"), col("link")))
                .over(Window.partitionBy(EventsTable.CUSTOMER_KEY, "mail", "burst")));
        // Other events go through one window with the rest: they only need the column.
        return events.withColumn("click", coalesce(isClick, lit(false)))
                .withColumn("mail", coalesce(isClick.or(isOpen), lit(false)))
                .withColumn("millis", unix_millis(col(EventsTable.EVENT_TIME)))
                .withColumn("link", EventColumns.firstOf(LINK))
                .withColumn(
                        "burst",
                        sum(when(begins, 1).otherwise(0)).over(byTime.rowsBetween(Window.unboundedPreceding(), 0)))
                .withColumn("scanned", col("click").and(links.geq(machines.burstLinks())))
                .withColumn(
                        "near",
                        max(when(col("scanned"), 1).otherwise(0)).over(near).equalTo(1))
                .withColumn(
                        MACHINE,
                        when(col("click"), col("scanned"))
                                .when(isOpen, col("near").or(prefetched(machines)))
                                .otherwise(false))
                .drop("click", "mail", "millis", "link", "burst", "scanned", "near");
    }

    private static Column prefetched(Machines machines) {
        Column agent = EventColumns.firstOf(USER_AGENT);
        Column said = EventColumns.firstOf(SAID_BY_SOURCE).equalTo("true");
        for (String part : machines.userAgents()) {
            said = coalesce(said, lit(false))
                    .or(part.startsWith("=") ? agent.equalTo(part.substring(1)) : agent.contains(part));
        }
        return coalesce(said, lit(false));
    }
}
