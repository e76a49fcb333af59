package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.segment.AsOf;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many covariates, against the covariances of DuckDB. */
@ExtendWith(SharedSpark.class)
class MomentsCounterTest {
    private static final int COVARIATES = 67;
    private static final int CUSTOMERS = 300;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void manyCovariatesAreAddedUpInOnePass(SparkSession spark) throws SQLException {
        StringBuilder definition = new StringBuilder(SpringCampaign.ARMS)
                .append("outcomes: [ { name: points, measure: sum, event: Played, of: points } ]\ncovariates:\n");
        for (int i = 0; i < COVARIATES; i++) {
            definition
                    .append("  - { name: c")
                    .append(i)
                    .append(", property: p")
                    .append(i)
                    .append(" }\n");
        }
        SplittableRandom random = new SplittableRandom(1);
        CampaignEvents events = new CampaignEvents();
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("create table facts (arm varchar, i integer, c integer, v double, y double)");
            try (PreparedStatement insert = duckdb.prepareStatement("insert into facts values (?, ?, ?, ?, ?)")) {
                for (int i = 0; i < CUSTOMERS; i++) {
                    String arm = i % 3 == 0 ? "none" : "mail";
                    int points = random.nextInt(100);
                    String[] properties = new String[2 * COVARIATES + 2];
                    properties[0] = "arm";
                    properties[1] = arm;
                    for (int c = 0; c < COVARIATES; c++) {
                        // Far from 0, where sums of squares would lose what matters.
                        double value = 1e6 + random.nextInt(1000) + c * points;
                        properties[2 * c + 2] = "p" + c;
                        properties[2 * c + 3] = String.format(Locale.ROOT, "%.1f", value);
                        insert.setString(1, arm);
                        insert.setInt(2, i);
                        insert.setInt(3, c);
                        insert.setDouble(4, value);
                        insert.setDouble(5, points);
                        insert.addBatch();
                    }
                    events.add("crm:" + i, "Assigned", "2026-06-02T00:00:00Z", properties)
                            .add("crm:" + i, "Played", "2026-06-03T00:00:00Z", "points", "" + points);
                }
                insert.executeBatch();
            }
            Campaign campaign = CampaignFile.parse("test", definition.toString());
            AsOf asOf = AsOf.startOf(ComputedRows.AS_OF, java.time.ZoneOffset.UTC);
            List<ArmMoments> arms = MomentsCounter.of(
                    FactsTransform.facts(
                            events.in(spark),
                            ParticipantsTransform.assigned(events.in(spark), campaign, asOf),
                            campaign,
                            asOf),
                    campaign);

            assertThat(arms).extracting(ArmMoments::arm).containsExactly("mail", "none");
            assertThat(arms).extracting(ArmMoments::customers).containsExactly(200L, 100L);
            int compared = 0;
            try (ResultSet rows = statement.executeQuery("""
                    select a.arm, a.c, b.c, covar_samp(a.v, b.v), avg(a.v), covar_samp(a.v, a.y), var_samp(a.y)
                    from facts a join facts b on a.i = b.i group by all order by all
                    """)) {
                while (rows.next()) {
                    var moments = arms.get(rows.getString(1).equals("mail") ? 0 : 1)
                            .outcomes()
                            .get(0);
                    int one = rows.getInt(2);
                    assertThat(moments.covariances()[one][rows.getInt(3)]).isCloseTo(rows.getDouble(4), within(0.01));
                    assertThat(moments.covariateMeans()[one]).isCloseTo(rows.getDouble(5), within(1e-6));
                    assertThat(moments.withOutcome()[one]).isCloseTo(rows.getDouble(6), within(0.001));
                    assertThat(moments.outcome().variance()).isCloseTo(rows.getDouble(7), within(1e-6));
                    compared++;
                }
            }
            assertThat(compared).isEqualTo(2 * COVARIATES * COVARIATES);
        }
    }
}
