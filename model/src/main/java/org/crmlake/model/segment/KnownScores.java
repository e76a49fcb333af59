package org.crmlake.model.segment;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** The scores that jobs work out, by the names that profiles and definitions give them. */
public final class KnownScores {
    /** All of them. */
    public static final List<String> NAMES =
            List.of("rfm_score", "rfm_segment", "rfm_recency_days", "rfm_frequency", "rfm_monetary");

    private KnownScores() {}

    /**
     * Refuses scores that no job works out: nobody would ever be in the segment, and nobody would know why.
     *
     * @throws CrmException CONFIG with the first of them
     */
    public static void require(Collection<SegmentDefinition> segments) {
        for (SegmentDefinition segment : segments) {
            for (String score : new TreeSet<>(segment.inputs().scores())) {
                if (!NAMES.contains(score)) {
                    throw new CrmException(
                            Kind.CONFIG,
                            "Cannot use segment '" + segment.name() + "': no job works out the score '"
                                    + Printable.of(score) + "'." + Nearest.question(score, NAMES) + " Use one of "
                                    + String.join(", ", NAMES) + ".");
                }
            }
        }
    }
}
