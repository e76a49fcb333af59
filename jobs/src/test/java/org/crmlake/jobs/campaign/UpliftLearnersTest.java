package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.campaign.Campaign.Learner;
import org.crmlake.jobs.campaign.statistics.Interval;
import org.crmlake.jobs.campaign.uplift.RankedSteps;
import org.crmlake.jobs.campaign.uplift.UpliftScore;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/** Simulated campaigns of which it is known whom they move. */
@ExtendWith(SharedSpark.class)
class UpliftLearnersTest {
    private static final int CUSTOMERS = 3000;
    private static final int DRAWS = 100;
    private static final List<Learner> ALL = List.of(Learner.values());
    private static final StructType COLUMNS = new StructType()
            .add("customer_key", DataTypes.StringType)
            .add("arm", DataTypes.StringType)
            .add("y0", DataTypes.DoubleType)
            .add("x0", DataTypes.DoubleType)
            .add("x1", DataTypes.DoubleType);

    @Test
    void rankCustomersByAnEffectThatDiffers(SparkSession spark) {
        Campaign campaign = Campaign.of(3, 0.3);

        campaign.rankings(spark).forEach((learner, ranking) -> {
            assertThat(ranking.qini().lower())
                    .as(learner + " %s", ranking.qini())
                    .isPositive();
            // A ranking by the other covariate, which moves the outcome of both arms alike, would have about 0 here.
            assertThat(correlation(ranking.scores(), campaign.needs()))
                    .as(learner + "")
                    .isGreaterThan(0.8);
        });
    }

    @Test
    void findNothingWhereThereIsNoEffect(SparkSession spark) {
        Campaign.of(4, 0).rankings(spark).forEach((learner, ranking) -> assertThat(
                        ranking.qini().contains(0))
                .as(learner + " %s", ranking.qini())
                .isTrue());
    }

    @Test
    void sayWhereThereIsTooLittleToLearnFrom(SparkSession spark) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            rows.add(RowFactory.create("crm:" + i, i % 2 == 0 ? "mail" : "none", i < 30 ? 1.0 : 0.0, 0.0, 0.0));
        }

        assertThat(new UpliftLearners(spark.createDataFrame(rows, COLUMNS), "y0", List.of("x0"), "mail", "none")
                        .tooFew())
                .contains(
                        "15 of 100 in the arm and 15 of 100 in the control did it; in each third of both it takes 10 who"
                                + " did and 10 who did not");
    }

    /** How often the interval tells the truth. Takes minutes; docs/campaigns.md has the command. */
    @Test
    @EnabledIfSystemProperty(named = "crmlake.simulations", matches = "\\d+")
    void intervalsTellTheTruthOfManyCampaigns(SparkSession spark) {
        int campaigns = Integer.getInteger("crmlake.simulations");
        Map<Learner, int[]> counts = new EnumMap<>(Learner.class);
        for (int seed = 1; seed <= campaigns; seed++) {
            for (double effect : new double[] {0, 0.3}) {
                Campaign.of(seed, effect).rankings(spark).forEach((learner, ranking) -> {
                    int[] of = counts.computeIfAbsent(learner, any -> new int[3]);
                    if (effect > 0) {
                        of[0] += ranking.qini().lower() > 0 ? 1 : 0;
                    } else {
                        of[1] += ranking.qini().lower() > 0 ? 1 : 0;
                        of[2] += ranking.qini().upper() < 0 ? 1 : 0;
                    }
                });
            }
        }
        counts.forEach((learner, of) -> System.out.printf(
                "%s: found %d of %d effects; of as many campaigns without one, %d above 0 and %d below%n",
                learner, of[0], campaigns, of[1], of[2]));
        assertThat(counts.values())
                .allSatisfy(of -> assertThat(of[0]).isGreaterThan(campaigns * 9 / 10))
                .allSatisfy(of -> assertThat(of[1]).isLessThan(Math.max(2, campaigns / 12)));
    }

    /**
     * What a learner made of a campaign.
     *
     * @param scores by number of the customer
     */
    private record Ranking(double[] scores, Interval qini) {}

    /** A campaign that adds {@code effect} times a need to the chance of the treated; a keenness moves both arms alike. */
    private record Campaign(double[] needs, double[] keen, boolean[] treated, boolean[] did) {
        static Campaign of(long seed, double effect) {
            SplittableRandom random = new SplittableRandom(seed);
            Campaign campaign = new Campaign(
                    random.doubles(CUSTOMERS).toArray(),
                    random.doubles(CUSTOMERS).toArray(),
                    new boolean[CUSTOMERS],
                    new boolean[CUSTOMERS]);
            for (int i = 0; i < CUSTOMERS; i++) {
                campaign.treated[i] = random.nextBoolean();
                campaign.did[i] = random.nextDouble()
                        < 0.05 + 0.3 * campaign.keen[i] + (campaign.treated[i] ? effect * campaign.needs[i] : 0);
            }
            return campaign;
        }

        Map<Learner, Ranking> rankings(SparkSession spark) {
            List<Row> rows = new ArrayList<>();
            for (int i = 0; i < CUSTOMERS; i++) {
                rows.add(RowFactory.create(
                        "crm:" + i, treated[i] ? "mail" : "none", did[i] ? 1.0 : 0.0, needs[i], keen[i]));
            }
            Dataset<Row> facts =
                    spark.createDataFrame(rows, COLUMNS).coalesce(1).cache();
            List<Row> scored = new UpliftLearners(facts, "y0", List.of("x0", "x1"), "mail", "none")
                    .scored(ALL)
                    .collectAsList();
            facts.unpersist();
            assertThat(scored).hasSize(CUSTOMERS);
            Map<Learner, Ranking> rankings = new EnumMap<>(Learner.class);
            for (Learner learner : ALL) {
                double[] scores = new double[CUSTOMERS];
                for (Row row : scored) {
                    scores[Integer.parseInt(row.getString(0).substring(4))] = row.getAs(learner.text());
                }
                rankings.put(
                        learner,
                        new Ranking(
                                scores,
                                UpliftScore.intervals(RankedSteps.of(scores, treated, did), DRAWS, 1, steps ->
                                        new double[] {UpliftScore.qini(steps)})[0]));
            }
            return rankings;
        }
    }

    private static double correlation(double[] x, double[] y) {
        double meanX = Arrays.stream(x).average().orElseThrow();
        double meanY = Arrays.stream(y).average().orElseThrow();
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - meanX) * (y[i] - meanY);
            xx += (x[i] - meanX) * (x[i] - meanX);
            yy += (y[i] - meanY) * (y[i] - meanY);
        }
        return xy / Math.sqrt(xx * yy);
    }
}
