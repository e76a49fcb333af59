package org.crmlake.jobs.campaign;

import java.util.List;
import java.util.Map;
import org.crmlake.jobs.campaign.Campaign.Arms;
import org.crmlake.jobs.campaign.Campaign.Assigned;
import org.crmlake.jobs.campaign.Campaign.Holdout;
import org.crmlake.model.Printable;

/** The block {@code arms} of a definition. */
final class ArmsBlock {
    private static final String EVENT = "Campaign Assigned";

    private ArmsBlock() {}

    static Arms read(DefinitionReader top, String campaign) {
        DefinitionReader reader = top.child("arms", "event", "where", "property", "control", "shares", "holdout");
        return reader.has("holdout") ? holdout(reader, campaign) : assigned(reader);
    }

    private static Arms holdout(DefinitionReader reader, String campaign) {
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
        // Without another word it is the event that an export for the campaign writes.
        EventFilter event = reader.has("event")
                ? EventFilter.read(reader)
                : new EventFilter(EVENT, Map.of(Holdout.CAMPAIGN, List.of(campaign)));
        return new Holdout(event, salt, (int) Math.round(percent * 100));
    }

    private static Arms assigned(DefinitionReader reader) {
        EventFilter event = EventFilter.read(reader);
        String property = reader.text("property", null);
        String control = reader.text("control", null);
        Map<String, Double> shares = reader.shares("shares");
        if (!shares.isEmpty() && !shares.containsKey(control)) {
            reader.problem("shares", "does not list the control '" + Printable.of(control) + "'");
        }
        return new Assigned(event, property, control, shares);
    }
}
