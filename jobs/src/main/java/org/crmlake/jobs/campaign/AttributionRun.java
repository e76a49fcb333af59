package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.campaign.Campaign.Credits;
import org.crmlake.jobs.campaign.attribution.JourneyTally;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.segment.AsOf;

/** Shares out the conversions of a campaign among the channels. */
final class AttributionRun {
    private static final int MOST_CHANNELS = 63;

    private AttributionRun() {}

    /** @throws CrmException of kind CONFIG if there are more channels than can be told apart */
    static List<ResultRow> rows(Dataset<Row> events, Campaign campaign, Credits credits, AsOf asOf) {
        Dataset<Row> steps =
                JourneysTransform.steps(events, campaign, credits, asOf).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long firstMilli =
                    campaign.from().atStartOfDay(asOf.zone()).toInstant().toEpochMilli();
            if (credits.conversion().currency() == null) {
                Row ends = counted(steps, firstMilli)
                        .filter(col("worth").notEqual(0))
                        .agg(min(JourneysTransform.CURRENCY), max(JourneysTransform.CURRENCY))
                        .first();
                MoneyCheck.one(campaign, "the attribution", ends.getString(0), ends.getString(1));
            }
            List<String> channels = channels(campaign, steps);
            JourneyCounter counter =
                    new JourneyCounter(channels, credits.settings(), credits.lookBackDays(), firstMilli);
            JourneyTally tally = new JourneyTally(
                    channels.size(), credits.settings(), credits.settings().draws());
            // One tally a task comes back, some at a time.
            JourneysTransform.byCustomer(steps)
                    .mapPartitions(counter, Encoders.javaSerialization(JourneyTally.class))
                    .toLocalIterator()
                    .forEachRemaining(tally::add);
            return AttributionResults.rows(
                    tally, channels, credits.settings(), credits.spend(), AttributionResults.Times.KNOWN);
        } finally {
            steps.unpersist();
        }
    }

    /** The lines of the conversions that count, and what was given back of their orders. */
    private static Dataset<Row> counted(Dataset<Row> steps, long firstMilli) {
        String[] order = {JourneysTransform.CUSTOMER, JourneysTransform.ORDER};
        String[] columns = {order[0], order[1], "worth", JourneysTransform.CURRENCY};
        Column kind = col(JourneysTransform.KIND);
        Dataset<Row> lines = steps.filter(
                        kind.equalTo(JourneysTransform.LINE).and(col("millis").geq(firstMilli)))
                .selectExpr(columns);
        return steps.filter(kind.equalTo(JourneysTransform.RETURN))
                .selectExpr(columns)
                .join(lines.selectExpr(order), order, "left_semi")
                .union(lines);
    }

    private static List<String> channels(Campaign campaign, Dataset<Row> steps) {
        List<String> channels = steps.filter(col(JourneysTransform.CHANNEL).isNotNull())
                .select(JourneysTransform.CHANNEL)
                .distinct()
                .limit(MOST_CHANNELS + 1)
                .as(Encoders.STRING())
                .collectAsList();
        if (channels.size() > MOST_CHANNELS) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot attribute the conversions of campaign " + campaign.name() + ": there are more than "
                            + MOST_CHANNELS + " channels. Name a field with fewer values under attribution.channel.");
        }
        return channels.stream().sorted().toList();
    }
}
