package org.crmlake.jobs.campaign;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.campaign.Campaign.Funnel;
import org.crmlake.jobs.campaign.Campaign.Machines;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.jobs.campaign.Campaign.Stage;

/** The block {@code funnel} of a definition. */
final class FunnelBlock {
    private FunnelBlock() {}

    static Funnel read(DefinitionReader top, List<Outcome> outcomes) {
        DefinitionReader reader = top.child("funnel", "events", "campaign-id", "converted", "machines");
        String[] names = Arrays.stream(Stage.values()).map(Stage::text).toArray(String[]::new);
        DefinitionReader events = reader.child("events", names);
        Map<Stage, String> stages = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            stages.put(stage, events.text(stage.text(), stage.usualEvent()));
        }
        DefinitionReader machines = reader.child("machines", "user-agents", "burst-links", "burst-gap", "near");
        Outcome converted = outcomes.isEmpty()
                ? null
                : MeasuresBlocks.named(
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
}
