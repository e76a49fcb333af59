package org.crmlake.jobs.rfm;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.DefinitionYaml;
import org.crmlake.model.Printable;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * RFM bands as people write them, in YAML:
 *
 * <pre>
 * bands:
 *   - { segment: Champions, recency: 5, frequency: 5, monetary: 5 }
 *   - { segment: Loyal Customers, recency: 2-4, frequency: 2-4, monetary: 2-4 }
 * </pre>
 */
public final class RfmBandsFile {
    private static final Pattern SCORES = Pattern.compile("([0-9])(?:\\s*-\\s*([0-9]))?");
    private static final ObjectMapper YAML = new ObjectMapper(DefinitionYaml.factory(new LoaderOptions()))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private RfmBandsFile() {}

    private record File(@JsonProperty List<Band> bands) {}

    private record Band(
            @JsonProperty String segment,
            @JsonProperty String recency,
            @JsonProperty String frequency,
            @JsonProperty String monetary) {}

    /**
     * Reads bands.
     *
     * @throws CrmException CONFIG if the text is not as described, or the bands are not valid
     */
    public static RfmBands parse(String yaml) {
        File file;
        try {
            file = YAML.readValue(yaml, File.class);
        } catch (JsonProcessingException e) {
            String line =
                    e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot use RFM bands: " + line + Printable.of(e.getOriginalMessage(), 200)
                            + ". Write a list 'bands' of entries with segment, recency, frequency and monetary.",
                    e);
        }
        if (file == null || file.bands() == null) {
            throw RfmBands.invalid("there are none", "Define at least one");
        }
        return new RfmBands(file.bands().stream()
                .map(band -> new RfmBands.Band(
                        band.segment(),
                        scores("recency", band.recency()),
                        scores("frequency", band.frequency()),
                        scores("monetary", band.monetary())))
                .toList());
    }

    private static RfmBands.Scores scores(String measure, String text) {
        if (text == null) {
            throw RfmBands.invalid("a band has no scores for " + measure, "Write 1-5 if any will do");
        }
        Matcher matcher = SCORES.matcher(text.strip());
        if (!matcher.matches()) {
            throw RfmBands.invalid("'" + Printable.of(text) + "' is no range of scores", "Write for instance 5 or 2-4");
        }
        int lowest = Integer.parseInt(matcher.group(1));
        int highest = matcher.group(2) == null ? lowest : Integer.parseInt(matcher.group(2));
        return new RfmBands.Scores(lowest, highest);
    }
}
