package org.crmlake.jobs.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.lake.ChurnPredictionsTable;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class FlatTableRowsTest {
    @TempDir
    Path folder;

    /** Keys are compared as they are read: without the blanks around them. */
    @Test
    void refusesACustomerWithTwoRows(SparkSession spark) throws IOException {
        Files.writeString(folder.resolve("customers.csv"), "id,months,gone\na,1,Yes\nb,2,No\n a ,3,No\nc,4,No\n");
        Path declaration = Files.writeString(folder.resolve("customers.yaml"), """
                {name: twice, path: customers.csv, format: csv, options: {header: 'true'}, key: id, namespace: shop,
                 label: gone, left: 'Yes', numeric: [months]}
                """);
        JobContext context = LocalLake.context(spark);
        JobArguments arguments = new JobArguments(
                LocalDate.of(2026, 6, 1), Map.of("table", declaration.toString(), "lake-only", "true"));

        assertThatThrownBy(() -> new ChurnTableJob().run(context, arguments))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DATA))
                .hasMessage(
                        "Cannot learn from the table of customers: 1 of its keys are on 2 rows, and each customer has one."
                                + " Keep one row of each, or name another column as key.");
        assertThat(context.lake().read(ChurnPredictionsTable.TABLE).count()).isZero();
    }

    /** Who left is told by a column of which the latest customers have nothing: what folds by lot say of it does not hold. */
    @Test
    void holdsOutTheLatestAndTellsThatOneColumnCarriesTheRanking(SparkSession spark) throws IOException {
        StringBuilder csv = new StringBuilder("id,since,usage.per.month,`kind`,note,gone\n");
        Random random = new Random(4);
        for (int i = 0; i < 1_500; i++) {
            boolean gone = random.nextInt(3) == 0;
            // What is known of them now was written down after they had left, and of the latest fifth it is not yet.
            double usage = i < 1_200 && gone ? random.nextDouble() : 2 * random.nextDouble();
            csv.append(i)
                    .append(',')
                    .append(LocalDate.of(2025, 1, 1).plusDays(i / 5))
                    .append(',')
                    .append(usage)
                    .append(',')
                    .append(random.nextInt(3))
                    .append(",x,")
                    .append(gone ? "Yes" : "No")
                    .append('\n');
        }
        csv.append("no-time,soon,1,1,x,No\nno-label,2025-02-01,1,1,x,\n");
        Files.writeString(folder.resolve("customers.csv"), csv);

        JobOutcome byLot = learn(spark, "");
        JobOutcome byTime = learn(spark, "time: since, ");

        assertThat(byLot.findings())
                .containsEntry("judged_by", "folds by lot: customers of the same time, not customers to come")
                .containsEntry("without_label", 1L)
                .containsEntry("customers", 1_501L)
                .doesNotContainKey("judged_from");
        assertThat((double) byLot.findings().get("auc")).isGreaterThan(0.65);
        assertThat(byLot.warnings()).anySatisfy(warning -> assertThat(warning)
                .matches("One column carries the ranking: 'usage\\.per\\.month' alone has an AUC of 0\\.\\d{3}, all"
                        + " columns together 0\\.\\d{3}\\. See whether it tells the answer, or was known too late\\."));
        assertThat(byTime.findings())
                .containsEntry("judged_by", "the latest by since, of whom nothing was learned and nothing later")
                .containsEntry("judged_from", LocalDate.of(2025, 1, 1).plusDays(240))
                .containsEntry("without_label", 1L)
                .containsEntry("without_time", 1L)
                .containsEntry("customers", 300L);
        assertThat((double) byTime.findings().get("auc")).isBetween(0.35, 0.6);
        assertThat(byTime.warnings())
                .anySatisfy(warning -> assertThat(warning).startsWith("The scores cannot be told from chance: "));
    }

    @Test
    void oneDayIsNoTimeToHoldOut(SparkSession spark) throws IOException {
        Files.writeString(
                folder.resolve("customers.csv"),
                "id,since,usage.per.month,`kind`,note,gone\na,2025-01-01,1,1,x,Yes\nb,2025-01-01T10:00:00Z,2,1,x,No\n");

        assertThatThrownBy(() -> learn(spark, "time: since, "))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DATA))
                .hasMessage(
                        "Cannot hold out the latest customers: of 2 with a time that can be read, all are of 1 days."
                                + " Name another column as time, of 2 to 100000 days, or none.");
    }

    private JobOutcome learn(SparkSession spark, String time) throws IOException {
        Path declaration = Files.writeString(folder.resolve("customers.yaml"), """
                {name: dots, path: customers.csv, format: csv, options: {header: 'true'}, key: id, namespace: shop,
                 %s label: gone, left: 'Yes', numeric: [usage.per.month], categorical: ['`kind`', note]}
                """.formatted(time));
        JobContext context = LocalLake.context(spark);
        return new ChurnTableJob()
                .run(
                        context,
                        new JobArguments(
                                LocalDate.of(2026, 6, 1),
                                Map.of("table", declaration.toString(), "calibration", "none", "lake-only", "true")));
    }
}
