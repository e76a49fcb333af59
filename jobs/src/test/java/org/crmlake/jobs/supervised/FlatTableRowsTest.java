package org.crmlake.jobs.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
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
}
