package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nanvl;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.crmlake.jobs.campaign.ParticipantsTransform.ARM;
import static org.crmlake.jobs.campaign.ParticipantsTransform.ASSIGNED_AT;
import static org.crmlake.jobs.campaign.ParticipantsTransform.CUSTOMER;
import static org.crmlake.jobs.campaign.ParticipantsTransform.SEGMENT;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.Campaign.Funnel;
import org.crmlake.jobs.campaign.Campaign.Stage;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.segment.AsOf;

/** How many came to each stage: persons, and how often. */
final class FunnelTransform {
    static final String STAGE = "stage";
    static final String DAY = "day";
    static final String PERSONS = "persons";
    static final String HITS = "hits";
    static final String HUMANS = "humans";
    static final String HUMAN_HITS = "human_hits";
    static final String CONVERTED = "converted";
    static final String TARGETED = "targeted";

    private static final int MOST_HITS = 10_000;

    private FunnelTransform() {}

    /**
     * What each customer did at each stage on each day.
     *
     * @param events with the columns of {@link EventsTable}
     * @param assigned what {@link ParticipantsTransform#assigned} returns
     * @return {@code customer_key, arm, segment, stage, day, hits, human_hits}
     */
    static Dataset<Row> steps(Dataset<Row> events, Dataset<Row> assigned, Campaign campaign, AsOf asOf) {
        Funnel funnel = campaign.funnel();
        Column isMail = col(EventsTable.NAME).isin(funnel.stages().values().toArray());
        Column ofCampaign = funnel.campaignId() == null
                ? isMail
                : isMail.and(col(EventsTable.CAMPAIGN_ID).equalTo(funnel.campaignId()));
        Column converts = EventColumns.matches(funnel.converted().event());
        List<Column> stages = new ArrayList<>();
        funnel.stages()
                .forEach((stage, name) ->
                        stages.add(when(ofCampaign.and(col(EventsTable.NAME).equalTo(name)), stage.text())));
        stages.add(when(converts, CONVERTED));
        Dataset<Row> relevant = events.filter(EventColumns.isWithin(campaign.from(), campaign.end(asOf), asOf.zone())
                .and(coalesce(ofCampaign, lit(false)).or(converts)));
        Dataset<Row> classified = MachineTransform.classified(
                relevant, funnel.stages().get(Stage.OPENED), funnel.stages().get(Stage.CLICKED), funnel.machines());
        Dataset<Row> targeted = assigned.select(
                col(CUSTOMER),
                col(ARM),
                col(SEGMENT),
                lit(TARGETED).as(STAGE),
                EventColumns.dateOf(col(ASSIGNED_AT), asOf.zone()).as(DAY),
                lit(1L).as(HITS),
                lit(1L).as(HUMAN_HITS));
        return classified
                .join(assigned.select(CUSTOMER, ARM, SEGMENT, ASSIGNED_AT), CUSTOMER)
                .filter(col(EventsTable.EVENT_TIME).geq(col(ASSIGNED_AT)))
                .withColumn(STAGE, explode(array(stages.toArray(Column[]::new))))
                .filter(col(STAGE).isNotNull())
                .groupBy(
                        col(CUSTOMER),
                        col(ARM),
                        col(SEGMENT),
                        col(STAGE),
                        EventColumns.dateOf(col(EventsTable.EVENT_TIME), asOf.zone())
                                .as(DAY))
                .agg(
                        sum(times()).as(HITS),
                        sum(when(col(MachineTransform.MACHINE), 0L).otherwise(times()))
                                .as(HUMAN_HITS))
                .unionByName(targeted);
    }

    /**
     * How often the event happened: a row of a source that only counts repeats stands for several. Anybody can write anything there, so
     * it is at least once and at most {@value #MOST_HITS} times.
     */
    private static Column times() {
        Column number = nanvl(EventColumns.property(HITS).try_cast("double"), lit(1.0));
        Column within = greatest(least(number, lit((double) MOST_HITS)), lit(1.0));
        return when(number.isNotNull(), within.cast("bigint")).otherwise(1L);
    }

    /**
     * Counts the steps by arm and one more column, or none.
     *
     * @param steps what {@link #steps} returns
     * @return {@code arm, stage}, the columns of {@code by}, and {@code persons, hits, humans, human_hits}
     */
    static Dataset<Row> counts(Dataset<Row> steps, String... by) {
        List<Column> keys = new ArrayList<>(List.of(col(ARM), col(STAGE)));
        for (String column : by) {
            keys.add(col(column));
        }
        return steps.groupBy(keys.toArray(Column[]::new))
                .agg(
                        count_distinct(col(CUSTOMER)).as(PERSONS),
                        sum(HITS).as(HITS),
                        count_distinct(when(col(HUMAN_HITS).gt(0), col(CUSTOMER)))
                                .as(HUMANS),
                        sum(HUMAN_HITS).as(HUMAN_HITS));
    }
}
