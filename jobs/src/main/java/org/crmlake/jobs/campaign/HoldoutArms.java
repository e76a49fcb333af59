package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min_by;
import static org.apache.spark.sql.functions.struct;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.Campaign.Holdout;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Puts those who are to be exported into the arms of a campaign that holds a part of them out. */
public final class HoldoutArms {
    /** The column with the name of the customer's arm. */
    public static final String ARM = ParticipantsTransform.ARM;

    /** The column that says whether an earlier export recorded the arm. */
    public static final String RECORDED = "recorded";

    private static final String WHOSE = "whose";
    private static final String KNOWN = "known_arm";

    /** What an export says of an assignment. */
    private static final Set<String> SAID = Set.of(Holdout.CAMPAIGN, Holdout.ARM);

    private final Campaign campaign;
    private final Holdout holdout;
    private final ZoneId zone;

    private HoldoutArms(Campaign campaign, Holdout holdout, ZoneId zone) {
        this.campaign = campaign;
        this.holdout = holdout;
        this.zone = zone;
    }

    /**
     * Returns the arms of a campaign.
     *
     * @param now when the assignment is recorded
     * @param zone of the tenant's calendar
     * @throws CrmException of kind CONFIG if the campaign holds nobody out, or what an export records would not count for it
     */
    public static HoldoutArms of(Campaign campaign, Instant now, ZoneId zone) {
        if (!(campaign.arms() instanceof Holdout holdout)) {
            throw unfit(campaign, "its arms come from an event. Write 'arms.holdout' to have a part held out.");
        }
        holdout.event().where().forEach((property, values) -> {
            boolean fits = SAID.contains(property)
                    && (!property.equals(Holdout.CAMPAIGN) || values.contains(campaign.name()))
                    && (!property.equals(Holdout.ARM)
                            || values.containsAll(List.of(Holdout.HELD_OUT, Holdout.TREATED)));
            if (!fits) {
                throw unfit(
                        campaign,
                        "what an export records does not have '" + Printable.of(property)
                                + "' as 'arms.where' asks. Leave out 'arms.event' and 'arms.where'.");
            }
        });
        LocalDate today = now.atZone(zone).toLocalDate();
        if (today.isBefore(campaign.from()) || !today.isBefore(campaign.to())) {
            throw unfit(
                    campaign,
                    "it is from " + campaign.from() + " to " + campaign.to() + ", and who is assigned on " + today
                            + " would not count. Define it with a window that holds this day.");
        }
        return new HoldoutArms(campaign, holdout, zone);
    }

    private static CrmException unfit(Campaign campaign, String reason) {
        return new CrmException(Kind.CONFIG, "Cannot export for campaign " + campaign.name() + ": " + reason);
    }

    /** Returns the name of the event that records an assignment. */
    public String event() {
        return holdout.event().name();
    }

    /** Returns the name of the campaign. */
    public String campaign() {
        return campaign.name();
    }

    /** Returns whether somebody in this arm is kept out of files. */
    public static boolean isHeldOut(String arm) {
        return Holdout.HELD_OUT.equals(arm);
    }

    /**
     * Adds {@link #ARM} and {@link #RECORDED}. Who has an arm keeps it, also if the definition says another share by now.
     *
     * @param people with {@code customer_key}
     * @param events with the columns of {@link EventsTable}
     */
    public Dataset<Row> of(Dataset<Row> people, Dataset<Row> events) {
        Column first = struct(col(EventsTable.EVENT_TIME), col(EventsTable.EVENT_ID));
        Dataset<Row> known = events.filter(EventColumns.matches(holdout.event())
                        .and(EventColumns.isWithin(campaign.from(), campaign.to(), zone)))
                .groupBy(col(EventsTable.CUSTOMER_KEY).as(WHOSE))
                .agg(min_by(ParticipantsTransform.heldOut(holdout), first).as(KNOWN));
        return people.join(known, col(EventsTable.CUSTOMER_KEY).equalTo(col(WHOSE)), "left_outer")
                .withColumn(ARM, coalesce(col(KNOWN), ParticipantsTransform.byPlace(holdout)))
                .withColumn(RECORDED, coalesce(col(KNOWN).isNotNull(), lit(false)))
                .drop(WHOSE, KNOWN);
    }
}
