package org.crmlake.jobs.supervised;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.daily.EventRows;
import org.crmlake.jobs.daily.EventRows.Happening;
import org.crmlake.jobs.supervised.LearnerSettings.Balance;
import org.crmlake.jobs.supervised.LearnerSettings.CalibrationKind;
import org.crmlake.jobs.supervised.LearnerSettings.Learner;
import org.crmlake.jobs.value.ModelStore;
import org.crmlake.jobs.value.StoredModel;
import org.crmlake.lake.ChurnPredictionsTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Customers who stop buying at random, and who closes the account is entered afterwards with an earlier date. */
@Tag("long")
@ExtendWith(SharedSpark.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KnownInTimeTest {
    private static final LocalDate NOW = LocalDate.of(2026, 6, 1);
    private static final int DAYS = 30;
    private static final LocalDate JUDGED = NOW.minusDays(DAYS);
    private static final LocalDate LEARNED = JUDGED.minusDays(DAYS);

    private SparkSession spark;
    private final List<Happening> purchases = new ArrayList<>();
    private final List<Happening> closures = new ArrayList<>();

    @BeforeAll
    void buy(SparkSession spark) {
        this.spark = spark;
        Random random = new Random(7);
        for (int customer = 0; customer < 300; customer++) {
            double gap = 4 + random.nextInt(26);
            LocalDate end = NOW.minusDays(random.nextInt(100) - 20);
            LocalDate last = NOW.minusDays(110);
            for (LocalDate day = last; day.isBefore(NOW) && day.isBefore(end); ) {
                buy(customer, day);
                last = day;
                day = day.plusDays(1 + (long) (-gap * Math.log(1 - random.nextDouble())));
            }
            for (LocalDate cut : List.of(LEARNED, JUDGED)) {
                boolean bought = purchases.stream()
                        .filter(of(customer))
                        .map(event -> event.at().atOffset(ZoneOffset.UTC).toLocalDate())
                        .anyMatch(day -> !day.isBefore(cut) && day.isBefore(cut.plusDays(DAYS)));
                if (!bought) {
                    closures.add(closed(customer, cut));
                }
            }
        }
    }

    @Test
    void whatBecameKnownLaterDoesNotMoveTheAuc() {
        List<Happening> all = new ArrayList<>(purchases);
        all.addAll(closures);
        double honest = auc(purchases, KnownBy.RECEIVED);

        assertThat(honest).isBetween(0.55, 0.9);
        assertThat(auc(all, KnownBy.RECEIVED)).isEqualTo(honest);
        // Without the rule the answer is in the features: the test would see it.
        assertThat(auc(all, KnownBy.HAPPENED)).isGreaterThan(honest + 0.08);
    }

    @Test
    void scoresEveryCustomerWithReasonsAndSaysHowGoodThatIs() {
        JobContext context = LocalLake.context(spark);
        context.lake().append(EventRows.in(spark, purchases), EventsTable.TABLE, Map.of());

        JobOutcome outcome = new ChurnSupervisedJob()
                .run(context, new JobArguments(NOW, Map.of("label-days", Integer.toString(DAYS), "lake-only", "true")));

        assertThat(outcome.written()).extracting(Written::rows).containsExactly(1L, 300L, 0L);
        assertThat(outcome.findings())
                .containsEntry("model", "events-logistic")
                .containsEntry("learned_at", LEARNED)
                .containsEntry("judged_at", JUDGED)
                .containsEntry("customers", 300L);
        StoredModel model = new ModelStore(context).all().get(0);
        assertThat(outcome.findings()).containsEntry("model_id", model.id());
        assertThat(model.parameters()).hasSize(14).containsKeys("intercept", "days_since_purchase");
        assertThat(model.metrics())
                .containsEntry("auc", (Double) outcome.findings().get("auc"));
        Row first = context.lake()
                .read(ChurnPredictionsTable.TABLE)
                .orderBy(col(ChurnPredictionsTable.PROBABILITY).desc())
                .first();
        assertThat(first.<Integer>getAs(ChurnPredictionsTable.DECILE)).isEqualTo(1);
        assertThat(first.getList(first.fieldIndex(ChurnPredictionsTable.REASONS)))
                .isNotEmpty();
    }

    @Test
    void saysWhatToDoWhereNothingWasKnownInTime() {
        JobContext context = LocalLake.context(spark);
        context.lake().append(EventRows.in(spark, closures), EventsTable.TABLE, Map.of());

        assertThatThrownBy(
                        () -> new ChurnSupervisedJob().run(context, new JobArguments(NOW, Map.of("label-days", "30"))))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DATA))
                .hasMessage(
                        "Cannot learn who stops buying: no event had happened before 2026-04-02 and was known by then."
                                + " Choose a later date or fewer --label-days; if the history was loaded afterwards, run with"
                                + " --known-by happened.");
    }

    private double auc(List<Happening> happenings, KnownBy knownBy) {
        Dataset<Row> events = EventRows.in(spark, happenings).coalesce(1).persist();
        LearnerSettings settings = new LearnerSettings(Learner.LOGISTIC, Balance.NONE, CalibrationKind.NONE, 1);
        Dataset<Row> learned = ChurnSupervisedJob.labelledAt(events, LEARNED, JUDGED, NOW, knownBy)
                .persist();
        ChurnClassifier classifier = ChurnClassifier.fit(learned, ChurnFeaturesTransform.FEATURES, settings);
        Dataset<Row> judged = classifier.score(ChurnSupervisedJob.labelledAt(events, JUDGED, NOW, NOW, knownBy));
        double auc = Discrimination.auc(ScoreCounts.of(judged, col(ChurnClassifier.PROBABILITY), col(Features.LABEL)))
                .value();
        learned.unpersist();
        events.unpersist();
        return auc;
    }

    private static java.util.function.Predicate<Happening> of(int customer) {
        return event -> event.customer().equals("crm:" + customer);
    }

    private void buy(int customer, LocalDate day) {
        purchases.add(new Happening(
                "p" + purchases.size(),
                "Order Completed",
                "crm:" + customer,
                day.atTime(12, 0).toInstant(ZoneOffset.UTC),
                "o" + purchases.size(),
                "10",
                "EUR"));
    }

    private Happening closed(int customer, LocalDate cut) {
        Instant before = cut.minusDays(3).atTime(12, 0).toInstant(ZoneOffset.UTC);
        Instant after = NOW.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        return new Happening("c" + closures.size(), "Account Closed", "crm:" + customer, before, null, null, null)
                .takenIn(after);
    }
}
