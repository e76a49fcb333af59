package org.crmlake.jobs.campaign;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.crmlake.jobs.campaign.Campaign.Arms;
import org.crmlake.jobs.campaign.Campaign.Cost;
import org.crmlake.jobs.campaign.Campaign.Covariate;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.DefinitionYaml;
import org.crmlake.model.Printable;

/** Reads a campaign's definition, see {@code docs/campaigns.md}. All its problems are reported at once. */
public final class CampaignFile {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final JsonMapper PARSER = DefinitionYaml.mapper();

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
        return campaign(new DefinitionReader(
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
                "uplift"));
    }

    private static Campaign campaign(DefinitionReader top) {
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
        // Conversions are shared out among channels without anybody being in an arm.
        boolean isAttributionAlone = top.has("attribution") && !top.has("arms");
        for (String key : List.of("outcomes", "covariates", "segment", "cost", "uplift")) {
            if (isAttributionAlone && top.has(key)) {
                top.problem(key, "needs 'arms', which are missing");
            }
        }
        Arms arms = isAttributionAlone ? null : ArmsBlock.read(top, name);
        List<Outcome> outcomes = isAttributionAlone ? List.of() : MeasuresBlocks.outcomes(top);
        List<Covariate> covariates = isAttributionAlone ? List.of() : MeasuresBlocks.covariates(top);
        MeasuresBlocks.distinct(
                top, "outcomes", outcomes.stream().map(Outcome::name).toList());
        MeasuresBlocks.distinct(
                top, "covariates", covariates.stream().map(Covariate::name).toList());
        DefinitionReader cost = top.child("cost", "fixed", "per-sent", "currency");
        long currencies = outcomes.stream()
                .filter(Outcome::isMoney)
                .map(outcome -> outcome.event().currency())
                .filter(Objects::nonNull)
                .distinct()
                .count();
        if (top.has("cost") && currencies > 1 && !cost.has("currency")) {
            cost.problem("currency", "is missing: the outcomes are in several");
        }
        return new Campaign(
                name,
                from,
                to,
                arms,
                outcomes,
                covariates,
                top.optionalText("segment"),
                new Cost(cost.money("fixed"), cost.money("per-sent"), EventFilter.currency(cost)),
                FunnelBlock.read(top, outcomes),
                AttributionBlock.read(top),
                isAttributionAlone ? List.of() : UpliftBlock.read(top, outcomes, covariates, arms, NAME));
    }
}
