package org.crmlake.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The archive of the classes that a start loads, in the form the next JVM maps into memory instead of reading jars. The first
 * process without one writes it when it is stopped; its name depends on the JVM and on the jars, so an old one is never used.
 */
final class ClassArchive {
    private static final String WRITE_TO = "crmlake.archive.write-to";

    private ClassArchive() {}

    /** Returns the JVM options that use the archive, or those that make it where there is none yet. */
    static List<String> options(Path folder, String classPath) {
        if (folder == null) {
            return List.of();
        }
        Path archive = folder.resolve("sandbox-" + key(classPath) + ".jsa");
        return Files.exists(archive)
                ? List.of("-XX:SharedArchiveFile=" + archive)
                : List.of(
                        "-XX:+RecordDynamicDumpInfo",
                        // It names each class that it leaves out.
                        "-Xlog:cds=off",
                        "-Xlog:cds+dynamic=off",
                        "-D" + WRITE_TO + "=" + archive);
    }

    private static String key(String classPath) {
        CRC32 sum = new CRC32();
        sum.update(System.getProperty("java.vm.version").getBytes(UTF_8));
        for (String entry : classPath.split(File.pathSeparator)) {
            File jar = new File(entry);
            sum.update((entry + ' ' + jar.length() + ' ' + jar.lastModified()).getBytes(UTF_8));
        }
        return String.format("%08x", sum.getValue());
    }

    /** Writes the archive of this process, if it was begun to make one, and removes those of other jars. */
    static void write() throws IOException, JMException {
        String name = System.getProperty(WRITE_TO);
        if (name == null) {
            return;
        }
        Path archive = Path.of(name);
        Files.createDirectories(archive.getParent());
        Path draft = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid());
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmCds",
                        new Object[] {new String[] {"dynamic_dump", draft.toString()}},
                        new String[] {String[].class.getName()});
        try (DirectoryStream<Path> old = Files.newDirectoryStream(archive.getParent(), "sandbox-*.jsa")) {
            for (Path file : old) {
                Files.deleteIfExists(file);
            }
        }
        Files.move(draft, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
