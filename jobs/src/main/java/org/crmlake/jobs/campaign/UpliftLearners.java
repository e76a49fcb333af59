package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.round;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.campaign.Campaign.Learner;

/**
 * Scores customers by how much the campaign is expected to raise their chance of the outcome. Every customer is scored by models
 * that were fitted without them (cross-fitting in three folds by a hash of the key), so that a ranking can be judged on the same
 * customers. Arms are taken to be assigned by lot: the chance to be treated is the same for all.
 */
final class UpliftLearners {
    /** The column that is 1 for those who did it, else 0. */
    static final String DID = "did";

    private static final int FOLDS = 3;
    private static final String FOLD = "fold";
    private static final int NO_FOLD = -1;
    private static final String TREATED = "is_treated";
    private static final String TARGET = "target";

    /** Of each kind in each fold; with fewer a regression follows chance and nothing else. */
    private static final int FEWEST = 10;

    /** What the solver leaves open differs from run to run by less. */
    private static final int DECIMALS = 6;

    private final List<String> covariates;
    private final Dataset<Row> customers;
    private final List<Counts> folds;
    private final List<Chances> chances = new ArrayList<>();

    /** How many customers of one fold there are, and how many of them did it. */
    private record Counts(double treated, double control, double treatedDid, double controlDid) {
        Counts plus(Counts other) {
            return new Counts(
                    treated + other.treated,
                    control + other.control,
                    treatedDid + other.treatedDid,
                    controlDid + other.controlDid);
        }

        double shareOfTreated() {
            return treated / (treated + control);
        }

        double fewest() {
            return Math.min(Math.min(treatedDid, treated - treatedDid), Math.min(controlDid, control - controlDid));
        }
    }

    /** How likely a customer does it if treated, and if not, by models of one fold. */
    private record Chances(Column ifTreated, Column ifNot) {
        Column difference() {
            return ifTreated.minus(ifNot);
        }
    }

    /**
     * Learners of one arm against the control.
     *
     * @param facts with {@code customer_key, arm}, {@code outcome} and the columns of {@code covariates}; read often, so keep it
     */
    UpliftLearners(Dataset<Row> facts, String outcome, List<String> covariates, String arm, String control) {
        this.covariates = List.copyOf(covariates);
        Column armOf = col(ParticipantsTransform.ARM);
        Column fold =
                pmod(xxhash64(col(ParticipantsTransform.CUSTOMER)), lit(FOLDS)).cast("int");
        Dataset<Row> all = facts.withColumn(
                        TREATED, when(armOf.equalTo(arm), 1.0).otherwise(0.0))
                .withColumn(DID, when(col(outcome).gt(0), 1.0).otherwise(0.0))
                .withColumn(FOLD, when(armOf.isin(arm, control), fold).otherwise(NO_FOLD));
        this.customers = new VectorAssembler()
                .setInputCols(covariates.toArray(String[]::new))
                .setOutputCol(LinearModel.FEATURES)
                .transform(all);
        this.folds = counts();
    }

    private List<Counts> counts() {
        Counts[] counts = new Counts[FOLDS];
        Arrays.fill(counts, new Counts(0, 0, 0, 0));
        customers
                .filter(col(FOLD).notEqual(NO_FOLD))
                .groupBy(FOLD)
                .agg(sum(TREATED), count(lit(1)), sum(col(TREATED).multiply(col(DID))), sum(DID))
                .collectAsList()
                .forEach(row -> counts[row.getInt(0)] = new Counts(
                        row.getDouble(1),
                        row.getLong(2) - row.getDouble(1),
                        row.getDouble(3),
                        row.getDouble(4) - row.getDouble(3)));
        return List.of(counts);
    }

    /** Returns why there is nothing to learn from, if so. */
    Optional<String> tooFew() {
        if (folds.stream().allMatch(fold -> fold.fewest() >= FEWEST)) {
            return Optional.empty();
        }
        Counts all = folds.stream().reduce(Counts::plus).orElseThrow();
        return Optional.of(String.format(
                Locale.ROOT,
                "%.0f of %.0f in the arm and %.0f of %.0f in the control did it; in each third of both it takes %d who did"
                        + " and %d who did not",
                all.treatedDid(),
                all.treated(),
                all.controlDid(),
                all.control(),
                FEWEST,
                FEWEST));
    }

