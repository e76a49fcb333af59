package org.crmlake.jobs.campaign;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.crmlake.jobs.campaign.Campaign.Covariate;
import org.crmlake.jobs.campaign.Campaign.EventCovariate;
import org.crmlake.jobs.campaign.Campaign.Measure;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.jobs.campaign.Campaign.PropertyCovariate;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** The blocks {@code outcomes} and {@code covariates} of a definition. */
final class MeasuresBlocks {
    private MeasuresBlocks() {}

    static List<Outcome> outcomes(DefinitionReader top) {
        List<Outcome> outcomes = top.list(
                "outcomes",
                reader -> new Outcome(
                        reader.text("name", null),
                        measure(reader, Measure.ANY),
                        EventFilter.read(reader),
                        reader.optionalText("of")),
                "name",
                "measure",
                "event",
                "where",
                "of",
                "currency");
        if (outcomes.isEmpty()) {
            top.problem("outcomes", "is empty: say what counts as success");
        }
        return outcomes;
    }

    static List<Covariate> covariates(DefinitionReader top) {
        return top.list(
                "covariates",
                MeasuresBlocks::covariate,
                "name",
                "property",
                "is",
                "measure",
                "event",
                "where",
                "of",
                "currency",
                "days-before");
    }

    private static Covariate covariate(DefinitionReader reader) {
        String name = reader.text("name", null);
        if (reader.has("property") == reader.has("event")) {
            reader.problem("", "needs either 'property' or 'event'");
        }
        if (reader.has("event")) {
            return new EventCovariate(
                    name,
                    measure(reader, Measure.COUNT),
                    EventFilter.read(reader),
                    reader.optionalText("of"),
                    reader.wholeNumber("days-before", 365, 1, 3650));
        }
        return new PropertyCovariate(name, reader.text("property", ""), reader.optionalText("is"));
    }

    private static Measure measure(DefinitionReader reader, Measure otherwise) {
        Measure measure = reader.choice("measure", otherwise, Measure.class);
        if (measure == Measure.NET && reader.has("of")) {
            reader.problem("of", "has no meaning beside the measure 'net', which is of the amounts");
        }
        return measure;
    }

    /** Returns the outcome of this name, or null after a word about it. */
    static Outcome named(DefinitionReader reader, String key, String name, List<Outcome> outcomes) {
        List<String> names = outcomes.stream().map(Outcome::name).toList();
        if (!names.contains(name) && !name.isEmpty()) {
            reader.problem(
                    key, "is '" + Printable.of(name) + "', which is no outcome." + Nearest.question(name, names));
        }
        return outcomes.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Complains of names that are there twice. */
    static void distinct(DefinitionReader reader, String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name)) {
                reader.problem(key, "has '" + Printable.of(name) + "' twice");
            }
        }
    }
}
