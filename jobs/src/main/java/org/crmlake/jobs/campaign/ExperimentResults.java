package org.crmlake.jobs.campaign;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.crmlake.jobs.campaign.Campaign.Measure;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.jobs.campaign.statistics.ConfidenceSequence;
import org.crmlake.jobs.campaign.statistics.Cuped;
import org.crmlake.jobs.campaign.statistics.Difference;
import org.crmlake.jobs.campaign.statistics.Interval;
import org.crmlake.jobs.campaign.statistics.Moments;
import org.crmlake.jobs.campaign.statistics.Multiplicity;
import org.crmlake.jobs.campaign.statistics.Power;
import org.crmlake.jobs.campaign.statistics.Proportions;
import org.crmlake.jobs.campaign.statistics.Rate;
import org.crmlake.jobs.campaign.statistics.RelativeLift;
import org.crmlake.jobs.campaign.statistics.Sample;
import org.crmlake.jobs.campaign.statistics.SampleRatio;
import org.crmlake.jobs.campaign.statistics.Welch;

/** The numbers of a campaign as an experiment, from what is known of its arms. */
final class ExperimentResults {
    static final String SECTION = "experiment";
    static final String CHECK = "check";
    static final String SAMPLE_RATIO = "sample_ratio";
    static final String ARM_MISSING = "arm_missing";

    private static final double CONFIDENCE = 0.95;
    private static final ConfidenceSequence SEQUENCE =
            new ConfidenceSequence(1 - CONFIDENCE, ConfidenceSequence.USUALLY_TUNED_AT);

    private final Campaign campaign;
    private final List<ArmMoments> arms;
    private final ArmMoments control;
    private final List<ResultRow> rows = new ArrayList<>();

    private ExperimentResults(Campaign campaign, List<ArmMoments> arms) {
        this.campaign = campaign;
        this.arms = arms.stream().sorted(Comparator.comparing(ArmMoments::arm)).toList();
        this.control = arms.stream()
                .filter(arm -> arm.arm().equals(campaign.arms().control()))
                .findFirst()
                .orElse(null);
    }

    /** Returns the rows of the sections check, experiment and money. */
    static List<ResultRow> rows(Campaign campaign, List<ArmMoments> arms) {
        return new ExperimentResults(campaign, arms).all();
    }

    private List<ResultRow> all() {
        checks();
        for (int i = 0; i < campaign.outcomes().size(); i++) {
            for (ArmMoments arm : arms) {
                level(i, arm);
            }
        }
        if (control != null && arms.size() > 1) {
            compare();
        }
        return rows;
    }

    private void checks() {
        Map<String, Double> wanted = campaign.arms().shares();
        Map<String, Long> sizes = sizes(wanted);
        sizes.forEach((arm, customers) ->
                rows.add(ResultRow.of(CHECK, "arms", "customers").arm(arm).value(customers)));
        sizes.forEach((arm, customers) -> {
            if (customers == 0) {
                rows.add(ResultRow.of(CHECK, "arms", ARM_MISSING)
                        .arm(arm)
                        .note("the definition names the arm, and nobody is in it"));
            }
        });
        long moved = arms.stream().mapToLong(ArmMoments::moved).sum();
        rows.add(ResultRow.of(CHECK, "arms", "in_several_arms")
                .value(moved)
                .note("customers who were assigned again to another arm; only the first counts"));
        if (control == null) {
            rows.add(ResultRow.of(CHECK, "arms", "control_missing")
                    .note("nobody is in the arm '" + campaign.arms().control() + "': nothing can be compared"));
        }
        for (ArmMoments arm : arms) {
            if (control != null && arm != control) {
                balance(arm);
            }
        }
        if (!arms.isEmpty() && sizes.size() > 1) {
            long[] observed = sizes.values().stream().mapToLong(Long::longValue).toArray();
            double[] shares = sizes.keySet().stream()
                    .mapToDouble(arm -> wanted.isEmpty() ? 1 : wanted.getOrDefault(arm, 0.0))
                    .toArray();
            SampleRatio ratio = SampleRatio.test(observed, shares);
            rows.add(ResultRow.of(CHECK, "arms", SAMPLE_RATIO)
                    .value(ratio.chiSquared())
                    .pValue(ratio.pValue())
                    .note(wanted.isEmpty() ? "against equal arms" : "against the shares of the definition"));
        }
    }

