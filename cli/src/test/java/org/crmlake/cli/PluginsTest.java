package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin of docs/plugins.md, compiled as it stands there, in the folder plugins/ of an installation. */
class PluginsTest {
    private static final Path PAGE = RunCrmlake.REPOSITORY.resolve("docs/plugins.md");
    private static final Map<String, String> SERVICES = Map.of(
            "org.crmlake.model.segment.LeafType", "com.example.Weekend$Type",
            "org.crmlake.model.export.DestinationType", "com.example.Loyalty");

    /** That of this test, for processes that run elsewhere. */
    private static final String CLASS_PATH = Stream.of(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(entry -> Path.of(entry).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));

    @TempDir
    Path folder;

    private Path installation;
    private Path jar;

    @BeforeEach
    void install() throws IOException {
        installation = folder.resolve("installation");
        copy("bin/crmlake");
        copy("pom.xml");
        assertThat(installation.resolve("bin/crmlake").toFile().setExecutable(true))
                .isTrue();
        // The launcher looks for the jar of each module; the classes are where this test has them from.
        for (String module : List.of("model", "hbase-schema", "lake", "sandbox", "ingest", "jobs", "cli")) {
            write("target/empty", module + "/target/class-path");
            new JarOutputStream(Files.newOutputStream(
                            installation.resolve(module + "/target/crmlake-" + module + "-1.jar")))
                    .close();
        }
        write(CLASS_PATH, "hbase-schema/target/class-path");
        write(CLASS_PATH, "cli/target/class-path");
        jar = jar();
    }

    @Test
    void itsLeafAndItsDestinationAreThereOnceTheJarIs() throws Exception {
        Path definition =
                Files.writeString(folder.resolve("weekend.yaml"), blocks("yaml").get(0));
        String check = definition.toString();
        String[] export = {"export", "anybody", "--destination", "loyalty", "--out", "out"};

        Outcome without = crmlake("segment", "check", check);
        Files.copy(jar, Files.createDirectories(installation.resolve("plugins")).resolve("weekend.jar"));
        Outcome with = crmlake("segment", "check", check, "-o", "json");
        Outcome destination = crmlake(export);

        assertThat(without.code()).as(without.err()).isEqualTo(2);
        assertThat(without.err()).contains("'on_weekends' is not known here.");
        assertThat(with.err()).isEmpty();
        assertThat(with.out()).contains("\"segment\": \"weekend-shoppers\", \"leaves\": 2");
        assertThat(destination.code()).as(destination.err()).isEqualTo(2);
        assertThat(destination.err())
                .contains("Cannot export to 'loyalty': there is no such destination.", "klaviyo, loyalty-desk, meta");
    }

    @Test
    void itPassesTheChecksThatThePageTellsOf() throws Exception {
        assertThat(java(jar + File.pathSeparator + CLASS_PATH, "com.example.Check"))
                .isEqualTo(new Outcome(0, "", ""));
    }

    private Outcome crmlake(String... args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(installation.resolve("bin/crmlake").toString()));
        command.addAll(List.of(args));
        return run(command);
    }

    private Outcome java(String classPath, String main) throws IOException, InterruptedException {
        return run(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                main));
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Path out = folder.resolve("out.txt");
        Path err = folder.resolve("err.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CRMLAKE") || name.equals("SPARK_HOME"));
        builder.environment().put("CRMLAKE_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        int code = builder.start().waitFor();
        return new Outcome(code, Files.readString(out), Files.readString(err));
    }

    private Path jar() throws IOException {
        Path sources = Files.createDirectories(folder.resolve("sources"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<Path> files = new ArrayList<>();
        for (String source : blocks("java")) {
            MatchResult name = Pattern.compile("public (?:final class|record) (\\w+)")
                    .matcher(source)
                    .results()
                    .findFirst()
                    .orElseThrow();
            files.add(Files.writeString(sources.resolve(name.group(1) + ".java"), source));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, UTF_8)) {
            List<String> options = List.of("-proc:none", "-d", classes.toString());
            assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                            .call())
                    .as("whether the examples compile")
                    .isTrue();
        }
        Path made = folder.resolve("plugin.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(made));
                Stream<Path> compiled = Files.list(classes.resolve("com/example"))) {
            for (Path file : compiled.toList()) {
                put(out, "com/example/" + file.getFileName(), Files.readAllBytes(file));
            }
            for (Map.Entry<String, String> service : SERVICES.entrySet()) {
                put(
                        out,
                        "META-INF/services/" + service.getKey(),
                        service.getValue().getBytes(UTF_8));
            }
        }
        return made;
    }

    private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new ZipEntry(name));
        jar.write(content);
        jar.closeEntry();
    }

    private void copy(String file) throws IOException {
        Path to = installation.resolve(file);
        Files.createDirectories(to.getParent());
        Files.copy(RunCrmlake.REPOSITORY.resolve(file), to);
    }

    private void write(String content, String file) throws IOException {
        Path to = installation.resolve(file);
        Files.createDirectories(to.getParent());
        Files.writeString(to, content);
    }

    private static List<String> blocks(String language) throws IOException {
        String page = Files.readString(PAGE);
        SERVICES.forEach((service, provider) ->
                assertThat(page).contains("`META-INF/services/" + service + "` with the line `" + provider + "`"));
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .map(block -> block.group(1))
                .toList();
    }
}
