package org.crmlake.jobs.rfm;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * How the three scores become a segment. Bands may overlap: the first one that fits wins, so their order matters; a customer
 * that fits none is in {@value #OTHERS}.
 *
 * @param bands at least one, with different names
 */
public record RfmBands(List<Band> bands) {
    /** The segment of those who fit no band. */
    public static final String OTHERS = "Others";

    /** The best score; the worst is 1. */
    static final int BEST = 5;

    /** The bands of the sample analysis of the R package rfm (README of rsquaredacademy/rfm), in its order. */
    public static final RfmBands DEFAULT = new RfmBands(List.of(
            band("Champions", 5, 5, 5, 5, 5, 5),
            band("Potential Loyalist", 3, 5, 3, 5, 2, 5),
            band("Loyal Customers", 2, 4, 2, 4, 2, 4),
            band("Promising", 3, 4, 1, 3, 3, 5),
            band("New Customers", 4, 5, 1, 3, 1, 5),
            band("Can't Lose Them", 1, 2, 3, 4, 4, 5),
            band("At Risk", 1, 2, 2, 5, 4, 5),
            band("Need Attention", 1, 3, 3, 5, 3, 5),
            band("About To Sleep", 2, 3, 1, 3, 1, 4),
            band("Lost", 1, 1, 1, 5, 1, 5)));

    /**
     * One segment.
     *
     * @param segment its name
     * @param recency the recency scores that fit
     * @param frequency the frequency scores that fit
     * @param monetary the monetary scores that fit
     */
    public record Band(String segment, Scores recency, Scores frequency, Scores monetary) {
        public Band {
            requireNonNull(recency, "recency is null");
            requireNonNull(frequency, "frequency is null");
            requireNonNull(monetary, "monetary is null");
            if (segment == null || segment.isBlank()) {
                throw invalid("a band has no segment name", "Name every band");
            }
        }

        Column fits(Column recencyScore, Column frequencyScore, Column monetaryScore) {
            return recency.holds(recencyScore)
                    .and(frequency.holds(frequencyScore))
                    .and(monetary.holds(monetaryScore));
        }
    }

    /** Scores from {@code lowest} to {@code highest}, both included. */
    public record Scores(int lowest, int highest) {
        public Scores {
            if (lowest < 1 || highest > BEST || lowest > highest) {
                throw invalid(
                        "scores from " + lowest + " to " + highest + " are not within 1 to " + BEST,
                        "Write the lower score first");
            }
        }

        Column holds(Column score) {
            return score.between(lowest, highest);
        }
    }

    public RfmBands {
        bands = List.copyOf(bands);
        if (bands.isEmpty()) {
            throw invalid("there are none", "Define at least one");
        }
        Set<String> names = new HashSet<>();
        for (Band band : bands) {
            if (!names.add(band.segment())) {
                throw invalid(
                        "segment '" + Printable.of(band.segment()) + "' is defined twice",
                        "Give every band a name of its own");
            }
        }
    }

    /** The name of the first band that fits, as a column over three columns of scores. */
    Column segment(Column recencyScore, Column frequencyScore, Column monetaryScore) {
        Column segment = null;
        for (Band band : bands) {
            Column fits = band.fits(recencyScore, frequencyScore, monetaryScore);
            segment = segment == null ? when(fits, band.segment()) : segment.when(fits, band.segment());
        }
        return requireNonNull(segment, "no bands").otherwise(lit(OTHERS));
    }

    static CrmException invalid(String reason, String advice) {
        return new CrmException(Kind.CONFIG, "Cannot use RFM bands: " + reason + ". " + advice + ".");
    }

    private static Band band(String segment, int r1, int r2, int f1, int f2, int m1, int m2) {
        return new Band(segment, new Scores(r1, r2), new Scores(f1, f2), new Scores(m1, m2));
    }
}
