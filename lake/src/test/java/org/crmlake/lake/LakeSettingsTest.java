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
import org.junit.jupiter.params.provider.ValueSource;

class LakeSettingsTest {
    private final Configuration hadoop = new Configuration(false);

    LakeSettingsTest() {
        hadoop.set("fs.defaultFS", "hdfs://name:8020");
    }

    @Test
    void isPlainFilesOnHdfsUnlessSomethingElseIsSaid() {
        assertThat(LakeSettings.onClusterOf(hadoop).catalog())
                .containsEntry("type", "hadoop")
                .containsEntry("warehouse", "hdfs://name:8020/crmlake/warehouse");
    }

    @Test
    void readsACatalogInADatabase() {
        say("type", "jdbc", "uri", "jdbc:postgresql://db/lake", "user", "crm", "password", "${not a variable}");

        LakeSettings settings = LakeSettings.onClusterOf(hadoop);

        assertThat(settings.catalog())
                .containsEntry("type", "jdbc")
                .containsEntry("uri", "jdbc:postgresql://db/lake")
                .containsEntry("warehouse", "hdfs://name:8020/crmlake/warehouse")
                .containsEntry("jdbc.user", "crm")
                .containsEntry("jdbc.password", "${not a variable}")
                .containsEntry("jdbc.schema-version", "V1");
        assertThat(settings.place()).isEqualTo("jdbc:postgresql://db/lake");
        assertThat(settings).asString().doesNotContain("variable");
    }

    @Test
    void readsACatalogOfAService() {
        say("type", "rest", "uri", "https://catalog/", "user", "crm", "password", "s3cret", "warehouse", "prod");

        assertThat(LakeSettings.onClusterOf(hadoop).catalog())
                .containsEntry("type", "rest")
                .containsEntry("uri", "https://catalog/")
                .containsEntry("warehouse", "prod")
                .containsEntry("credential", "crm:s3cret")
                .doesNotContainKey("token");
    }

    @Test
    void takesAPasswordWithoutUserForAToken() {
        say("type", "rest", "uri", "https://catalog/", "password", "s3cret", "options", "scope=lake, io-impl=x.Y");

        assertThat(LakeSettings.onClusterOf(hadoop).catalog())
                .containsEntry("token", "s3cret")
                .containsEntry("scope", "lake")
                .containsEntry("io-impl", "x.Y")
                .doesNotContainKeys("credential", "warehouse");
    }

