package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/crmlake} in a made-up checkout, where Java, Maven and spark-submit only say how they were called. */
abstract class MadeUpCheckout {
    private static final Instant SOURCES = Instant.parse("2024-05-01T10:00:00Z");

    static final Instant JARS = Instant.parse("2024-05-01T11:00:00Z");

    private static final List<String> MODULES =
            List.of("model", "hbase-schema", "lake", "sandbox", "ingest", "jobs", "cli");

    /** Says its words, and writes the files of classes that it is asked for. */
    static final String JAVA = """
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

    Path checkout;

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

    static String classPath(List<String> words) {
        return words.get(words.indexOf("-cp") + 1);
    }

    /** Runs the script in another folder and returns all it and its programs said, a word a line. */
    List<String> run(Path script, Map<String, String> environment, String... arguments) throws Exception {
        Process process = start(script, environment, arguments);
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    Process start(Path script, Map<String, String> environment, String... arguments) throws IOException {
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

    void file(String name, String content, Instant changed) throws IOException {
        Path file = checkout.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(changed));
        // A file that goes changes the time of its folder only, so the script looks at folders as well.
        for (Path above = file.getParent(); !above.equals(checkout); above = above.getParent()) {
            Files.setLastModifiedTime(above, FileTime.from(SOURCES));
        }
    }

    static void executable(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