    /** How many customers are in each arm, of those that somebody is in and those that the definition names. */
    private Map<String, Long> sizes(Map<String, Double> wanted) {
        Map<String, Long> sizes = new TreeMap<>();
        wanted.keySet().forEach(arm -> sizes.put(arm, 0L));
        sizes.put(campaign.arms().control(), 0L);
        if (wanted.isEmpty()) {
            campaign.rankings().forEach(ranking -> sizes.put(ranking.arm(), 0L));
        }
        arms.forEach(arm -> sizes.put(arm.arm(), arm.customers()));
        return sizes;
    }

    /** How far the arms were apart before the campaign, in standard deviations. */
    private void balance(ArmMoments arm) {
        Moments treated = arm.outcomes().get(0);
        Moments base = control.outcomes().get(0);
        for (int i = 0; i < campaign.covariates().size(); i++) {
            double spread = Math.sqrt((treated.covariances()[i][i] + base.covariances()[i][i]) / 2);
            double apart = treated.covariateMeans()[i] - base.covariateMeans()[i];
            rows.add(ResultRow.of(CHECK, campaign.covariates().get(i).name(), "standardised_difference")
                    .arm(arm.arm())
                    .value(apart == 0 ? 0 : apart / spread)
                    .note("before the campaign, in standard deviations; beyond 0.1 the arms are not alike"));
        }
    }

    private void level(int index, ArmMoments arm) {
        Outcome outcome = campaign.outcomes().get(index);
        Sample sample = arm.outcomes().get(index).outcome();
        rows.add(row(outcome, arm, "mean").value(sample.mean()));
        rows.add(row(outcome, arm, "standard_deviation")
                .value(sample.isUsable() ? Math.sqrt(sample.variance()) : Double.NaN));
        rows.add(row(outcome, arm, "total")
                .value(arm.totals().get(index).doubleValue())
                .amount(arm.totals().get(index)));
    }

    private void compare() {
        List<ArmMoments> treated = arms.stream().filter(arm -> arm != control).toList();
        List<double[]> pValues = new ArrayList<>();
        List<ResultRow> adjusted = new ArrayList<>();
        for (int i = 0; i < campaign.outcomes().size(); i++) {
            int index = i;
            List<Sample> withoutCovariates = campaign.covariates().isEmpty() ? List.of() : cuped(index);
            for (ArmMoments arm : treated) {
                Difference difference = difference(index, arm);
                one(index, arm, difference);
                pValues.add(new double[] {difference.pValue()});
                adjusted.add(row(campaign.outcomes().get(index), arm, ""));
                if (!withoutCovariates.isEmpty()) {
                    Difference less = Welch.difference(
                            withoutCovariates.get(arms.indexOf(arm)),
                            withoutCovariates.get(arms.indexOf(control)),
                            CONFIDENCE);
                    rows.add(row(campaign.outcomes().get(index), arm, "difference_cuped")
                            .value(less.value())
                            .within(less.interval())
                            .pValue(less.pValue())
                            .note("Welch t after CUPED with "
                                    + campaign.covariates().size() + " covariates"));
                }
            }
        }
        double[] raw = pValues.stream().mapToDouble(p -> p[0]).toArray();
        double[] holm = Multiplicity.holm(raw);
        double[] benjaminiHochberg = Multiplicity.benjaminiHochberg(raw);
        for (int i = 0; i < raw.length; i++) {
            ResultRow row = adjusted.get(i);
            String note = "over " + raw.length + " comparisons";
            rows.add(ResultRow.of(SECTION, row.subject(), "p_holm")
                    .arm(row.arm())
                    .pValue(holm[i])
                    .note(note));
            rows.add(ResultRow.of(SECTION, row.subject(), "p_benjamini_hochberg")
                    .arm(row.arm())
                    .pValue(benjaminiHochberg[i])
                    .note(note));
        }
    }

