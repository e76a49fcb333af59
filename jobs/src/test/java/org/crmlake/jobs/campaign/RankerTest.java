package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.jobs.campaign.uplift.UpliftScore;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class RankerTest {
    private static final int CUSTOMERS = 3000;

    @Test
    void manyScoresBecomeStepsOfAboutAsManyCustomers(SparkSession spark) {
        Dataset<Row> scored = scored(spark).cache();

        Ranker.Ranked apart = new Ranker(CUSTOMERS, 50).rank(scored, "y0", "mail", "none");
        Ranker.Ranked together = new Ranker(CUSTOMERS - 1, 50).rank(scored, "y0", "mail", "none");

        assertThat(apart.together()).isFalse();
        assertThat(apart.steps().size()).isEqualTo(CUSTOMERS);
        assertThat(together.together()).isTrue();
        assertThat(together.steps().size()).isBetween(49, 51);
        double[] treated = together.steps().treated();
        double[] control = together.steps().control();
        for (int step = 0; step < together.steps().size(); step++) {
            assertThat(treated[step] + control[step]).isLessThanOrEqualTo(2.0 * CUSTOMERS / 50);
        }
        assertThat(Arrays.stream(treated).sum() + Arrays.stream(control).sum()).isEqualTo(CUSTOMERS);
        assertThat(UpliftScore.qini(together.steps()))
                .isCloseTo(UpliftScore.qini(apart.steps()), within(UpliftScore.qiniSlack(together.steps())));
        String note = UpliftResults.rows("x", "mail", together, 0).get(0).note();
        assertThat(note)
                .containsPattern(
                        "; \\d\\d steps of about as many customers each, by which it is off by 0\\.\\d+ at most$");
        assertThat(UpliftResults.rows("x", "mail", apart, 0).get(0).note()).doesNotContain("steps of");
        scored.unpersist();
    }

    /** Scores with a long tail, as amounts have it. */
    private static Dataset<Row> scored(SparkSession spark) {
        SplittableRandom random = new SplittableRandom(1);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            double score = Math.exp(4 * random.nextGaussian());
            boolean mailed = random.nextBoolean();
            rows.add(RowFactory.create(
                    mailed ? "mail" : "none",
                    random.nextDouble() < (mailed && score > 1 ? 0.4 : 0.2) ? 1.0 : 0.0,
                    score));
        }
        return spark.createDataFrame(
                rows,
                new StructType()
                        .add("arm", DataTypes.StringType)
                        .add("y0", DataTypes.DoubleType)
                        .add(RankedTransform.SCORE, DataTypes.DoubleType));
    }
}
