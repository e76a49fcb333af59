package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.crmlake.cli.export.SegmentExport.Exported;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedSpark.class)
class SegmentExportIT {
    private static final LocalDate AUGUST = LocalDate.of(2011, 8, 1);
    private static final LocalDate SEPTEMBER = LocalDate.of(2011, 9, 1);

    private final Tenant tenant = new Tenant(UniqueName.of("export"));

    @TempDir
    private Path folder;

    private SparkSession spark;

    @BeforeEach
    void createTables(SparkSession session) {
        spark = session;
        URI warehouse = URI.create(spark.conf().get("spark.sql.catalog.lake.warehouse"));
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.inFolder(warehouse), new Configuration(false))) {
            catalog.createAndVerify(tenant);
        }
    }

    @Test
    void writesTheNewestScoresOfOneSegmentSortedByCustomer() {
        append(
                score("shop:b", "Champions", AUGUST),
                score("shop:c", "Champions", SEPTEMBER),
                score("shop:a", "Champions", SEPTEMBER),
                score("shop:d", "Lost", SEPTEMBER));

        Exported exported = export().export("Champions", Optional.empty(), folder);

        assertThat(exported)
                .isEqualTo(new Exported(
                        folder.resolve(tenant + "-champions-2011-09-01.csv"), "Champions", SEPTEMBER, 2, 0));
        assertThat(exported.file())
                .hasContent(String.join(
                        "\r\n",
                        "customer_key,segment,rfm_score,recency_days,frequency,monetary,as_of",
                        "shop:a,Champions,543,7,3,12.5000,2011-09-01",
                        "shop:c,Champions,543,7,3,12.5000,2011-09-01",
                        ""));
    }

    @Test
    void writesTheScoresOfTheDateAskedFor() {
        append(score("shop:b", "Champions", AUGUST), score("shop:c", "Champions", SEPTEMBER));

        Exported exported = export().export("Champions", Optional.of(AUGUST), folder);

        assertThat(exported.customers()).isEqualTo(1);
        assertThat(exported.file())
                .hasFileName(tenant + "-champions-2011-08-01.csv")
                .content()
                .contains("shop:b");
    }

    @Test
    void leavesOutWhoIsOnTheListByWhateverIsKnownOfThem() throws IOException {
        append(
                score("shop:a", "Champions", AUGUST),
                score("shop:b", "Champions", AUGUST),
                score("shop:c", "Champions", AUGUST));
        Path list = Files.writeString(folder.resolve("list"), "shop:b\nJohn.Doe@gmail.com\nnobody@example.org\n");
        Gate gate = new Gate(
                Destinations.installed().named("csv"), Suppressions.read(list, Phones.ANYWHERE), Phones.ANYWHERE);

        Exported exported = new SegmentExport(
                        spark,
                        tenant,
                        gate,
                        rows -> rows.withColumn(
                                SegmentExport.TRAITS,
                                functions.expr(
                                        "if(customer_key = 'shop:c', map('email', 'johndoe+x@googlemail.com'), null)")))
                .export("Champions", Optional.empty(), folder);

        assertThat(exported.file()).content().contains("shop:a,").doesNotContain("shop:b", "shop:c");
        assertThat(exported.suppressed()).isEqualTo(2);
        assertThat(exported.customers()).isEqualTo(1);
    }

    @Test
    void namesTheNearestSegmentIfThereIsNone() {
        append(score("shop:a", "Champions", AUGUST), score("shop:b", "Lost", AUGUST));

        assertThatThrownBy(() -> export().export("champion", Optional.empty(), folder))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND))
                .hasMessage("Cannot export segment 'champion': nobody is in it as of 2011-08-01. Did you mean"
                        + " 'Champions'? The segments are Champions, Lost.");
    }

    @Test
    void aSegmentsNameIsAValueAndNoCondition() {
        append(score("shop:a", "Champions", AUGUST));

        assertThatThrownBy(() -> export().export("x' OR '1'='1", Optional.empty(), folder))
                .hasMessageStartingWith("Cannot export segment 'x' OR '1'='1': nobody is in it as of 2011-08-01.");
    }

    @Test
    void saysHowToGetScoresIfThereAreNone() {
        SegmentExport export = export();

        assertThatThrownBy(() -> export.export("Champions", Optional.empty(), folder))
                .hasMessage("Cannot export a segment of tenant " + tenant
                        + ": there are no scores yet. Run `crmlake run" + " rfm --as-of DATE` first.");
        assertThatThrownBy(() -> export.export("Champions", Optional.of(AUGUST), folder))
                .hasMessage("Cannot export a segment of tenant " + tenant + ": there are no scores as of 2011-08-01."
                        + " Run `crmlake run rfm --as-of DATE` first.");
    }

    private SegmentExport export() {
        return new SegmentExport(
                spark,
                tenant,
                new Gate(Destinations.installed().named("csv"), Suppressions.NONE, Phones.ANYWHERE),
                rows -> rows.withColumn(
                        SegmentExport.TRAITS, functions.lit(null).cast("map<string,string>")));
    }

    private void append(Row... scores) {
        new SparkLake(spark, tenant)
                .append(
                        spark.createDataFrame(List.of(scores), SparkLake.columns(RfmScoresTable.TABLE)),
                        RfmScoresTable.TABLE,
                        Map.of());
    }

    private static Row score(String customer, String segment, LocalDate asOf) {
        return RowFactory.create(
                customer, 7, 3L, new BigDecimal("12.5"), 5, 4, 3, 543, segment, java.sql.Date.valueOf(asOf));
    }
}