    /**
     * Returns everybody with what the learners say of them; of those in other arms, from whom nothing was learned, the mean of what
     * the models of all folds say.
     *
     * @return {@code customer_key, arm, did}, and a column of each learner's name: 0.01 for a chance that is raised by a point
     */
    Dataset<Row> scored(List<Learner> learners) {
        List<Column> columns =
                new ArrayList<>(List.of(col(ParticipantsTransform.CUSTOMER), col(ParticipantsTransform.ARM), col(DID)));
        for (Learner learner : learners) {
            List<Column> byFold = IntStream.range(0, FOLDS)
                    .mapToObj(fold -> score(learner, fold))
                    .toList();
            Column score = byFold.stream().reduce(Column::plus).orElseThrow().divide(FOLDS);
            for (int fold = 0; fold < FOLDS; fold++) {
                score = when(col(FOLD).equalTo(fold), byFold.get(fold)).otherwise(score);
            }
            columns.add(round(score, DECIMALS).as(learner.text()));
        }
        return customers.select(columns.toArray(Column[]::new));
    }

    /** Returns the score for the customers of a fold; nobody of them was learned from. */
    private Column score(Learner learner, int fold) {
        return switch (learner) {
            case TWO_MODEL ->
                chances(next(fold))
                        .difference()
                        .plus(chances(afterNext(fold)).difference())
                        .divide(2);
            case TRANSFORMED_OUTCOME ->
                LinearModel.regression(transformed(fold), TARGET).mean(covariates);
            case DOUBLY_ROBUST -> LinearModel.regression(pseudo(fold), TARGET).mean(covariates);
        };
    }

    /**
     * The outcome times (t - e) / (e (1 - e)), whose mean is the effect (S. Athey and G. Imbens, Machine learning methods for
     * estimating heterogeneous causal effects, 2015).
     */
    private Dataset<Row> transformed(int fold) {
        double share = shareOfTreatedWithout(fold);
        return in(next(fold), afterNext(fold))
                .withColumn(TARGET, col(DID).multiply(col(TREATED).minus(share)).divide(share * (1 - share)));
    }

    /**
     * The pseudo-outcome of the doubly robust learner (E. H. Kennedy, Towards optimal doubly robust estimation of heterogeneous
     * causal effects, Electronic Journal of Statistics 17, 2023): the difference of the chances, and what each of them left
     * unexplained. Of the two folds that are not {@code fold} each has its chances from the other.
     */
    private Dataset<Row> pseudo(int fold) {
        double share = shareOfTreatedWithout(fold);
        Column pseudo = when(col(FOLD).equalTo(next(fold)), pseudo(chances(afterNext(fold)), share))
                .otherwise(pseudo(chances(next(fold)), share));
        return in(next(fold), afterNext(fold)).withColumn(TARGET, pseudo);
    }

    private static Column pseudo(Chances chances, double share) {
        Column ofTreated =
                col(TREATED).multiply(col(DID).minus(chances.ifTreated())).divide(share);
        Column ofControl = lit(1).minus(col(TREATED))
                .multiply(col(DID).minus(chances.ifNot()))
                .divide(1 - share);
        return chances.difference().plus(ofTreated).minus(ofControl);
    }

    /** Returns the chances by what was learned from one fold; every model is fitted once. */
    private Chances chances(int fold) {
        if (chances.isEmpty()) {
            IntStream.range(0, FOLDS).forEach(one -> chances.add(new Chances(chance(one, 1), chance(one, 0))));
        }
        return chances.get(fold);
    }

    private Column chance(int fold, int treated) {
        return LinearModel.logistic(in(fold).filter(col(TREATED).equalTo(treated)), DID)
                .chance(covariates);
    }

    private Dataset<Row> in(Object... some) {
        return customers.filter(col(FOLD).isin(some));
    }

    private double shareOfTreatedWithout(int fold) {
        return folds.get(next(fold)).plus(folds.get(afterNext(fold))).shareOfTreated();
    }

    private static int next(int fold) {
        return (fold + 1) % FOLDS;
    }

    private static int afterNext(int fold) {
        return (fold + 2) % FOLDS;
    }
}
