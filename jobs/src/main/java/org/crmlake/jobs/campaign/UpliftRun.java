package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.campaign.Campaign.Covariate;
import org.crmlake.jobs.campaign.Campaign.Learner;
import org.crmlake.jobs.campaign.Campaign.Ranking;
import org.crmlake.lake.UpliftScoresTable;

/** How well covariates rank the customers of an arm and the control, and how well what learners make of all covariates does. */
final class UpliftRun implements AutoCloseable {
    private final Campaign campaign;
    private final Dataset<Row> facts;
    private final List<Learned> learned = new ArrayList<>();

    /**
     * What learners made of one ranking.
     *
     * @param customers with {@code customer_key} and a column of each learner's name; kept until the run is closed
     */
    record Learned(String campaign, Ranking ranking, Dataset<Row> customers) {
        /** Returns the rows of {@link UpliftScoresTable} but their date. */
        Dataset<Row> rows() {
            return ranking.learners().stream()
                    .map(this::rows)
                    .reduce(Dataset::unionByName)
                    .orElseThrow();
        }

        private Dataset<Row> rows(Learner learner) {
            return customers.select(
                    col(ParticipantsTransform.CUSTOMER).as(UpliftScoresTable.CUSTOMER_KEY),
                    lit(campaign).as(UpliftScoresTable.CAMPAIGN),
                    lit(ranking.name()).as(UpliftScoresTable.RANKING),
                    lit(ranking.arm()).as(UpliftScoresTable.ARM),
                    lit(learner.text()).as(UpliftScoresTable.LEARNER),
                    lit(learner == first()).as(UpliftScoresTable.IN_PROFILE),
                    col(learner.text()).as(UpliftScoresTable.SCORE));
        }

        /** Returns the learner whose score profiles and segments have. */
        Learner first() {
            return ranking.learners().get(0);
        }
    }

    /** @param facts what {@link FactsTransform#facts} returns; read often, so keep it */
    UpliftRun(Campaign campaign, Dataset<Row> facts) {
        this.campaign = campaign;
        this.facts = facts;
    }

    /** Returns the results of one ranking. */
    List<ResultRow> rows(Ranking ranking) {
        List<ResultRow> rows = new ArrayList<>();
        List<String> names = campaign.covariates().stream().map(Covariate::name).toList();
        String outcome = ParticipantsTransform.outcomeColumn(campaign.outcomes().indexOf(ranking.outcome()));
        for (String score : ranking.scores()) {
            boolean rising = score.startsWith("-");
            Column column =
                    col(ParticipantsTransform.covariateColumn(names.indexOf(rising ? score.substring(1) : score)));
            rows.addAll(judged(
                    score,
                    ranking,
                    outcome,
                    facts.withColumn(RankedTransform.SCORE, rising ? negate(column) : column)));
        }
        if (!ranking.learners().isEmpty()) {
            rows.addAll(learn(ranking, outcome, names.size()));
        }
        return rows;
    }

    private List<ResultRow> learn(Ranking ranking, String outcome, int covariates) {
        UpliftLearners learners = new UpliftLearners(
                facts,
                outcome,
                IntStream.range(0, covariates)
                        .mapToObj(ParticipantsTransform::covariateColumn)
                        .toList(),
                ranking.arm(),
                campaign.arms().control());
        Optional<String> tooFew = learners.tooFew();
        if (tooFew.isPresent()) {
            return ranking.learners().stream()
                    .map(learner -> ResultRow.of(UpliftResults.SECTION, learner.text(), "not_learned")
                            .arm(ranking.arm())
                            .note(tooFew.get()))
                    .toList();
        }
        Dataset<Row> customers = learners.scored(ranking.learners()).persist(StorageLevel.MEMORY_AND_DISK());
        learned.add(new Learned(campaign.name(), ranking, customers));
        List<ResultRow> rows = new ArrayList<>();
        for (Learner learner : ranking.learners()) {
            rows.addAll(judged(
                    learner.text(),
                    ranking,
                    UpliftLearners.DID,
                    customers.withColumn(RankedTransform.SCORE, col(learner.text()))));
        }
        return rows;
    }

    private List<ResultRow> judged(String name, Ranking ranking, String outcome, Dataset<Row> scored) {
        Ranker.Ranked ranked = Ranker.USUAL.rank(
                scored, outcome, ranking.arm(), campaign.arms().control());
        return ranked.steps().size() == 0
                ? List.of()
                : UpliftResults.rows(name, ranking.arm(), ranked, ranking.draws());
    }

    /** Returns what the learners made of the rankings so far. */
    List<Learned> learned() {
        return List.copyOf(learned);
    }

    @Override
    public void close() {
        learned.forEach(one -> one.customers().unpersist());
    }
}
