package org.crmlake.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import picocli.CommandLine.Command;

/** {@code crmlake demo}: the whole way from a file of invoices to a list of customers, each step a command line. */
@Command(
        name = "demo",
        description =
                "Start the sandbox, take real invoices in, score their customers, ask questions, export a segment.",
        footerHeading = "%nExamples:%n",
        footer = "  crmlake demo")
final class DemoCommand implements Action {
    private static final String SAMPLE = "samples/online-retail/online_retail_2011-06-01_2011-07-15.csv.gz";
    private static final String AS_OF = "2011-07-16";
    private static final String CUSTOMER = "retail:16013";

    /** One command line of the demo, and what it is for. */
    private record Step(String why, List<String> args) {
        static Step of(String why, String... args) {
            return new Step(why, List.of(args));
        }

        String line() {
            StringBuilder line = new StringBuilder("crmlake");
            for (String arg : args) {
                line.append(' ').append(arg.matches("[A-Za-z0-9._:/@%+=-]+") ? arg : '"' + arg + '"');
            }
            return line.toString();
        }
    }

    @Override
    public int run(Invocation invocation) {
        Shell shell = onSandbox(invocation);
        List<Step> steps = steps(invocation);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            invocation.say("\n%d of %d: %s\n$ %s".formatted(i + 1, steps.size(), step.why(), step.line()));
            int code = new Crmlake(shell).run(step.args().toArray(String[]::new));
            if (code != ExitCode.DONE) {
                throw new CrmException(
                        Kind.EXTERNAL,
                        "Cannot finish the demo: step " + (i + 1) + " of " + steps.size() + ", `" + step.line()
                                + "`, ended with exit code " + code
                                + ". Mend what it says above and run `crmlake demo` again: what is done stays done.");
            }
        }
        invocation.say("""

                That was the whole way. The sandbox goes on running; everything it has is in %s. Try next:
                  crmlake history %s --name "Order Cancelled"
                  crmlake query "SELECT properties['country'] AS country, sum(amount) AS sales FROM events GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
                  crmlake ingest %s --mapping %s --dry-run
                  crmlake demo            (again: every record is a duplicate, and nothing changes)
                  crmlake sandbox stop""".formatted(
                        near(invocation.home()),
                        CUSTOMER,
                        near(invocation, "samples/cdnow/CDNOW_sample.txt"),
                        near(invocation, "conf/mappings/cdnow.yaml")));
        return ExitCode.DONE;
    }

    private static List<Step> steps(Invocation invocation) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.of(
                "HDFS, ZooKeeper and HBase start in one background process on this machine.", "sandbox", "start"));
        steps.add(Step.of("The tables are made in the lake and in HBase. Those that exist are compared.", "init"));
        steps.add(Step.of(
                "45 days of a shop's invoice lines become events. Lines without a customer are filtered: they belong to\n"
                        + "nobody's history. Every line is accounted for.",
                "ingest",
                near(invocation, SAMPLE),
                "--mapping",
                near(invocation, "conf/mappings/online-retail.yaml")));
        steps.add(Step.of(
                "Customers are scored by how recently, how often and for how much they bought, and get a segment.",
                "run",
                "rfm",
                "--as-of",
                AS_OF));
        steps.add(Step.of("Do the lake and HBase hold the same events? They are compared day by day.", "verify"));
        steps.add(Step.of(
                "What happened with one customer? Read from HBase, newest first.",
                "history",
                CUSTOMER,
                "--limit",
                "5"));
        steps.add(Step.of("What is known of them now?", "profile", CUSTOMER));
        steps.add(Step.of(
                "Which segments bring the money? SQL over the lake.",
                "query",
                "SELECT segment, count(*) AS customers, sum(monetary) AS revenue FROM rfm_scores WHERE as_of = DATE'"
                        + AS_OF + "' GROUP BY segment ORDER BY revenue DESC"));
        steps.add(Step.of(
                "The best customers, as a file for a mailing tool.",
                "export",
                "Champions",
                "--as-of",
                AS_OF,
                "--destination",
                "csv",
                "--out",
                near(invocation.home().resolve("exports"))));
        return steps;
    }

    /** The demo never touches a cluster, whatever the environment names. */
    private static Shell onSandbox(Invocation invocation) {
        Shell shell = invocation.shell();
        Map<String, String> environment = new HashMap<>(shell.environment());
        environment.remove("HADOOP_CONF_DIR");
        environment.remove("HBASE_CONF_DIR");
        return new Shell(
                shell.out(),
                shell.err(),
                shell.screen(),
                environment,
                shell.installation(),
                shell.clock(),
                shell.watched());
    }

    private static String near(Invocation invocation, String file) {
        return near(invocation.shell().installation().resolve(file));
    }

    /** Returns a path as a person in the working folder would write it. */
    private static String near(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.startsWith(here) ? here.relativize(absolute).toString() : absolute.toString();
    }
}
