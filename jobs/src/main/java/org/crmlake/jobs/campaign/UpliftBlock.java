package org.crmlake.jobs.campaign;

import java.util.List;
import java.util.regex.Pattern;
import org.crmlake.jobs.campaign.Campaign.Arms;
import org.crmlake.jobs.campaign.Campaign.Covariate;
import org.crmlake.jobs.campaign.Campaign.Holdout;
import org.crmlake.jobs.campaign.Campaign.Learner;
import org.crmlake.jobs.campaign.Campaign.Measure;
import org.crmlake.jobs.campaign.Campaign.Outcome;
import org.crmlake.jobs.campaign.Campaign.Ranking;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** The block {@code uplift} of a definition. */
final class UpliftBlock {
    private final List<Outcome> outcomes;
    private final List<String> covariates;
    private final Arms arms;

    private UpliftBlock(List<Outcome> outcomes, List<Covariate> covariates, Arms arms) {
        this.outcomes = outcomes;
        this.covariates = covariates.stream().map(Covariate::name).toList();
        this.arms = arms;
    }

    static List<Ranking> read(
            DefinitionReader top, List<Outcome> outcomes, List<Covariate> covariates, Arms arms, Pattern name) {
        UpliftBlock block = new UpliftBlock(outcomes, covariates, arms);
        List<Ranking> rankings = top.list(
                "uplift",
                reader -> block.ranking(reader, name),
                "name",
                "outcome",
                "arm",
                "scores",
                "learners",
                "draws");
        MeasuresBlocks.distinct(
                top,
                "uplift",
                rankings.stream()
                        .filter(ranking -> !ranking.learners().isEmpty())
                        .map(Ranking::name)
                        .toList());
        return rankings;
    }

    private Ranking ranking(DefinitionReader reader, Pattern pattern) {
        String outcomeName = reader.text("outcome", null);
        Outcome outcome = MeasuresBlocks.named(reader, "outcome", outcomeName, outcomes);
        if (outcome != null && outcome.measure() != Measure.ANY) {
            reader.problem("outcome", "is not of measure any, which the Qini curve needs");
        }
        List<String> scores = reader.texts("scores");
        for (String score : scores) {
            String name = score.startsWith("-") ? score.substring(1) : score;
            if (!covariates.contains(name)) {
                reader.problem(
                        "scores",
                        "names '" + Printable.of(name) + "', which is no covariate."
                                + Nearest.question(name, covariates));
            }
        }
        List<Learner> learners = reader.choices("learners", Learner.class);
        if (scores.isEmpty() && learners.isEmpty()) {
            reader.problem("scores", "is missing: name covariates that rank the customers, or 'learners'");
        }
        if (!learners.isEmpty() && covariates.isEmpty()) {
            reader.problem("learners", "have no covariates to learn from");
        }
        String name = reader.text("name", outcomeName);
        if (!learners.isEmpty() && !name.isEmpty() && !pattern.matcher(name).matches()) {
            reader.problem(
                    "name",
                    "is '" + Printable.of(name)
                            + "', and segments are to name it: use up to 63 lower-case letters, digits, '-' and '_'");
        }
        String arm = reader.text("arm", arms instanceof Holdout ? Holdout.TREATED : null);
        if (!arm.isEmpty() && arm.equals(arms.control())) {
            reader.problem("arm", "is the control, with which the others are compared");
        }
        return new Ranking(name, outcome, arm, scores, learners, reader.wholeNumber("draws", 200, 0, 10_000));
    }
}
