package org.crmlake.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How much the libraries may say on stderr. It is settled before the first of them wakes up. */
final class Logging {
    private Logging() {}

    /**
     * Errors only, of tasks not even those, since the command says what failed, and of crmlake itself what it warns of; everything from INFO on
     * with {@code --verbose}.
     * {@code conf/log4j2.properties} reads the levels.
     */
    static void set(Path installation, String... args) {
        boolean verbose =
                Arrays.asList(args).contains("--verbose") || Arrays.asList(args).contains("-v");
        setUnlessGiven("crmlake.log.level", verbose ? "info" : "error");
        setUnlessGiven("crmlake.own.log.level", verbose ? "info" : "warn");
        setUnlessGiven("crmlake.task.log.level", verbose ? "error" : "off");
        // Commands without Spark have no logging library on their class path; slf4j need not say so each time.
        setUnlessGiven("slf4j.internal.verbosity", "ERROR");
        Path file = installation.resolve("conf/log4j2.properties");
        if (Files.isRegularFile(file)) {
            setUnlessGiven("log4j2.configurationFile", file.toUri().toString());
        }
    }

    private static void setUnlessGiven(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
