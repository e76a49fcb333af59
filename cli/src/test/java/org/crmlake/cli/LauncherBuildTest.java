package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What {@code bin/crmlake} prepares before it starts a command: a build, and an archive of classes for the next one. */
class LauncherBuildTest extends MadeUpCheckout {
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
}
