package org.crmlake.jobs.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.crmlake.jobs.campaign.Campaign.Arms;
import org.crmlake.jobs.campaign.Campaign.Assigned;
import org.crmlake.jobs.campaign.Campaign.Cost;
import org.crmlake.jobs.campaign.Campaign.Covariate;
import org.crmlake.jobs.campaign.Campaign.Credits;
import org.crmlake.jobs.campaign.Campaign.EventCovariate;
import org.crmlake.jobs.campaign.Campaign.Field;
import org.crmlake.jobs.campaign.Campaign.Funnel;
import org.crmlake.jobs.campaign.Campaign.Holdout;
import org.crmlake.jobs.campaign.Campaign.Machines;
import org.crmlake.jobs.campaign.Campaign.Measure;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.jobs.campaign.Campaign.PropertyCovariate;
import org.crmlake.jobs.campaign.Campaign.Ranking;
import org.crmlake.jobs.campaign.Campaign.Stage;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** Reads a campaign's definition, see {@code docs/campaigns.md}. All its problems are reported at once. */
public final class CampaignFile {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final List<String> CHANNEL_COLUMNS = List.of("channel", "source", "campaign_id", "name");
    private static final JsonMapper PARSER = JsonMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final List<String> problems = new ArrayList<>();

    private CampaignFile() {}

