package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.Campaign.EventCovariate;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** Sees to it that only amounts of one currency are added up. */
final class MoneyCheck {
    private MoneyCheck() {}

    /**
     * Returns in which currency each outcome of money is, by its name; empty for amounts without one. Outcomes without an amount are not
     * there.
     *
     * @param facts what {@link FactsTransform#facts} returns
     * @throws CrmException of kind CONFIG if an outcome or a covariate has amounts in several and the definition names none
     */
    static Map<String, String> currencies(Dataset<Row> facts, Campaign campaign) {
        Map<String, String> subjects = new LinkedHashMap<>();
        for (int i = 0; i < campaign.outcomes().size(); i++) {
            Outcome outcome = campaign.outcomes().get(i);
            if (outcome.isMoney()) {
                subjects.put(ParticipantsTransform.outcomeColumn(i), outcome.name());
            }
        }
        for (int i = 0; i < campaign.covariates().size(); i++) {
            if (campaign.covariates().get(i) instanceof EventCovariate covariate
                    && covariate.measure().isMoney(covariate.of())) {
                subjects.put(ParticipantsTransform.covariateColumn(i), covariate.name());
            }
        }
        Map<String, String> found = new LinkedHashMap<>();
        if (subjects.isEmpty()) {
            return found;
        }
        List<Column> ends = new ArrayList<>();
        subjects.keySet().forEach(column -> {
            ends.add(min(FactsTransform.leastCurrency(column)));
            ends.add(max(FactsTransform.mostCurrency(column)));
        });
        Row row = facts.agg(ends.get(0), ends.stream().skip(1).toArray(Column[]::new))
                .first();
        int index = 0;
        for (Map.Entry<String, String> subject : subjects.entrySet()) {
            String least = row.getString(index++);
            one(campaign, "'" + Printable.of(subject.getValue()) + "'", least, row.getString(index++));
            if (least != null && subject.getKey().startsWith("y")) {
                found.put(subject.getValue(), least);
            }
        }
        return found;
    }

    /**
     * Returns if it is plain which outcomes the cost can be held against.
     *
     * @param currencies what {@link #currencies} returns
     * @throws CrmException of kind CONFIG if the cost has no currency, and outcomes are in several
     */
    static void ofCost(Campaign campaign, Map<String, String> currencies) {
        List<String> found = currencies.values().stream()
                .filter(currency -> !currency.isEmpty())
                .distinct()
                .sorted()
                .toList();
        boolean isFree = campaign.cost().fixed().signum() == 0
                && campaign.cost().perSent().signum() == 0;
        if (campaign.cost().currency() == null && found.size() > 1 && !isFree) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot compute campaign " + campaign.name() + ": its outcomes are in several currencies, "
                            + named(found.get(0)) + " and " + named(found.get(1))
                            + " among them, and its cost names none. Write 'currency' under 'cost'.");
        }
    }

    /**
     * Looks at the first and the last of all currencies, both null if there is no amount.
     *
     * @throws CrmException of kind CONFIG if they are two
     */
    static void one(Campaign campaign, String subject, String least, String most) {
        if (least != null && !least.equals(most)) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot compute campaign " + campaign.name() + ": the amounts of " + subject
                            + " are in several currencies, " + named(least) + " and " + named(most)
                            + " among them, and cannot be added up. Write the 'currency' of those that count.");
        }
    }

    private static String named(String currency) {
        return currency.isEmpty() ? "none" : Printable.of(currency);
    }
}
