package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How {@code bin/crmlake} starts a command. */
class LauncherTest extends MadeUpCheckout {
    @Test
    void startsHistoryWithoutSpark() throws Exception {
        List<String> words = run(checkout.resolve("bin/crmlake"), Map.of(), "--tenant", "acme", "history", "a:1");

        assertThat(words)
                .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
                .endsWith("org.crmlake.cli.Crmlake", "--tenant", "acme", "history", "a:1");
        assertThat(classPath(words))
                .contains("crmlake-cli-1.jar", "/r/picocli-4.7.7.jar", "/r/hbase-schema-library-1.jar")
                .doesNotContain("spark", "iceberg");
    }

    @Test
    void startsSparkOnThisMachine() throws Exception {
        List<String> words =
                run(checkout.resolve("bin/crmlake"), Map.of("CRMLAKE_JAVA_OPTS", "-Xmx5g"), "query", "SELECT 1");

        assertThat(words)
                .contains("-Dspark.master=local[*]", "--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-opens=b/c=D")
                .containsSubsequence("-Xmx2g", "-Xmx5g")
                .anyMatch(word -> word.matches("-Dspark\\.sql\\.shuffle\\.partitions=[1-9]\\d*"))
                .endsWith("org.crmlake.cli.Crmlake", "query", "SELECT 1");
        assertThat(classPath(words)).contains("crmlake-cli-1.jar", "/r/spark-core_2.13-4.1.1.jar");
    }

    @Test
    void tellsTheCommandFromAnOptionsValue() throws Exception {
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "--tenant", "history", "verify"))
                .contains("-Dspark.master=local[*]");
    }

    @Test
    void handsOverToTheSparkOfACluster() throws Exception {
        Path spark = folder.resolve("spark");
        executable(spark.resolve("bin/spark-submit"), "#!/bin/sh\nprintf '%s\\n' spark-submit \"$@\"\n");
        Files.createDirectories(spark.resolve("jars"));
        Files.writeString(spark.resolve("jars/spark-core_2.13-4.0.0.jar"), "");

        List<String> words = run(checkout.resolve("bin/crmlake"), Map.of("SPARK_HOME", spark.toString()), "verify");

        assertThat(words).startsWith("spark-submit", "--class", "org.crmlake.cli.Crmlake", "--jars");
        assertThat(words.get(words.indexOf("--jars") + 1)).isEqualTo("/r/picocli-4.7.7.jar,/r/iceberg-1.12.0.jar");
        assertThat(words).noneMatch(word -> word.contains("spark.master")).endsWith("verify");
    }

    @Test
    void findsItsCheckoutThroughLinks() throws Exception {
        Path near = Files.createSymbolicLink(folder.resolve("near"), Path.of("check out/bin/crmlake"));
        Path far = Files.createSymbolicLink(folder.resolve("far"), near);

        assertThat(run(far, Map.of(), "help")).contains("-Dcrmlake.installation=" + checkout.toRealPath());
    }

    @Test
    void tellsTheSandboxHowToStartItsServers() throws Exception {
        List<String> words = run(checkout.resolve("bin/crmlake"), Map.of(), "sandbox", "start");

        assertThat(words)
                .contains(
                        "-Dcrmlake.sandbox.class-path=" + checkout.toRealPath()
                                + "/sandbox/target/crmlake-sandbox-1.jar:/r/sandbox-library-1.jar",
                        "-Dcrmlake.jvm.opens=--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=b/c=D",
                        "-Dcrmlake.archives=" + checkout.toRealPath() + "/target/archives");
    }

    @Test
    void readsNamesAsUtf8WhateverTheLocale() throws Exception {
        executable(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$LC_ALL\"\n");

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of("LC_ALL", "C"), "help"))
                .endsWith("C.UTF-8");
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of("LC_ALL", "de_DE.UTF-8"), "help"))
                .endsWith("de_DE.UTF-8");
    }

    @Test
    void letsNobodyElseReadWhatACommandWrites() throws Exception {
        executable(folder.resolve("jdk/bin/java"), "#!/bin/sh\numask\n");

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "sandbox", "start"))
                .containsExactly("0077");
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "export", "x"))
                .containsExactly("0077");
    }

    @Test
    void needsNoAddressOfThisMachineUnlessOthersHaveToReachIt() throws Exception {
        executable(folder.resolve("jdk/bin/java"), "#!/bin/sh\necho \"$SPARK_LOCAL_IP $SPARK_LOCAL_HOSTNAME\"\n");

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "query", "SELECT 1"))
                .containsExactly("127.0.0.1 localhost");
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of("SPARK_LOCAL_IP", "10.0.0.7"), "query", "SELECT 1"))
                .containsExactly("10.0.0.7 ");
        assertThat(run(
                        checkout.resolve("bin/crmlake"),
                        Map.of("CRMLAKE_JAVA_OPTS", "-Dspark.master=spark://host:7077"),
                        "query",
                        "SELECT 1"))
                .containsExactly(" ");
    }

    @Test
    void saysWhereItLookedForSpark() {
        assertThatThrownBy(() -> run(checkout.resolve("bin/crmlake"), Map.of("SPARK_HOME", "/nowhere"), "verify"))
                .hasMessageContaining("Cannot run on a cluster: there is no /nowhere/bin/spark-submit."
                        + " Point SPARK_HOME at the folder of your Spark, or unset it to run on this machine.");
    }
}