    /**
     * Returns the campaign that {@code yaml} defines; {@code origin} names it in messages.
     *
     * @throws CrmException of kind CONFIG with every problem there is
     */
    public static Campaign parse(String origin, String yaml) {
        CampaignFile file = new CampaignFile();
        Campaign campaign = file.read(yaml);
        if (!file.problems.isEmpty()) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use campaign " + Printable.of(origin) + ": " + String.join("; ", file.problems)
                            + (file.problems.get(file.problems.size() - 1).endsWith("?") ? "" : ".")
                            + " Correct the definition.");
        }
        return campaign;
    }

    private Campaign read(String yaml) {
        JsonNode root;
        try {
            root = PARSER.readTree(yaml);
        } catch (JsonProcessingException e) {
            problems.add("it is not YAML: " + Printable.of(e.getOriginalMessage(), 200) + " at line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()));
            return null;
        }
        if (root == null || !root.isObject()) {
            problems.add("it is not a block of keys and values");
            return null;
        }
        DefinitionReader top = new DefinitionReader(
                "",
                root,
                problems,
                "campaign",
                "window",
                "arms",
                "outcomes",
                "covariates",
                "segment",
                "cost",
                "funnel",
                "attribution",
                "uplift");
        String name = top.text("campaign", null);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            top.problem(
                    "campaign",
                    "is '" + Printable.of(name) + "': use up to 63 lower-case letters, digits, '-' and '_'");
        }
        DefinitionReader window = top.child("window", "from", "to");
        LocalDate from = window.date("from");
        LocalDate to = window.date("to");
        if (!from.isBefore(to) && window.has("from") && window.has("to")) {
            window.problem("", "ends before it begins: 'to' is the first day after the campaign");
        }
        Arms arms = arms(top.child("arms", "event", "where", "property", "control", "shares", "holdout"));
        List<Outcome> outcomes = top.list(
                "outcomes",
                reader -> new Outcome(
                        reader.text("name", null),
                        reader.choice("measure", Measure.ANY, Measure.class),
                        event(reader),
                        reader.optionalText("of")),
                "name",
                "measure",
                "event",
                "where",
                "of");
        if (outcomes.isEmpty()) {
            top.problem("outcomes", "is empty: say what counts as success");
        }
        List<Covariate> covariates = top.list(
                "covariates",
                CampaignFile::covariate,
                "name",
                "property",
                "is",
                "measure",
                "event",
                "where",
                "of",
                "days-before");
        distinct(top, "outcomes", outcomes.stream().map(Outcome::name).toList());
        distinct(top, "covariates", covariates.stream().map(Covariate::name).toList());
        DefinitionReader cost = top.child("cost", "fixed", "per-sent");
        return new Campaign(
                name,
                from,
                to,
                arms,
                outcomes,
                covariates,
                top.optionalText("segment"),
                new Cost(cost.money("fixed"), cost.money("per-sent")),
                funnel(top.child("funnel", "events", "campaign-id", "converted", "machines"), outcomes),
                top.has("attribution") ? credits(top) : null,
                top.list(
                        "uplift",
                        reader -> ranking(reader, outcomes, covariates, arms),
                        "outcome",
                        "arm",
                        "scores",
                        "draws"));
    }

    private static EventFilter event(DefinitionReader reader) {
        return new EventFilter(reader.text("event", null), reader.allowedValues("where"));
    }

    private static Arms arms(DefinitionReader reader) {
        EventFilter event = event(reader);
        if (reader.has("holdout")) {
            for (String key : List.of("property", "control", "shares")) {
                if (reader.has(key)) {
                    reader.problem(key, "has no meaning beside 'holdout', which makes the arms");
                }
            }
            DefinitionReader holdout = reader.child("holdout", "salt", "percent");
            String salt = holdout.text("salt", null);
            double percent = holdout.number("percent", 0, 0.01, 99.99);
            if (!holdout.has("percent")) {
                holdout.problem("percent", "is missing");
            }
            return new Holdout(event, salt, (int) Math.round(percent * 100));
        }
        String property = reader.text("property", null);
        String control = reader.text("control", null);
        Map<String, Double> shares = reader.shares("shares");
        if (!shares.isEmpty() && !shares.containsKey(control)) {
            reader.problem("shares", "does not list the control '" + Printable.of(control) + "'");
        }
        return new Assigned(event, property, control, shares);
    }

    private static Covariate covariate(DefinitionReader reader) {
        String name = reader.text("name", null);
        if (reader.has("property") == reader.has("event")) {
            reader.problem("", "needs either 'property' or 'event'");
        }
        if (reader.has("event")) {
            return new EventCovariate(
                    name,
                    reader.choice("measure", Measure.COUNT, Measure.class),
                    event(reader),
                    reader.optionalText("of"),
                    reader.wholeNumber("days-before", 365, 1, 3650));
        }
        return new PropertyCovariate(name, reader.text("property", ""), reader.optionalText("is"));
    }

    private static Funnel funnel(DefinitionReader reader, List<Outcome> outcomes) {
        String[] names =
                java.util.Arrays.stream(Stage.values()).map(Stage::text).toArray(String[]::new);
        DefinitionReader events = reader.child("events", names);
        Map<Stage, String> stages = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            stages.put(stage, events.text(stage.text(), stage.usualEvent()));
        }
        DefinitionReader machines = reader.child("machines", "user-agents", "burst-links", "burst-gap", "near");
        Outcome converted = outcomes.isEmpty()
                ? null
                : outcome(
                        reader,
                        "converted",
                        reader.text("converted", outcomes.get(0).name()),
                        outcomes);
        return new Funnel(
                stages,
                reader.optionalText("campaign-id"),
                converted,
                new Machines(
                        machines.has("user-agents") ? machines.texts("user-agents") : Machines.DEFAULT.userAgents(),
                        machines.wholeNumber("burst-links", Machines.DEFAULT.burstLinks(), 2, 1000),
                        seconds(machines, "burst-gap", Machines.DEFAULT.burstGapMillis()),
                        seconds(machines, "near", Machines.DEFAULT.nearMillis())));
    }

    private static long seconds(DefinitionReader reader, String key, long otherwise) {
        return Math.round(1000 * reader.number(key, otherwise / 1000.0, 0, 86_400));
    }

    private static Credits credits(DefinitionReader top) {
        DefinitionReader reader = top.child(
                "attribution",
                "event",
                "where",
                "touches",
                "channel",
                "look-back-days",
                "half-life-days",
                "order",
                "repeats",
                "draws",
                "spend");
        List<String> touches = reader.texts("touches");
        if (touches.isEmpty()) {
            reader.problem("touches", "is missing: name the events that are touches");
        }
        DefinitionReader channel = reader.child("channel", "column", "property");
        String column = channel.text("column", "channel");
        if (!CHANNEL_COLUMNS.contains(column)) {
            channel.problem(
                    "column",
                    "is '" + Printable.of(column) + "', which is none of " + String.join(", ", CHANNEL_COLUMNS) + "."
                            + Nearest.question(column, CHANNEL_COLUMNS));
        }
        return new Credits(
                event(reader),
                touches,
                new Field(column, channel.optionalText("property")),
                reader.wholeNumber("look-back-days", 30, 1, 3650),
                new AttributionSettings(
                        reader.wholeNumber("order", 1, 1, 5),
                        reader.number("half-life-days", 7, 0.01, 3650),
                        reader.text("repeats", "keep").equals("drop")
                                ? AttributionSettings.Paths.WITHOUT_REPEATS
                                : AttributionSettings.Paths.AS_THEY_ARE,
                        reader.wholeNumber("draws", 200, 0, 10_000),
                        1),
                reader.amounts("spend"));
    }

    private static Ranking ranking(
            DefinitionReader reader, List<Outcome> outcomes, List<Covariate> covariates, Arms arms) {
        Outcome outcome = outcome(reader, "outcome", reader.text("outcome", null), outcomes);
        if (outcome != null && outcome.measure() != Measure.ANY) {
            reader.problem("outcome", "is not of measure any, which the Qini curve needs");
        }
        List<String> names = covariates.stream().map(Covariate::name).toList();
        List<String> scores = reader.texts("scores");
        for (String score : scores) {
            String name = score.startsWith("-") ? score.substring(1) : score;
            if (!names.contains(name)) {
                reader.problem(
                        "scores",
                        "names '" + Printable.of(name) + "', which is no covariate." + Nearest.question(name, names));
            }
        }
        if (scores.isEmpty()) {
            reader.problem("scores", "is missing: name covariates that rank the customers");
        }
        return new Ranking(
                outcome,
                reader.text("arm", arms instanceof Holdout ? Holdout.TREATED : null),
                scores,
                reader.wholeNumber("draws", 200, 0, 10_000));
    }

    private static Outcome outcome(DefinitionReader reader, String key, String name, List<Outcome> outcomes) {
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

    private static void distinct(DefinitionReader reader, String key, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name)) {
                reader.problem(key, "has '" + Printable.of(name) + "' twice");
            }
        }
    }
}
