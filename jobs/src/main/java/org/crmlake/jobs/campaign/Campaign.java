package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.model.segment.AsOf;

/**
 * A campaign: who was in which arm, and what counts as success. {@link CampaignFile} reads it from YAML.
 *
 * @param name lower-case letters, digits, '-' and '_'
 * @param from the first day, in the calendar of the tenant as all days of a campaign
 * @param to the first day after it
 * @param arms how customers came into arms; null for a campaign of attribution alone
 * @param outcomes at least one, if there are arms
 * @param covariates what was known of the customers before
 * @param segmentProperty the property of the assignment event by which the funnel is split, or null
 * @param cost what it cost
 * @param funnel which events are which stage
 * @param credits how conversions are attributed, or null if they are not
 * @param rankings what uplift is looked at
 */
public record Campaign(
        String name,
        LocalDate from,
        LocalDate to,
        Arms arms,
        List<Outcome> outcomes,
        List<Covariate> covariates,
        String segmentProperty,
        Cost cost,
        Funnel funnel,
        Credits credits,
        List<Ranking> rankings) {

    /** How customers came into arms. */
    public sealed interface Arms {
        /** Returns the event that says who takes part. */
        EventFilter event();

        /** Returns the arm that the others are compared with. */
        String control();

        /** Returns how large each arm should be; empty if all should be equal. */
        Map<String, Double> shares();
    }

    /**
     * The event names the arm.
     *
     * @param property the property that has its name
     */
    public record Assigned(EventFilter event, String property, String control, Map<String, Double> shares)
            implements Arms {}

    /**
     * A part of those who have the event was held out by a shuffle that depends on a salt and the customer's key alone: the
     * first four bytes of the SHA-256 of salt, NUL and key, scaled to 0 to 9,999.
     *
     * @param salt of the shuffle
     * @param places how many of the 10,000 places were held out, the first ones
     */
    public record Holdout(EventFilter event, String salt, int places) implements Arms {
        static final int ALL_PLACES = 10_000;
        /** The property with the campaign's name in the events that an export writes. */
        static final String CAMPAIGN = "campaign";

        /** The property with the arm's name in the events that an export writes. */
        static final String ARM = "arm";

        static final String TREATED = "treated";
        static final String HELD_OUT = "holdout";

        @Override
        public String control() {
            return HELD_OUT;
        }

        @Override
        public Map<String, Double> shares() {
            return Map.of(HELD_OUT, (double) places, TREATED, (double) (ALL_PLACES - places));
        }
    }

    /** What is measured of events. */
    public enum Measure {
        /** Whether there was one. */
        ANY,
        /** How many orders there were: those that name the same order are one, others one each. */
        COUNT,
        /** What they were worth. */
        SUM,
        /** What they were worth less what was given back for them. */
        NET,
        /** Days until the first, those without one counted with the days until the end. */
        FIRST_TIME;

        /** Whether amounts are added up; {@code of} is the property that is, or null. */
        boolean isMoney(String of) {
            return this == NET || this == SUM && of == null;
        }
    }

    /**
     * What counts as success.
     *
     * @param of for a sum, the property to add up; null for the event's amount
     */
    public record Outcome(String name, Measure measure, EventFilter event, String of) {
        /** Whether it adds up amounts, which are of one currency. */
        boolean isMoney() {
            return measure.isMoney(of);
        }
    }

    /** Something that was known of a customer before the campaign, as a number. */
    public sealed interface Covariate {
        String name();
    }

    /**
     * A property of the assignment event.
     *
     * @param is if not null, the covariate is 1 where the property is this, else 0
     */
    public record PropertyCovariate(String name, String property, String is) implements Covariate {}

    /** A measure of events in the days before the campaign. */
    public record EventCovariate(String name, Measure measure, EventFilter event, String of, int daysBefore)
            implements Covariate {}

    /**
     * What the campaign cost.
     *
     * @param fixed whatever happened
     * @param perSent for each message that was sent
     * @param currency of both; null if nothing is said
     */
    public record Cost(BigDecimal fixed, BigDecimal perSent, String currency) {}

    /**
     * Which events are which stage.
     *
     * @param stages the name of the event of each stage
     * @param campaignId if not null, e-mail events count only with this campaign id
     * @param converted the outcome that is the last stage
     * @param machines what is no person's doing
     */
    public record Funnel(Map<Stage, String> stages, String campaignId, Outcome converted, Machines machines) {}

    /**
     * What opens and clicks are a machine's.
     *
     * @param userAgents parts of user agents of programs that fetch images beforehand; one that starts with '=' is compared as a
     *     whole
     * @param burstLinks from how many different links on a burst of clicks is a scanner's
     * @param burstGapMillis the longest time between two clicks of a burst
     * @param nearMillis how far from a scanner's click an open is the scanner's too
     */
    public record Machines(List<String> userAgents, int burstLinks, long burstGapMillis, long nearMillis) {
        /** Mail Privacy Protection sends a bare Mozilla/5.0; the other is SendGrid's and Litmus's name for prefetching. */
        static final Machines DEFAULT = new Machines(
                List.of("=Mozilla/5.0", "GoogleImageProxy prefetch", "YahooMailProxy prefetch"), 3, 2000, 5000);
    }

    /**
     * How conversions are attributed.
     *
     * @param conversion the event
     * @param touches the names of the events that are touches
     * @param channel where the name of a touch's channel is
     * @param lookBackDays how old a touch may be
     * @param returns whether what was given back is subtracted
     * @param settings of the models
     * @param spend what each channel cost
     */
    public record Credits(
            EventFilter conversion,
            List<String> touches,
            Field channel,
            int lookBackDays,
            boolean returns,
            AttributionSettings settings,
            Map<String, BigDecimal> spend) {}

    /**
     * A text field of an event.
     *
     * @param column a column of the events
     * @param property if not null, the property of this name instead
     */
    public record Field(String column, String property) {}

    /**
     * What uplift is looked at.
     *
     * @param name under which what the learners say goes into profiles and segments
     * @param outcome an outcome of measure any
     * @param arm the arm that is compared with the control
     * @param scores names of covariates that rank the customers as they are, falling; with a '-' before it, rising
     * @param learners that make a score of all covariates; the first one's is what profiles and segments have
     * @param draws of the bootstrap
     */
    public record Ranking(
            String name, Outcome outcome, String arm, List<String> scores, List<Learner> learners, int draws) {
        public Ranking {
            scores = List.copyOf(scores);
            learners = List.copyOf(learners);
        }
    }

    /** Ways to learn from a campaign what it causes in whom; {@code docs/campaigns.md} has their sources. */
    public enum Learner {
        TWO_MODEL,
        TRANSFORMED_OUTCOME,
        DOUBLY_ROBUST;

        /** Returns the name that people write and read. */
        String text() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** Stages of the funnel whose events have names. */
    public enum Stage {
        SUPPRESSED("Email Suppressed"),
        SENT("Email Sent"),
        BOUNCED("Email Bounced"),
        DELIVERED("Email Delivered"),
        OPENED("Email Opened"),
        CLICKED("Email Link Clicked"),
        UNSUBSCRIBED("Unsubscribed");

        private final String usual;

        Stage(String usual) {
            this.usual = usual;
        }

        /** Returns the name of its event in the Segment Spec, as far as that has one. */
        String usualEvent() {
            return usual;
        }

        /** Returns the name that people write and read. */
        String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Campaign {
        outcomes = List.copyOf(outcomes);
        covariates = List.copyOf(covariates);
        rankings = List.copyOf(rankings);
    }

    /** Returns how conversions are attributed, if they are. */
    public Optional<Credits> attribution() {
        return Optional.ofNullable(credits);
    }

    /** Returns the property by which the funnel is split, if it is. */
    public Optional<String> segment() {
        return Optional.ofNullable(segmentProperty);
    }

    /** Returns the first date as of which it has results. */
    LocalDate firstAsOf() {
        return from.plusDays(1);
    }

    /** Returns the last date as of which it is still computed: events come late. */
    LocalDate lastAsOf() {
        return to.plusDays(CampaignsJob.DAYS_AFTER_THE_END);
    }

    /** Returns the end of what counts as of a moment, which is the start of a day: the campaign's, or earlier. */
    LocalDate end(AsOf asOf) {
        LocalDate date = asOf.moment().toLocalDate();
        return date.isBefore(to) ? date : to;
    }
}
