package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.crmlake.jobs.campaign.EventColumns.isWithin;
import static org.crmlake.jobs.campaign.EventColumns.matches;
import static org.crmlake.jobs.campaign.EventColumns.property;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.Campaign.Assigned;
import org.crmlake.jobs.campaign.Campaign.Holdout;
import org.crmlake.jobs.campaign.Campaign.PropertyCovariate;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.segment.AsOf;

/** Who takes part in a campaign, what is known of them, and what they did. */
final class ParticipantsTransform {
    static final String CUSTOMER = EventsTable.CUSTOMER_KEY;
    static final String ARM = "arm";
    static final String SEGMENT = "segment";
    static final String ASSIGNED_AT = "assigned_at";
    /** In how many arms the customer was put; only the first counts. */
    static final String ARMS = "arms";

    private static final String FIRST = "first_assignment";

    private ParticipantsTransform() {}

    /** Returns the name of the column of an outcome's values. */
    static String outcomeColumn(int index) {
        return "y" + index;
    }

    /** Returns the name of the column of a covariate's values. */
    static String covariateColumn(int index) {
        return "x" + index;
    }

    /**
     * Those who were assigned to an arm in the days of the campaign, up to {@code asOf}; the first assignment counts.
     *
     * @param events with the columns of {@link EventsTable}
     * @return {@code customer_key, arm, arms, segment, assigned_at} and {@code x0, x1, ...} of the covariates that are properties of
     *     the assignment; one row a customer
     */
    static Dataset<Row> assigned(Dataset<Row> events, Campaign campaign, AsOf asOf) {
        Column arm = campaign.arms() instanceof Assigned assigned
                ? property(assigned.property())
                : heldOut((Holdout) campaign.arms());
        Column first = struct(col(EventsTable.EVENT_TIME), col(EventsTable.EVENT_ID));
        List<Column> said = new ArrayList<>(List.of(
                col(ARM),
                campaign.segment()
                        .map(EventColumns::property)
                        .orElse(lit(null).cast("string"))
                        .as(SEGMENT)));
        for (int i = 0; i < campaign.covariates().size(); i++) {
            if (campaign.covariates().get(i) instanceof PropertyCovariate covariate) {
                said.add(ofProperty(covariate).as(covariateColumn(i)));
            }
        }
        return events.filter(matches(campaign.arms().event())
                        .and(isWithin(campaign.from(), campaign.end(asOf), asOf.zone())))
                .withColumn(ARM, arm)
                .filter(col(ARM).isNotNull())
                .groupBy(CUSTOMER)
                .agg(
                        min_by(struct(said.toArray(Column[]::new)), first).as(FIRST),
                        count_distinct(col(ARM)).as(ARMS),
                        min(EventsTable.EVENT_TIME).as(ASSIGNED_AT))
                .select(col(CUSTOMER), col(FIRST + ".*"), col(ARMS), col(ASSIGNED_AT));
    }

    /** What the export says it did; for an event that does not say, the place in the shuffle. */
    static Column heldOut(Holdout holdout) {
        Column said = property(Holdout.ARM);
        return when(said.isin(Holdout.HELD_OUT, Holdout.TREATED), said).otherwise(byPlace(holdout));
    }

    /** The arm of whom nothing is said, by the place in the shuffle of the salt. */
    static Column byPlace(Holdout holdout) {
        return when(EventColumns.place(holdout.salt()).lt(holdout.places()), Holdout.HELD_OUT)
                .otherwise(Holdout.TREATED);
    }

    /** A value that is missing, or no number that can be reckoned with, counts as 0. */
    private static Column ofProperty(PropertyCovariate covariate) {
        Column value = property(covariate.property());
        Column number = value.try_cast("double");
        return covariate.is() == null
                ? when(abs(number).leq(Double.MAX_VALUE), number).otherwise(0.0)
                : when(value.equalTo(covariate.is()), 1.0).otherwise(0.0);
    }
}
