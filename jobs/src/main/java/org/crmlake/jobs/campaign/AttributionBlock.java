package org.crmlake.jobs.campaign;

import java.util.List;
import org.crmlake.jobs.campaign.Campaign.Credits;
import org.crmlake.jobs.campaign.Campaign.Field;
import org.crmlake.jobs.campaign.Campaign.Measure;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** The block {@code attribution} of a definition. */
final class AttributionBlock {
    private static final List<String> CHANNEL_COLUMNS = List.of("channel", "source", "campaign_id", "name");

    private AttributionBlock() {}

    /** Returns how conversions are attributed; null if they are not. */
    static Credits read(DefinitionReader top) {
        if (!top.has("attribution")) {
            return null;
        }
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
                "spend",
                "measure",
                "currency");
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
        Measure measure = reader.choice("measure", Measure.NET, Measure.class);
        if (measure != Measure.NET && measure != Measure.SUM) {
            reader.problem("measure", "is neither net nor sum");
        }
        return new Credits(
                EventFilter.read(reader),
                touches,
                new Field(column, channel.optionalText("property")),
                reader.wholeNumber("look-back-days", 30, 1, 3650),
                measure == Measure.NET,
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
}
