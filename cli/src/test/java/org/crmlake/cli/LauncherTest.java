package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/crmlake} in a made-up checkout, where Java, Maven and spark-submit only say how they were called. */
class LauncherTest {
    private static final Instant SOURCES = Instant.parse("2024-05-01T10:00:00Z");
    private static final Instant JARS = Instant.parse("2024-05-01T11:00:00Z");
    private static final List<String> MODULES =
            List.of("model", "hbase-schema", "lake", "sandbox", "ingest", "jobs", "cli");

    /** Says its words, and writes the files of classes that it is asked for. */
    private static final String JAVA = """
            #!/bin/sh
            printf '%s\\n' java "$@"
            for word do
              case $word in
                -Xshare:dump) dump=yes ;;
                -XX:DumpLoadedClassList=* | -XX:ArchiveClassesAtExit=*) echo some > "${word#*=}" ;;
                -XX:SharedArchiveFile=*) [ -z "$dump" ] || echo some > "${word#*=}" ;;
              esac
            done
            """;

    @TempDir
    Path folder;

    private Path checkout;

    @BeforeEach
    void makeCheckout() throws IOException {
        checkout = Files.createDirectories(folder.resolve("check out"));
        Path script = Path.of(System.getProperty("crmlake.repository")).resolve("bin/crmlake");
        executable(checkout.resolve("bin/crmlake"), Files.readString(script));
        file(
                "pom.xml",
                "<jvm.opens>--add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=b/c=D</jvm.opens>\n",
                SOURCES);
        for (String module : MODULES) {
            file(module + "/pom.xml", "", SOURCES);
            file(module + "/src/main/java/Some.java", "", SOURCES);
            file(module + "/target/crmlake-" + module + "-1.jar", "", JARS);
            file(module + "/target/class-path", "/r/" + module + "-library-1.jar", JARS);
        }
        file("cli/target/class-path", "/r/spark-core_2.13-4.1.1.jar:/r/picocli-4.7.7.jar:/r/iceberg-1.12.0.jar", JARS);
        executable(folder.resolve("jdk/bin/java"), JAVA);
        executable(folder.resolve("tools/mvn"), "#!/bin/sh\nprintf '%s\\n' mvn \"$@\"\n");
    }

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
    void takesABuildByHandForWhatItIs() throws Exception {
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "help"))
                .first()
                .isEqualTo("java");
    }

    @Test
    void buildsWhenASourceIsNewerThanTheJars() throws Exception {
        file("lake/src/main/java/Some.java", "", JARS.plusSeconds(60));

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "help"))
                .contains("crmlake: building (the first time takes a few minutes)")
                .containsSubsequence("mvn", "-DskipTests", "package", "java");
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "help"))
                .as("once is enough")
                .first()
                .isEqualTo("java");
    }

    @Test
    void buildsWhenASourceHasGone() throws Exception {
        Files.delete(checkout.resolve("lake/src/main/java/Some.java"));

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "help")).contains("mvn");
    }

    @Test
    void runsWhatIsBuiltWhereToldSo() throws Exception {
        file("lake/src/main/java/Some.java", "", JARS.plusSeconds(60));

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of("CRMLAKE_NO_BUILD", "1"), "help"))
                .first()
                .isEqualTo("java");
    }

    @Test
    void usesAnArchiveOnlyOfTheseJars() throws Exception {
        file("target/archives/light.jsa", "", JARS.plusSeconds(1));
        String archive = "-XX:SharedArchiveFile=" + checkout.toRealPath() + "/target/archives/light.jsa";

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "history", "a:1"))
                .contains(archive);
        file("hbase-schema/target/crmlake-hbase-schema-1.jar", "", JARS.plusSeconds(2));
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "history", "a:1"))
                .doesNotContain(archive)
                .anyMatch(word -> word.startsWith("-XX:DumpLoadedClassList="));
    }

    @Test
    void leavesAnArchiveForTheNextCommandAndNothingElse() throws Exception {
        Path archives = checkout.resolve("target/archives");

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "history", "a:1"))
                .contains("crmlake: this first run also prepares faster starts, which takes a while at its end");
        assertThat(archives).isDirectoryContaining("glob:**/light.jsa");
        run(checkout.resolve("bin/crmlake"), Map.of(), "run", "rfm");
        assertThat(archives).isDirectoryContaining("glob:**/spark.jsa");
        try (Stream<Path> files = Files.list(archives)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void leavesNoArchiveOfACommandThatFailed() throws Exception {
        executable(folder.resolve("jdk/bin/java"), JAVA + "exit 3\n");

        assertThatThrownBy(() -> run(checkout.resolve("bin/crmlake"), Map.of(), "history", "a:1"))
                .hasMessageContaining("DumpLoadedClassList");
        assertThat(checkout.resolve("target/archives")).isEmptyDirectory();
    }

    @Test
    void runsWithoutAnArchiveWhereNoneCanBeWritten() throws Exception {
        file("target/archives", "a disk that cannot be written refuses the folder as this file does", JARS);

        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "history", "a:1"))
                .startsWith("java")
                .noneMatch(word -> word.startsWith("-XX:DumpLoadedClassList="));
    }

    @Test
    void handsOnTheSignalThatEndsItWhileAnArchiveIsMade() throws Exception {
        executable(folder.resolve("jdk/bin/java"), """
                #!/bin/sh
                trap 'echo "finishing the batch"; exit 9' TERM
                echo at work
                cat > /dev/null &
                wait $!
                """);
        Process process = start(checkout.resolve("bin/crmlake"), Map.of(), "ingest", "orders.csv");
        BufferedReader said = process.inputReader(UTF_8);
        while (!said.readLine().equals("at work")) {
            assertThat(process.isAlive()).isTrue();
        }

        process.toHandle().destroy();

        assertThat(said.readLine()).isEqualTo("finishing the batch");
        assertThat(process.waitFor()).isEqualTo(9);
        process.getOutputStream().close();
    }

    @Test
    void aStreamIsTheProcessThatItsSupervisorKnows() throws Exception {
        assertThat(run(checkout.resolve("bin/crmlake"), Map.of(), "ingest", "kafka", "--topic", "t"))
                .startsWith("java")
                .noneMatch(word -> word.startsWith("-XX:ArchiveClassesAtExit="));
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

    private static String classPath(List<String> words) {
        return words.get(words.indexOf("-cp") + 1);
    }

    /** Runs the script in another folder and returns all it and its programs said, a word a line. */
    private List<String> run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        Process process = start(script, environment, arguments);
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    private Process start(Path script, Map<String, String> environment, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(Files.createDirectories(folder.resolve("elsewhere")).toFile())
                .redirectErrorStream(true);
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("JAVA_HOME", folder.resolve("jdk").toString());
        variables.put("PATH", folder.resolve("tools") + ":" + System.getenv("PATH"));
        builder.environment().keySet().removeIf(name -> name.startsWith("CRMLAKE") || name.startsWith("SPARK_"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private void file(String name, String content, Instant changed) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(changed));
        // A file that goes changes the time of its folder only, so the script looks at folders as well.
        for (Path above = file.getParent(); !above.equals(checkout); above = above.getParent()) {
            Files.setLastModifiedTime(above, FileTime.from(SOURCES));
        }
    }

    private static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
