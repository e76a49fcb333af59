package org.crmlake.sandbox;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * How the server process is begun: which Java, which class path, which options.
 *
 * @param java the launcher
 * @param classPath jars with the servers, which are not on the class path of the CLI
 * @param options JVM options: heap and the packages the servers need opened
 * @param archives folder for the archive of loaded classes, which halves the time of a start; {@code null} for none
 */
public record SandboxLaunch(Path java, String classPath, List<String> options, Path archives) {
    /** System property with the class path of the servers; without it the present one is used. */
    public static final String CLASS_PATH = "crmlake.sandbox.class-path";

    /** System property with the {@code --add-opens} options, which the parent pom lists. */
    public static final String OPENS = "crmlake.jvm.opens";

    /** System property with the heap and other options of the server process. */
    public static final String OPTIONS = "crmlake.sandbox.options";

    /** System property with the folder for archives of loaded classes. */
    public static final String ARCHIVES = "crmlake.archives";

    private static final List<String> QUICK_START = List.of(
            "-XX:+UseSerialGC",
            "-Xshare:auto",
            // The optimizing compiler waits until a method is ten times as hot as usual: otherwise most of a start's
            // CPU time goes into code that runs only then.
            "-XX:Tier4InvocationThreshold=50000",
            "-XX:Tier4MinInvocationThreshold=6000",
            "-XX:Tier4CompileThreshold=150000",
            "-XX:Tier4BackEdgeThreshold=400000");

    public SandboxLaunch {
        options = List.copyOf(options);
    }

    /** Returns the launch that the properties named here describe. */
    public static SandboxLaunch of(Properties properties) {
        String archives = properties.getProperty(ARCHIVES);
        return new SandboxLaunch(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                properties.getProperty(CLASS_PATH, System.getProperty("java.class.path")),
                Stream.of(properties.getProperty(OPENS, ""), properties.getProperty(OPTIONS, "-Xmx1g"))
                        .flatMap(text -> Stream.of(text.trim().split("\\s+")))
                        .filter(option -> !option.isEmpty())
                        .toList(),
                archives == null ? null : Path.of(archives));
    }

    /** Returns the command line of a server process for this home. */
    List<String> command(SandboxHome home) {
        List<String> command = new ArrayList<>(ownSession());
        command.add(java.toString());
        command.addAll(QUICK_START);
        command.addAll(options);
        command.addAll(ClassArchive.options(archives, classPath));
        command.add("-Djava.io.tmpdir=" + home.scratch());
        command.add("-Dcrmlake.logs=" + home.logs());
        command.add("-Dlog4j2.configurationFile=org/crmlake/sandbox/log4j2-server.properties");
        command.add("-Dfile.encoding=UTF-8");
        command.add("-Duser.timezone=UTC");
        command.add("-cp");
        command.add(classPath);
        // By name: the class needs the servers on the class path.
        command.add("org.crmlake.sandbox.Sandbox");
        command.add(home.folder().toString());
        return command;
    }

    /** A session of its own: neither Ctrl-C nor the end of the terminal reaches the servers. */
    private static List<String> ownSession() {
        return Stream.of("setsid", "nohup")
                .filter(SandboxLaunch::isOnPath)
                .limit(1)
                .toList();
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
