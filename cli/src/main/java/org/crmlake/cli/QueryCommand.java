package org.crmlake.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code crmlake query}: SQL over the lake, read only. */
@Command(
        name = "query",
        description = "Run a SELECT over the tenant's tables in the lake. A statement that writes is refused.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake query \"SELECT name, count(*) AS events FROM events GROUP BY name\"",
            "  crmlake query \"SELECT * FROM rfm_scores WHERE segment = 'Champions'\" -o csv"
        })
final class QueryCommand implements Action {
    @Parameters(paramLabel = "SELECT", description = "One SQL statement, as Spark writes it.")
    String sql;

    @Override
    public int run(Invocation invocation) {
        QueryRun.write(invocation, sql);
        return ExitCode.DONE;
    }
}
