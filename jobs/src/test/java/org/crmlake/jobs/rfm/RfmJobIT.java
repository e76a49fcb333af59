package org.crmlake.jobs.rfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.Profile;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobReport;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.JobSettings;
import org.crmlake.jobs.Jobs;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.RfmCutPointsTable;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class RfmJobIT {
    private static final LocalDate JUNE_1 = LocalDate.of(2026, 6, 1);
    private static final LocalDate JULY_1 = LocalDate.of(2026, 7, 1);
    private static final CustomerKey ANNA = new CustomerKey("crm:anna");
    private static final CustomerKey BERT = new CustomerKey("crm:bert");

    private final Tenant tenant = new Tenant(UniqueName.of("rfm"));
    private final Jobs jobs = new Jobs(JobSettings.DEFAULT, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    private JobContext context;

    @BeforeEach
    void create(SparkSession spark, Configuration hbase) {
        context = new JobContext(spark, tenant, hbase);
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(hbase), hbase);
                SchemaAdmin admin = SchemaAdmin.open(hbase)) {
            catalog.createAndVerify(tenant);
            admin.createAndVerify(tenant);
        }
    }

    /** One tenant's summer; each step begins where the one before ended. */
    @Test
    void keepsScoresByDateAndProfilesByWhatIsNewest() {
        nobodyHasBoughtAnything();
        append(new OrderEvents()
                .bought("crm:anna", "2026-05-30T10:00:00Z", "1", "25")
                .bought("crm:anna", "2026-05-31T10:00:00Z", "2", "5.5")
                .bought("crm:bert", "2026-05-01T10:00:00Z", "3", "1"));
        writesThePartitionAndTheProfiles();
        aSecondRunChangesNothing();
        append(new OrderEvents().bought("crm:cara", "2026-06-30T10:00:00Z", "4", "1000"));
        aRunLeavesOtherPartitionsAlone();
        scoresByTheCutPointsOfAnotherDate();
        append(new OrderEvents().cancelled("crm:bert", "2026-05-02T10:00:00Z", "3", "1"));
        aRunForAnEarlierDateDoesNotHideWhatIsNewer();
        whoHasNoScoresAnyMoreLosesThemInTheProfile();
        append(new OrderEvents()
                .cancelled("crm:anna", "2026-07-01T10:00:00Z", "1", "25")
                .cancelled("crm:anna", "2026-07-01T11:00:00Z", "2", "5.5"));
        theProfilesAreLeftAloneIfAskedFor();
        whoWasLostMeanwhileIsNotForgotten();
    }

    private void nobodyHasBoughtAnything() {
        JobReport report = run(JUNE_1);

        assertThat(report.written()).extracting(Written::rows).containsExactly(0L, 0L, 1L);
        assertThat(partition(JUNE_1)).isEmpty();
        assertThat(found(BERT)).isEmpty();
    }

    private void writesThePartitionAndTheProfiles() {
        JobReport report = run(JUNE_1);

        assertThat(report.job()).isEqualTo("rfm");
        assertThat(report.asOf()).isEqualTo(JUNE_1);
        assertThat(report.written())
                .containsExactly(
                        new Written(new TableRef("lake", "rfm_scores"), 2),
                        new Written(new TableRef("hbase", "profile"), 2),
                        new Written(new TableRef("lake", "rfm_cut_points"), 1));
        assertThat(report.outcome().findings()).containsEntry("currencies", Map.of("EUR", 3L));
        assertThat(report.outcome().warnings()).isEmpty();
        assertThat(partition(JUNE_1))
                .containsExactly("crm:anna 1 2 30.5000 515 New Customers", "crm:bert 31 1 1.0000 111 Lost");
        assertThat(profile(ANNA).scores().get("rfm_segment").asOf()).isEqualTo(Instant.parse("2026-06-01T00:00:00Z"));
        assertThat(scores(ANNA))
                .isEqualTo(Map.of(
                        "rfm_score", "515",
                        "rfm_segment", "New Customers",
                        "rfm_recency_days", "1",
                        "rfm_frequency", "2",
                        "rfm_monetary", "30.5000"));
    }

    private void aSecondRunChangesNothing() {
        List<String> partition = partition(JUNE_1);
        Profile anna = profile(ANNA);

        run(JUNE_1);

        assertThat(partition(JUNE_1)).hasSize(2).isEqualTo(partition);
        assertThat(profile(ANNA)).isEqualTo(anna);
    }

    private void aRunLeavesOtherPartitionsAlone() {
        List<String> ofJune = partition(JUNE_1);

        run(JULY_1);

        assertThat(partition(JULY_1)).hasSize(3).contains("crm:anna 31 2 30.5000 333 Potential Loyalist");
        assertThat(partition(JUNE_1)).isEqualTo(ofJune);
        assertThat(scores(ANNA)).containsEntry("rfm_score", "333");
    }

    private void scoresByTheCutPointsOfAnotherDate() {
        run(JULY_1, Map.of("cut-points-of", "2026-06-01"));

        // 31 days are as long ago as they were for Bert in June; thirty euros are still as much as they were.
        assertThat(partition(JULY_1)).hasSize(3).contains("crm:anna 31 2 30.5000 115 Lost");
        Row used = context.lake()
                .read(RfmCutPointsTable.TABLE)
                .filter("as_of = date'2026-07-01'")
                .first();
        assertThat(used.getDate(used.fieldIndex(RfmCutPointsTable.TAKEN_FROM)).toLocalDate())
                .isEqualTo(JUNE_1);
        assertThatThrownBy(() -> run(JULY_1, Map.of("cut-points-of", "2026-05-01")))
                .hasMessage("Cannot score by the cut points of 2026-05-01: there are none."
                        + " Run `crmlake run rfm --as-of 2026-05-01` first.");
    }

    private void aRunForAnEarlierDateDoesNotHideWhatIsNewer() {
        List<String> ofJuly = partition(JULY_1);

        run(JUNE_1);

        assertThat(partition(JUNE_1)).hasSize(1);
        assertThat(partition(JULY_1)).isEqualTo(ofJuly);
        assertThat(scores(ANNA)).containsEntry("rfm_score", "115");
        assertThat(scores(BERT)).containsEntry("rfm_frequency", "1");
        assertThat(profile(ANNA).scores().get("rfm_frequency").asOf()).isEqualTo(Instant.parse("2026-07-01T00:00:00Z"));
    }

    private void whoHasNoScoresAnyMoreLosesThemInTheProfile() {
        run(JULY_1);

        assertThat(partition(JULY_1)).hasSize(2);
        assertThat(scores(BERT)).isEmpty();
        assertThat(scores(ANNA)).hasSize(5);
    }

    private void theProfilesAreLeftAloneIfAskedFor() {
        Profile anna = profile(ANNA);

        JobReport report = run(JULY_1.plusDays(1), Map.of("lake-only", "true"));

        assertThat(report.written()).extracting(Written::rows).containsExactly(1L, 0L, 1L);
        assertThat(profile(ANNA)).isEqualTo(anna);
    }

    private void whoWasLostMeanwhileIsNotForgotten() {
        JobReport report = run(JULY_1.plusDays(2));

        assertThat(report.written()).extracting(Written::rows).containsExactly(1L, 1L, 1L);
        assertThat(scores(ANNA)).isEmpty();
    }

    private JobReport run(LocalDate asOf) {
        return run(asOf, Map.of());
    }

    private JobReport run(LocalDate asOf, Map<String, String> options) {
        Job rfm = jobs.named("rfm");
        return Jobs.run(rfm, context, new JobArguments(asOf, options), Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
    }

    private void append(OrderEvents events) {
        context.lake().append(events.in(context.spark()), EventsTable.TABLE, Map.of());
    }

    private List<String> partition(LocalDate asOf) {
        return context.lake().read(RfmScoresTable.TABLE).collectAsList().stream()
                .filter(row -> row.getDate(row.fieldIndex(RfmScoresTable.AS_OF))
                        .toLocalDate()
                        .equals(asOf))
                .map(RfmJobIT::text)
                .sorted()
                .toList();
    }

    private static String text(Row row) {
        return String.join(
                " ",
                row.getString(0),
                row.get(1).toString(),
                row.get(2).toString(),
                row.get(3).toString(),
                row.get(7).toString(),
                row.getString(8));
    }

    private Profile profile(CustomerKey customer) {
        return found(customer).orElseThrow();
    }

    private Optional<Profile> found(CustomerKey customer) {
        try (ProfileStore profiles = ProfileStore.open(context.hbase(), tenant)) {
            return profiles.profile(customer);
        }
    }

    private Map<String, String> scores(CustomerKey customer) {
        Map<String, String> scores = new TreeMap<>();
        profile(customer).scores().forEach((name, score) -> scores.put(name, score.value()));
        return scores;
    }
}
