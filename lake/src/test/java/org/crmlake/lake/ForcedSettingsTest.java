package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Spark is given by others beside what crmlake needs. */
class ForcedSettingsTest {
    private final Configuration hadoop = new Configuration(false);

    ForcedSettingsTest() {
        hadoop.set("fs.defaultFS", "hdfs://name:8020");
    }

    @Test
    void refusesACatalogThatSparkWasGivenByOthers() {
        LakeSettings settings = LakeSettings.onClusterOf(hadoop);
        Map<String, String> given = Map.of(
                "spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog",
                "spark.sql.catalog.lake.warehouse", "hdfs://other/warehouse",
                "spark.sql.catalog.lake.jdbc.password", "s3cret",
                "spark.sql.catalog.other", "x.Catalog");

        assertThatThrownBy(() -> ForcedSettings.check(given, settings.sparkSettings()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(
                        "Cannot start Spark: spark.sql.catalog.lake.jdbc.password is given, and what Spark writes to would"
                                + " not be what the rest of crmlake reads. Set lake.catalog.* of crmlake, which hold for Spark as well,"
                                + " and leave it out of spark-defaults.conf, --conf and CRMLAKE_JAVA_OPTS.");
    }

    @Test
    void aPathThatDiffersInCaseIsAnotherOne() {
        Map<String, String> wanted = LakeSettings.onClusterOf(hadoop).sparkSettings();
        String name = "spark.sql.catalog.lake.warehouse";

        ForcedSettings.check(Map.of(name, wanted.get(name)), wanted);
        assertThatThrownBy(() -> ForcedSettings.check(Map.of(name, "hdfs://name:8020/CRMLAKE/warehouse"), wanted))
                .hasMessageStartingWith("Cannot start Spark: spark.sql.catalog.lake.warehouse is given, ");
    }

    @ParameterizedTest
    @CsvSource({
        "spark.sql.files.ignoreCorruptFiles, true, false",
        "spark.sql.files.ignoreMissingFiles, TRUE, false",
        "spark.sql.jsonGenerator.ignoreNullFields, false, true",
        "spark.sql.jsonGenerator.writeNullIfWithDefaultValue, false, true",
        "spark.sql.parquet.binaryAsString, true, false",
        "spark.sql.parquet.int96AsTimestamp, false, true",
        "spark.sql.parquet.mergeSchema, true, false",
        "spark.sql.parser.quotedRegexColumnNames, true, false",
        "spark.sql.decimalOperations.allowPrecisionLoss, false, true",
        "spark.sql.legacy.castComplexTypesToString.enabled, true, false",
        "spark.sql.legacy.statisticalAggregate, true, false"
    })
    void settingsThatLoseRowsOrChangeValuesHaveOneValue(String name, String other, String wanted) {
        ForcedSettings.check(Map.of(name, wanted.toUpperCase(Locale.ROOT)), ForcedSettings.ALL);
        assertThatThrownBy(() -> ForcedSettings.check(Map.of(name, other), ForcedSettings.ALL))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage("Cannot start Spark: " + name + " is given as '" + other + "', and crmlake needs '" + wanted
                        + "' to answer right. Leave it out of spark-defaults.conf, --conf and CRMLAKE_JAVA_OPTS.");
    }

    @Test
    void settingsThatAnswersDoNotHangOnAreFree() {
        ForcedSettings.check(
                Map.of(
                        "spark.sql.shuffle.partitions", "7",
                        "spark.sql.parquet.compression.codec", "zstd",
                        "spark.sql.legacy.nobodyKnowsIt", "x"),
                ForcedSettings.ALL);
    }
}
