package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;
import static org.crmlake.jobs.campaign.EventColumns.isIn;
import static org.crmlake.jobs.campaign.EventColumns.isWithin;
import static org.crmlake.jobs.campaign.EventColumns.matches;
import static org.crmlake.jobs.campaign.EventColumns.startOf;
import static org.crmlake.jobs.campaign.EventColumns.worth;
import static org.crmlake.jobs.campaign.ParticipantsTransform.ASSIGNED_AT;
import static org.crmlake.jobs.campaign.ParticipantsTransform.CUSTOMER;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.OrderColumns;
import org.crmlake.jobs.campaign.Campaign.EventCovariate;
import org.crmlake.jobs.campaign.Campaign.Measure;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.segment.AsOf;

/** What those who take part in a campaign did, and did before: first order by order, then customer by customer. */
final class FactsTransform {
    /** So long before the days that count an order is looked for that a return names. */
    static final int DAYS_OF_RETURNS = 365;

    private static final String WHOSE = "whose";
    private static final String ORDER = "order_of";
    private static final double MICROS_A_DAY = 86_400e6;

    private FactsTransform() {}

    /** Returns the name of the column with the first of the currencies, by name, that a column adds up; null if it adds up nothing. */
    static String leastCurrency(String column) {
        return column + "_least";
    }

    /** Returns the name of the column with the last of them. */
    static String mostCurrency(String column) {
        return column + "_most";
    }