    @Test
    void givesSparkAllThatItUsesItself() {
        say("type", "jdbc", "uri", "jdbc:h2:tcp://localhost:1/lake", "user", "crm", "password", "s3cret");
        LakeSettings settings = LakeSettings.onClusterOf(hadoop);

        Map<String, String> spark = settings.sparkSettings();

        assertThat(SureCatalogs.of(settings.catalog()))
                .containsEntry("jdbc.password", "s3cret")
                .allSatisfy((key, value) -> assertThat(spark).containsEntry("spark.sql.catalog.lake." + key, value));
        ForcedSettings.check(spark, spark);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"s3a://bucket/lake", "gs://bucket/lake", "abfs://c@a.dfs.core.windows.net/l", "abfss://c@a/l"})
    void keepsPlainFilesOffObjectStores(String warehouse) {
        say("warehouse", warehouse, "type", "hadoop");

        refuses("Cannot open the lake: a catalog of type hadoop keeps its tables on hdfs, not at " + warehouse
                + ". A rename there does not tell which of two commits came first: set lake.catalog.type to jdbc or rest,"
                + " and lake.catalog.uri to the address of that catalog.");

        say("type", "jdbc", "uri", "jdbc:postgresql://db/lake");
        assertThat(LakeSettings.onClusterOf(hadoop).catalog()).containsEntry("warehouse", warehouse);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///lake", "ftp://host/lake", "/lake", "oss://bucket/lake"})
    void keepsTablesOffAllElse(String warehouse) {
        say("type", "jdbc", "uri", "jdbc:postgresql://db/lake", "warehouse", warehouse);

        refuses("Cannot open the lake: a catalog of type jdbc keeps its tables on hdfs, s3a, gs, abfs, abfss, not at "
                + warehouse + ". Set lake.catalog.warehouse to a folder there.");
    }

    @Test
    void needsHdfsForLocksAndPlansWhereverTheTablesAre() {
        hadoop.set("fs.defaultFS", "s3a://bucket");
        say("type", "jdbc", "uri", "jdbc:postgresql://db/lake");

        refuses(
                "Cannot open the lake: fs.defaultFS is s3a://bucket, and the locks of sources, the plans of streams and the"
                        + " files for HBase need HDFS, which makes a file only if there is none and renames it in one step. Set"
                        + " fs.defaultFS to an hdfs address; the tables may lie elsewhere, with lake.catalog.type jdbc or rest and"
                        + " lake.catalog.warehouse.");
    }

    @Test
    void refusesSettingsThatDoNotFitEachOther() {
        say("uri", "jdbc:postgresql://db/lake");
        refuses("Cannot open the lake: lake.catalog.uri is set, but lake.catalog.type is not. Set it to hadoop, jdbc or"
                + " rest.");
        say("type", "hadoop");
        refuses("Cannot open the lake: lake.catalog.uri is set, and a catalog of type hadoop has none. Leave it out.");
        say("type", "hive");
        refuses(
                "Cannot open the lake: there is no catalog of type 'hive'. Set lake.catalog.type to hadoop, jdbc or rest.");
        say("type", "rest");
        refuses(
                "Cannot open the lake: lake.catalog.uri is no address that begins with http. Set it to the address of the"
                        + " catalog of type rest.");
        say("type", "jdbc", "options", "a=b,warehouse=s3a://x");
        refuses(noOption("warehouse"));
        say("options", "scope");
        refuses(noOption("a part without ="));
    }

    private static String noOption(String name) {
        return "Cannot open the lake: lake.catalog.options cannot have '" + name
                + "'. Write name=value, more of them after"
                + " commas, each name once, and none of type, catalog-impl, uri, warehouse, cache-enabled and what"
                + " lake.catalog.* set by themselves.";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type",
                "Warehouse",
                "WAREHOUSE",
                "Uri",
                "Catalog-Impl",
                "Cache-Enabled",
                "jdbc.user",
                "JDBC.Password",
                "JDBC.schema-version",
                "Retryable_Status_Codes",
                "IO.manifest.cache-enabled"
            })
    void noOptionTakesThePlaceOfASettingInWhateverCase(String name) {
        say("type", "jdbc", "uri", "jdbc:postgresql://db/lake", "user", "crm", "password", "s3cret");
        say("options", "a=b," + name + "=x");

        refuses(noOption(name));
    }

    @Test
    void anOptionIsSaidOnce() {
        say(
                "type",
                "rest",
                "uri",
                "https://catalog/",
                "user",
                "crm",
                "password",
                "s3cret",
                "options",
                "scope=a,Scope=b");
        refuses(noOption("Scope"));
        say("options", "CREDENTIAL=x");
        refuses(noOption("CREDENTIAL"));
        say("options", "token=x");
        assertThat(LakeSettings.onClusterOf(hadoop).catalog()).containsEntry("token", "x");
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc, jdbc:h2:tcp://db/lake, jdbc.NETWORK_TIMEOUT, 30000",
        "jdbc, jdbc:postgresql://db/lake, jdbc.socketTimeout, 30",
        "jdbc, jdbc:mariadb://db/lake, jdbc.socketTimeout, 30000",
        "jdbc, jdbc:mysql://db/lake, jdbc.socketTimeout, 30000",
        "rest, https://catalog/, rest.client.socket-timeout-ms, 60000"
    })
    void noCatalogIsWaitedForWithoutEnd(String type, String uri, String name, String limit) {
        say("type", type, "uri", uri);
        assertThat(LakeSettings.onClusterOf(hadoop).catalog()).containsEntry(name, limit);
        assertThat(LakeSettings.onClusterOf(hadoop).sparkSettings())
                .containsEntry("spark.sql.catalog.lake." + name, limit);

        say("options", name + "=7");
        assertThat(LakeSettings.onClusterOf(hadoop).catalog()).containsEntry(name, "7");
        say("options", name.toUpperCase(Locale.ROOT) + "=7");
        assertThat(LakeSettings.onClusterOf(hadoop).catalog())
                .containsEntry(name, "7")
                .satisfies(catalog -> assertThat(catalog.keySet())
                        .filteredOn(name::equalsIgnoreCase)
                        .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/lake?socketTimeout=5",
                "jdbc:h2:tcp://db/lake;network_timeout=5",
                "jdbc:x:y"
            })
    void aLimitThatTheAddressSaysStays(String uri) {
        say("type", "jdbc", "uri", uri);

        assertThat(LakeSettings.onClusterOf(hadoop).catalog())
                .doesNotContainKeys("jdbc.socketTimeout", "jdbc.NETWORK_TIMEOUT");
    }

    @Test
    void looksForTablesOfPlainFilesWhereTheyAreSaidToHaveBeen() {
        say("type", "jdbc", "uri", "jdbc:postgresql://db/lake", "warehouse", "s3a://bucket/lake");
        say("moved-from", "hdfs://name:8020/old/");

        assertThat(LakeSettings.onClusterOf(hadoop).warehouses(hadoop))
                .containsExactly("s3a://bucket/lake", "hdfs://name:8020/old", "hdfs://name:8020/crmlake/warehouse");

        say("moved-from", "s3a://bucket/old");
        refuses(
                "Cannot open the lake: lake.catalog.moved-from is s3a://bucket/old, and plain files have kept tables on hdfs"
                        + " alone. Set it to the folder that lake.catalog.warehouse named then.");
        hadoop.unset("lake.catalog.uri");
        say("type", "hadoop");
        refuses(
                "Cannot open the lake: lake.catalog.moved-from is set, and a catalog of type hadoop has none. Leave it out.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/lake?user=crm&password=s3cret",
                "jdbc:mariadb://crm:s3cret@db/lake",
                "jdbc:h2:tcp://db/lake;PASSWORD=s3cret"
            })
    void refusesAPasswordWhereItWouldBeShown(String uri) {
        say("type", "jdbc", "uri", uri);

        refuses(
                "Cannot open the lake: lake.catalog.uri holds a password, and addresses are shown in messages. Take it out"
                        + " and set lake.catalog.user and lake.catalog.password.");
    }

    private void say(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            hadoop.set("lake.catalog." + namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    private void refuses(String message) {
        assertThatThrownBy(() -> LakeSettings.onClusterOf(hadoop))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage(message);
    }
}
