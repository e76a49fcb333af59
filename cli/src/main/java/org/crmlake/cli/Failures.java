package org.crmlake.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The one place where what was thrown becomes a message on stderr and an exit code. */
final class Failures {
    /** What a store that is not there makes its client throw, by simple name: the classes need not be on the class path. */
    private static final List<String> UNREACHABLE = List.of(
            "ConnectException",
            "NoRouteToHostException",
            "UnknownHostException",
            "SocketTimeoutException",
            "ConnectTimeoutException",
            "CallTimeoutException",
            "RetriesExhaustedException",
            "MasterNotRunningException",
            "ZooKeeperConnectionException",
            "NoServerForRegionException",
            "RetryException",
            "SafeModeException");

    /** Not compiled before it is needed: most commands do not fail. */
    private static final String CONTROL = "[\\p{Cc}&&[^\n\t]]";

    private final PrintStream err;

    Failures(PrintStream err) {
        this.err = err;
    }

    /** Says what is wrong with the command line, and what may have been meant. */
    int usage(ParameterException problem, String... args) {
        CommandLine command = problem.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        err.println("crmlake: Cannot run `" + Printable.of("crmlake " + String.join(" ", args)) + "`: "
                + reason(problem, command) + " See `" + name + " --help`.");
        return ExitCode.USAGE;
    }

    private static String reason(ParameterException problem, CommandLine command) {
        if (problem instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            boolean option = word.startsWith("-");
            Collection<String> known =
                    option ? optionNames(command) : command.getSubcommands().keySet();
            boolean commandWanted = !option && !known.isEmpty();
            String what = option ? "option" : commandWanted ? "command" : "place for a further argument";
            return "there is no " + what + (option || commandWanted ? " '" : ", so not for '") + Printable.of(word)
                    + "'." + Nearest.question(word, known);
        }
        String message = problem.getMessage().replaceAll("\\s+", " ").strip();
        String first = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
        return first.endsWith(".") ? first : first + ".";
    }

    private static List<String> optionNames(CommandLine command) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Stream.of(option.names()))
                .toList();
    }

    /** Says what went wrong; a stack trace follows if asked for, or if crmlake itself is at fault. */
    int of(Throwable thrown, boolean verbose) {
        if (readerWentAway(thrown)) {
            return ExitCode.DONE;
        }
        if (isBeingStopped()) {
            // Whoever did that knows; what a command meets while everything is closed around it is no news.
            return ExitCode.FAILED;
        }
        CrmException failure = asCrmException(thrown);
        err.println("crmlake: " + visible(failure.getMessage()));
        if (verbose || failure.kind() == Kind.INTERNAL) {
            thrown.printStackTrace(err);
        }
        return ExitCode.of(failure.kind());
    }

    /** A message names what people and files call as they like: nothing of it may move a terminal's cursor or stay unseen. */
    static String visible(String message) {
        return message.replaceAll(CONTROL, "?");
    }

    /** The JVM tells it in no other way than this. */
    private static boolean isBeingStopped() {
        Thread hook = new Thread("never started");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException e) {
            return true;
        }
    }

    /** {@code crmlake … | head} has all it wanted: the end of the reader is no failure. */
    private static boolean readerWentAway(Throwable thrown) {
        return thrown instanceof UncheckedIOException unchecked && brokenPipe(unchecked.getCause())
                || thrown instanceof IOException io && brokenPipe(io);
    }

    private static boolean brokenPipe(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("Broken pipe");
    }

    private static CrmException asCrmException(Throwable thrown) {
        List<Throwable> chain = chain(thrown);
        for (Throwable link : chain) {
            if (link instanceof CrmException failure) {
                return failure;
            }
        }
        for (Throwable link : chain) {
            if (isAboutThisMachine(link)) {
                return new CrmException(
                        Kind.EXTERNAL,
                        "Cannot find the address of this machine: its name does not resolve ("
                                + Printable.of(said(link), 300)
                                + "). Add the name to /etc/hosts, or set SPARK_LOCAL_IP=127.0.0.1 and"
                                + " SPARK_LOCAL_HOSTNAME=localhost.",
                        thrown);
            }
            if (UNREACHABLE.contains(link.getClass().getSimpleName())) {
                return new CrmException(
                        Kind.EXTERNAL,
                        "Cannot reach the stores: " + Printable.of(said(link), 300) + ". " + Reachability.WHAT_TO_DO,
                        thrown);
            }
        }
        Throwable root = chain.get(chain.size() - 1);
        if (root instanceof IOException) {
            return new CrmException(
                    Kind.EXTERNAL,
                    "Cannot finish the command: " + Printable.of(said(root), 300)
                            + ". Mend that, or run it again with --verbose to see where it happened.",
                    thrown);
        }
        return new CrmException(
                Kind.INTERNAL,
                "Cannot finish the command: " + Printable.of(said(root), 300)
                        + ". This is a fault of crmlake; please report it with the lines below.",
                thrown);
    }

    private static boolean isAboutThisMachine(Throwable thrown) {
        return thrown instanceof UnknownHostException
                && Arrays.stream(thrown.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("getLocalHost"));
    }

    private static String said(Throwable thrown) {
        String message = thrown.getMessage();
        String name = thrown.getClass().getSimpleName();
        return message == null || message.isBlank() ? name : name + ": " + message.strip();
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = thrown; link != null && !chain.contains(link); link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }
}
