package org.crmlake.model.segment;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/**
 * The scores that jobs work out, by the names that profiles and definitions give them: {@link #NAMES}, and {@code
 * uplift/CAMPAIGN/RANKING} for what learners of campaigns say.
 */
public final class KnownScores {
    /** Those whose names are always the same. */
    public static final List<String> NAMES = List.of(
            "rfm_score",
            "rfm_segment",
            "rfm_recency_days",
            "rfm_frequency",
            "rfm_monetary",
            "churn_score",
            "churn_decile",
            "churn_p_alive",
            "churn_expected_purchases",
            "clv",
            "clv_low",
            "clv_high");

    private static final String UPLIFT = "uplift";
    private static final Pattern PART = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");

    /**
     * A score that the learners of a campaign work out.
     *
     * @param campaign its name
     * @param ranking the name of the block of its definition that names the learners
     */
    public record Uplift(String campaign, String ranking) {}

    private KnownScores() {}

    /** Returns the name of the score that the learners of a campaign work out. */
    public static String uplift(String campaign, String ranking) {
        return String.join("/", UPLIFT, campaign, ranking);
    }

    /** Returns what a name means if it is one of {@link #uplift}. */
    public static Optional<Uplift> uplift(String name) {
        List<String> parts = List.of(name.split("/", -1));
        return parts.size() == 3
                        && parts.get(0).equals(UPLIFT)
                        && PART.matcher(parts.get(1)).matches()
                        && PART.matcher(parts.get(2)).matches()
                ? Optional.of(new Uplift(parts.get(1), parts.get(2)))
                : Optional.empty();
    }

    /**
     * Refuses scores that no job works out: nobody would ever be in the segment, and nobody would know why.
     *
     * @throws CrmException CONFIG with the first of them
     */
    public static void require(Collection<SegmentDefinition> segments) {
        for (SegmentDefinition segment : segments) {
            for (String score : new TreeSet<>(segment.inputs().scores())) {
                if (!NAMES.contains(score) && uplift(score).isEmpty()) {
                    throw new CrmException(
                            Kind.CONFIG,
                            "Cannot use segment '" + segment.name() + "': no job works out the score '"
                                    + Printable.of(score) + "'." + Nearest.question(score, NAMES) + " Use one of "
                                    + String.join(", ", NAMES) + ", or uplift/CAMPAIGN/RANKING.");
                }
            }
        }
    }
}