    private void one(int index, ArmMoments arm, Difference difference) {
        Outcome outcome = campaign.outcomes().get(index);
        Sample treated = arm.outcomes().get(index).outcome();
        Sample base = control.outcomes().get(index).outcome();
        RelativeLift lift = outcome.measure() == Measure.ANY
                ? RelativeLift.of(rate(arm, index), rate(control, index), CONFIDENCE)
                : RelativeLift.of(treated, base, CONFIDENCE);
        double error = difference.standardError();
        long customers = arm.customers() + control.customers();
        rows.add(row(outcome, arm, "difference")
                .value(difference.value())
                .within(difference.interval())
                .pValue(difference.pValue())
                .note(difference.method()));
        rows.add(row(outcome, arm, "statistic").value(difference.statistic()).note(difference.method()));
        rows.add(row(outcome, arm, "relative_lift")
                .value(lift.value())
                .within(lift.interval())
                .note("delta method"));
        rows.add(row(outcome, arm, "difference_sequential")
                .value(difference.value())
                .within(SEQUENCE.interval(difference.value(), error, customers))
                .pValue(SEQUENCE.pValue(difference.value(), error, customers))
                .note("holds at every look; tuned at " + SEQUENCE.tunedAt() + " customers"));
        rows.add(row(outcome, arm, "minimum_detectable_effect")
                .value(Power.USUAL.minimumDetectableEffect(error))
                .note("found with a chance of 80 % at alpha 0.05"));
        rows.add(row(outcome, arm, "power_for_ten_percent")
                .value(Power.USUAL.chanceToFind(0.1 * base.mean(), error))
                .note("the chance to find a lift of 10 % with so many customers"));
        if (outcome.measure() == Measure.SUM || outcome.measure() == Measure.NET) {
            money(outcome, arm, difference);
        }
    }

    /** What the arm as a whole brought in because of the campaign. */
    private void money(Outcome outcome, ArmMoments arm, Difference difference) {
        double n = arm.customers();
        rows.add(ResultRow.of("money", outcome.name(), "incremental")
                .arm(arm.arm())
                .value(n * difference.value())
                .within(new Interval(
                        n * difference.interval().lower(),
                        n * difference.interval().upper()))
                .amount(BigDecimal.valueOf(n * difference.value()).setScale(2, RoundingMode.HALF_EVEN))
                .note("the difference times the customers of the arm"));
    }

    private Difference difference(int index, ArmMoments arm) {
        Sample treated = arm.outcomes().get(index).outcome();
        Sample base = control.outcomes().get(index).outcome();
        if (campaign.outcomes().get(index).measure() == Measure.ANY) {
            return Proportions.difference(rate(arm, index), rate(control, index), CONFIDENCE);
        }
        return Welch.difference(treated, base, CONFIDENCE);
    }

    private List<Sample> cuped(int index) {
        List<Moments> moments =
                arms.stream().map(arm -> arm.outcomes().get(index)).toList();
        if (moments.stream().anyMatch(arm -> !arm.outcome().isUsable())) {
            return List.of();
        }
        Cuped cuped = Cuped.adjust(moments);
        rows.add(ResultRow.of(SECTION, campaign.outcomes().get(index).name(), "cuped_explained")
                .value(cuped.explained())
                .note("the share of the variance that the covariates explain"));
        return cuped.arms();
    }

    private static Rate rate(ArmMoments arm, int index) {
        return new Rate(
                arm.customers(),
                arm.totals().get(index).setScale(0, RoundingMode.HALF_EVEN).longValueExact());
    }

    private static ResultRow row(Outcome outcome, ArmMoments arm, String measure) {
        return ResultRow.of(SECTION, outcome.name(), measure).arm(arm.arm());
    }
}