    /**
     * Adds what each of them did. An event counts for an outcome if it happened in the days of the campaign, before {@code asOf}, and
     * not before the customer was assigned; for a covariate if it happened in the days before the campaign. What is given back for an
     * order that counts is subtracted up to {@code asOf}, and for a covariate up to the campaign.
     *
     * @param assigned what {@link ParticipantsTransform#assigned} returns
     * @return the same rows with {@code y0, y1, ...} of the outcomes and {@code x0, x1, ...} of all covariates, all doubles, and of those
     *     that add up amounts the {@linkplain #leastCurrency ends} of their currencies
     */
    static Dataset<Row> facts(Dataset<Row> events, Dataset<Row> assigned, Campaign campaign, AsOf asOf) {
        List<Measured> all = measured(campaign, asOf);
        List<Column> ofOrders = new ArrayList<>();
        List<Column> ofCustomers = new ArrayList<>();
        Column wanted = lit(false);
        Column named = lit(false);
        for (Measured one : all) {
            wanted = wanted.or(one.isRead());
            named = named.or(one.namesOrders());
            one.addTo(ofOrders, ofCustomers);
        }
        Dataset<Row> relevant = events.filter(wanted)
                .select(
                        // Both sides come from the same events: with the same name Spark would compare the key with
                        // itself.
                        col(CUSTOMER).as(WHOSE),
                        col(EventsTable.NAME),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.AMOUNT),
                        col(EventsTable.CURRENCY),
                        col(EventsTable.PROPERTIES),
                        // Events that no order matters to stay together.
                        when(named, OrderColumns.orderKey()).as(ORDER));
        List<Column> known = new ArrayList<>(
                Arrays.stream(assigned.columns()).map(name -> col(name)).toList());
        Column[] customers = known.toArray(Column[]::new);
        known.add(col(ORDER));
        return assigned.join(relevant, col(CUSTOMER).equalTo(col(WHOSE)), "left_outer")
                .groupBy(known.toArray(Column[]::new))
                .agg(ofOrders.get(0), ofOrders.stream().skip(1).toArray(Column[]::new))
                .groupBy(customers)
                .agg(ofCustomers.get(0), ofCustomers.stream().skip(1).toArray(Column[]::new));
    }

    private static List<Measured> measured(Campaign campaign, AsOf asOf) {
        LocalDate end = campaign.end(asOf);
        List<Measured> all = new ArrayList<>();
        for (int i = 0; i < campaign.outcomes().size(); i++) {
            Outcome outcome = campaign.outcomes().get(i);
            all.add(new Measured(
                    ParticipantsTransform.outcomeColumn(i),
                    outcome.measure(),
                    outcome.event(),
                    outcome.of(),
                    campaign.from(),
                    end,
                    asOf.moment().toLocalDate(),
                    asOf.zone(),
                    isWithin(campaign.from(), end, asOf.zone())
                            .and(col(EventsTable.EVENT_TIME).geq(col(ASSIGNED_AT))),
                    startOf(end, asOf.zone())));
        }
        for (int i = 0; i < campaign.covariates().size(); i++) {
            if (campaign.covariates().get(i) instanceof EventCovariate covariate) {
                LocalDate since = campaign.from().minusDays(covariate.daysBefore());
                all.add(new Measured(
                        ParticipantsTransform.covariateColumn(i),
                        covariate.measure(),
                        covariate.event(),
                        covariate.of(),
                        since,
                        campaign.from(),
                        campaign.from(),
                        asOf.zone(),
                        isWithin(since, campaign.from(), asOf.zone()),
                        startOf(campaign.from(), asOf.zone())));
            }
        }
        return all;
    }

    /**
     * One column of the facts.
     *
     * @param from the first day that counts
     * @param to the first day after
     * @param returnsTo the first day whose returns are not subtracted any more
     * @param during whether an event happened when it counts
     * @param end the moment up to which the days are counted of those who did nothing
     */
    private record Measured(
            String column,
            Measure measure,
            EventFilter event,
            String of,
            LocalDate from,
            LocalDate to,
            LocalDate returnsTo,
            ZoneId zone,
            Column during,
            Column end) {

        /** Which events have to be read. */
        Column isRead() {
            if (measure != Measure.NET) {
                return matches(event).and(isWithin(from, to, zone));
            }
            // Of orders bought before, so that what is given back for them is not taken from those that count.
            return isBought()
                    .and(isWithin(from.minusDays(DAYS_OF_RETURNS), to, zone))
                    .or(isReturn().and(isWithin(from, returnsTo, zone)));
        }

        /** Which events are told apart by the order that they name. */
        Column namesOrders() {
            return switch (measure) {
                case COUNT -> matches(event);
                case NET -> isBought().or(isReturn());
                case ANY, SUM, FIRST_TIME -> lit(false);
            };
        }

        private Column isBought() {
            return coalesce(col(EventsTable.NAME).equalTo(event.name()), lit(false));
        }

        private Column isReturn() {
            return coalesce(OrderColumns.isReturn(), lit(false)).and(isIn(event.currency()));
        }

        private String part(String name) {
            return column + "_" + name;
        }

        /** Adds the aggregates of an order, and those of a customer's orders. */
        void addTo(List<Column> ofOrders, List<Column> ofCustomers) {
            Column counts = matches(event).and(during);
            Column value =
                    switch (measure) {
                        case ANY -> {
                            ofOrders.add(max(when(counts, 1.0)).as(column));
                            yield max(column);
                        }
                        case COUNT -> {
                            ofOrders.add(max(when(counts, 1.0)).as(column));
                            yield sum(column);
                        }
                        case SUM -> {
                            ofOrders.add(sum(when(counts, worth(of))).as(column));
                            yield sum(column).cast("double");
                        }
                        case NET -> {
                            addNet(counts, ofOrders);
                            yield sum(net()).cast("double");
                        }
                        case FIRST_TIME -> {
                            ofOrders.add(min(when(counts, col(EventsTable.EVENT_TIME)))
                                    .as(column));
                            Column atEnd = unix_micros(end).minus(unix_micros(min(ASSIGNED_AT)));
                            Column first = unix_micros(min(column)).minus(unix_micros(min(ASSIGNED_AT)));
                            yield least(first, atEnd).divide(MICROS_A_DAY);
                        }
                    };
            ofCustomers.add(coalesce(value, lit(0.0)).as(column));
            if (measure.isMoney(of)) {
                addCurrencies(counts, ofOrders, ofCustomers);
            }
        }

        /** Adds the currencies of all that is added up, and of what is subtracted from it. */
        private void addCurrencies(Column counts, List<Column> ofOrders, List<Column> ofCustomers) {
            addCurrency(counts, column, ofOrders);
            Column first = col(leastCurrency(column));
            Column last = col(mostCurrency(column));
            if (measure == Measure.NET) {
                String returned = part("returned");
                String loose = part("loose");
                addCurrency(isGivenBack(), returned, ofOrders);
                addCurrency(isLoose(), loose, ofOrders);
                first = ofNet(least(first, col(leastCurrency(returned))), col(leastCurrency(loose)));
                last = ofNet(greatest(last, col(mostCurrency(returned))), col(mostCurrency(loose)));
            }
            ofCustomers.add(min(first).as(leastCurrency(column)));
            ofCustomers.add(max(last).as(mostCurrency(column)));
        }

        private static void addCurrency(Column counts, String column, List<Column> ofOrders) {
            Column currency =
                    when(counts.and(col(EventsTable.AMOUNT).notEqual(0)), coalesce(col(EventsTable.CURRENCY), lit("")));
            ofOrders.add(min(currency).as(leastCurrency(column)));
            ofOrders.add(max(currency).as(mostCurrency(column)));
        }

        private void addNet(Column counts, List<Column> ofOrders) {
            ofOrders.add(sum(when(counts, col(EventsTable.AMOUNT))).as(column));
            ofOrders.add(max(when(counts, 1)).as(part("bought")));
            ofOrders.add(max(when(isBought(), 1)).as(part("known")));
            ofOrders.add(sum(when(isGivenBack(), col(EventsTable.AMOUNT))).as(part("returned")));
            ofOrders.add(sum(when(isLoose(), col(EventsTable.AMOUNT))).as(part("loose")));
        }

        /** Whether it takes something from the order that it names. */
        private Column isGivenBack() {
            return isReturn().and(isWithin(from, returnsTo, zone));
        }

        /** Whether it counts by itself if it names no order. */
        private Column isLoose() {
            EventFilter refunded = new EventFilter("Order Refunded", event.where(), event.currency());
            EventFilter cancelled = new EventFilter("Order Cancelled", event.where(), event.currency());
            return matches(refunded).or(matches(cancelled)).and(during);
        }

        /** What is left of an order; a return that names no order of the last year counts by itself. */
        private Column net() {
            return ofNet(
                    coalesce(col(column), lit(0)).minus(coalesce(col(part("returned")), lit(0))),
                    negate(col(part("loose"))));
        }

        private Column ofNet(Column ofOrder, Column ofLoose) {
            return when(col(part("bought")).isNotNull(), ofOrder)
                    .when(col(part("known")).isNull(), ofLoose);
        }
    }
}
