package org.crmlake.cli;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.crmlake.cli.output.Screen;

/**
 * What surrounds a command. Commands see the process only through this, so that a test can put its own around them.
 *
 * @param out takes the data; it reports a closed pipe and a full disk, which {@code System.out} keeps to itself
 * @param err takes the words
 * @param screen what the data are shown on
 * @param environment the environment variables
 * @param installation the folder with {@code conf/} and {@code samples/}
 * @param clock what time it is
 * @param watched whether {@code err} is a terminal, so that what is written there may be overwritten
 */
record Shell(
        Writer out,
        PrintStream err,
        Screen screen,
        Map<String, String> environment,
        Path installation,
        Clock clock,
        boolean watched) {
    private static final int DEFAULT_WIDTH = 120;

    /** A shell whose words go to a file, a pipe or a test. */
    Shell(Writer out, PrintStream err, Screen screen, Map<String, String> environment, Path installation, Clock clock) {
        this(out, err, screen, environment, installation, clock, false);
    }

    static Shell ofProcess() {
        Map<String, String> environment = System.getenv();
        // Always UTF-8: a table or JSON with question marks for letters would depend on who runs it where.
        Writer out = new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(FileDescriptor.out), StandardCharsets.UTF_8), 1 << 16);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Path installation = Path.of(System.getProperty("crmlake.installation", ""));
        return new Shell(out, err, screen(environment), environment, installation, Clock.systemUTC(), errIsTerminal());
    }

    /** Java's console is there only if input and output are the terminal; the words may go there alone, or elsewhere. */
    private static boolean errIsTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            // Not a Linux: without knowing, nothing is overwritten.
            return false;
        }
    }

    private static Screen screen(Map<String, String> environment) {
        if (System.console() == null) {
            return Screen.NONE;
        }
        String noColour = environment.getOrDefault("NO_COLOR", "");
        return new Screen(true, noColour.isEmpty(), width(environment.get("COLUMNS")));
    }

    private static int width(String columns) {
        boolean number = columns != null && columns.matches("[1-9][0-9]{0,4}");
        return number ? Integer.parseInt(columns) : DEFAULT_WIDTH;
    }
}
