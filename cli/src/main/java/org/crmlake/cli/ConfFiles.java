package org.crmlake.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * The configuration files that say where the stores are. The folders that {@code HADOOP_CONF_DIR} and {@code HBASE_CONF_DIR}
 * name win over those of the sandbox.
 *
 * @param hadoop the folder with {@code core-site.xml}, {@code hdfs-site.xml} and, if it says which catalog the lake has, {@code
 *     lake-site.xml}
 * @param hbase the folder with {@code hbase-site.xml}
 */
record ConfFiles(Folder hadoop, Folder hbase) {
    private static final List<String> HADOOP_FILES = List.of("core-site.xml", "hdfs-site.xml", "lake-site.xml");
    private static final List<String> HBASE_FILES = List.of("hbase-site.xml");

    /**
     * One folder of configuration.
     *
     * @param path the folder
     * @param from what named it: an environment variable, or {@code sandbox}
     * @param wanted the files that matter; the first one must be there
     */
    record Folder(Path path, String from, List<String> wanted) {
        /** Returns the wanted files that are there. */
        List<Path> found() {
            return wanted.stream()
                    .map(path::resolve)
                    .filter(Files::isRegularFile)
                    .toList();
        }

        boolean complete() {
            return Files.isRegularFile(path.resolve(wanted.get(0)));
        }
    }

    /**
     * Returns where to look.
     *
     * @param environment the environment variables
     * @param home the folder of the sandbox
     */
    static ConfFiles of(Map<String, String> environment, Path home) {
        return new ConfFiles(
                folder(environment, "HADOOP_CONF_DIR", home, HADOOP_FILES),
                folder(environment, "HBASE_CONF_DIR", home, HBASE_FILES));
    }

    private static Folder folder(Map<String, String> environment, String variable, Path home, List<String> wanted) {
        String named = environment.getOrDefault(variable, "");
        return named.isBlank()
                ? new Folder(home.resolve("conf"), "sandbox", wanted)
                : new Folder(Path.of(named), variable, wanted);
    }

    /**
     * Returns the files of both folders.
     *
     * @throws CrmException of kind EXTERNAL if there is no sandbox, CONFIG if a named folder is not one of configuration
     */
    List<Path> files() {
        return Stream.of(hadoop, hbase)
                .flatMap(folder -> complete(folder).found().stream())
                .toList();
    }

    private static Folder complete(Folder folder) {
        if (folder.complete()) {
            return folder;
        }
        if (folder.from().equals("sandbox")) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot reach the stores: there is no sandbox (no "
                            + folder.wanted().get(0) + " in " + folder.path() + "). " + Reachability.WHAT_TO_DO);
        }
        throw new CrmException(
                Kind.CONFIG,
                "Cannot find the stores: " + folder.from() + " is " + folder.path() + ", where there is no "
                        + folder.wanted().get(0)
                        + ". Point it at a folder that has one, or unset it to use the sandbox.");
    }
}
