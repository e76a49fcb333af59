package org.crmlake.cli;

import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The one {@code main} of crmlake, for the shell and for {@code spark-submit} alike. */
public final class Crmlake {
    private final Shell shell;

    Crmlake(Shell shell) {
        this.shell = shell;
    }

    /**
     * Runs one command and ends the process with its exit code: 0 done, 1 failed, 2 usage or configuration, 3 more rejections
     * than allowed, 4 a data-quality gate failed, 5 lock held, 6 not found.
     *
     * @param args the command line, see {@code crmlake help}
     */
    public static void main(String[] args) {
        // Numbers and words are written alike for everybody: scripts read them, and an answer in another locale is
        // another answer.
        Locale.setDefault(Locale.ROOT);
        Shell shell = Shell.ofProcess();
        Logging.set(shell.installation(), args);
        int code = new Crmlake(shell).run(args);
        // Spark and HBase leave threads behind that would keep the process for a while.
        System.exit(code);
    }

    /** Runs one command and returns its exit code; whatever it throws has become a message on {@code err}. */
    int run(String... args) {
        RootCommand root = new RootCommand();
        Failures failures = new Failures(shell.err());
        try {
            CommandLine parser = Commands.parser(root, args).setOut(new PrintWriter(shell.out()));
            ParseResult parsed = parser.parseArgs(args);
            int code = answer(parsed, new Invocation(shell, root));
            shell.out().flush();
            return code;
        } catch (ParameterException e) {
            return failures.usage(e, args);
        } catch (Exception | LinkageError e) {
            return failures.of(e, root.verbose);
        }
    }

    private int answer(ParseResult parsed, Invocation invocation) throws Exception {
        ParseResult named = parsed;
        while (named.hasSubcommand()) {
            named = named.subcommand();
        }
        CommandLine command = named.commandSpec().commandLine();
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) {
            return helped;
        }
        if (command.getCommand() instanceof Action action) {
            return action.run(invocation);
        }
        throw new ParameterException(command, "Missing command");
    }
}
