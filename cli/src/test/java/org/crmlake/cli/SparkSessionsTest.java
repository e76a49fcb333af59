package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code spark-submit} makes a system property of each line of {@code spark-defaults.conf} and of each {@code --conf}. */
class SparkSessionsTest {
    @ParameterizedTest
    @CsvSource({
        "spark.sql.ansi.enabled, false",
        "spark.sql.session.timeZone, America/New_York",
        "spark.sql.variable.substitute, true",
        "spark.sql.timestampType, TIMESTAMP_NTZ",
        "spark.sql.sources.v2.bucketing.shuffle.enabled, true",
        "spark.sql.catalog.lake.cache-enabled, true",
        "spark.sql.catalog.lake, org.example.Catalog",
    })
    void refusesByNameWhatAnswersWouldBeWrongWith(String name, String value) {
        System.setProperty(name, value);
        try {
            Outcome outcome = RunCrmlake.run("ingest", "check", "samples/cdnow/CDNOW_sample.txt");

            assertThat(outcome.code()).isEqualTo(2);
            assertThat(outcome.out()).isEmpty();
            assertThat(outcome.err())
                    .startsWith("crmlake: Cannot start Spark: " + name + " is given"
                            + (name.contains("catalog") ? ", and " : " as '" + value + "', and crmlake "))
                    .endsWith("eave it out of spark-defaults.conf, --conf and CRMLAKE_JAVA_OPTS.\n");
        } finally {
            System.clearProperty(name);
        }
    }
}
