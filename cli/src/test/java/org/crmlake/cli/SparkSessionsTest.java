package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.util.Utils;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;

/** {@code spark-submit} makes a system property of each line of {@code spark-defaults.conf} and of each {@code --conf}. */
class SparkSessionsTest {
    @ParameterizedTest
    @ValueSource(strings = {"jdbc.password", "credential", "token"})
    void whatACatalogIsLoggedInWithIsShownNowhere(String property) {
        SparkConf conf = new SparkConf(false);
        SparkSessions.OF_PROCESS.forEach(conf::set);
        Tuple2<String, String> said = new Tuple2<>("spark.sql.catalog.lake." + property, "s3cret");

        assertThat(CollectionConverters.asJava(Utils.redact(
                        conf, CollectionConverters.asScala(List.of(said)).toSeq())))
                .singleElement()
                .satisfies(shown -> assertThat(shown._2()).doesNotContain("s3cret"));
    }

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
