package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongCommandLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            histroy x:1                      | there is no command 'histroy'. Did you mean 'history'? See `crmlake --help`.
            frobnicate                       | there is no command 'frobnicate'. See `crmlake --help`.
            config explian                   | there is no command 'explian'. Did you mean 'explain'? See `crmlake config --help`.
            config explain --outptu json     | there is no option '--outptu'. Did you mean '--output'? See `crmlake config explain --help`.
            config explain crmlake.home x    | there is no place for a further argument, so not for 'x'. See `crmlake config explain --help`.
            config explain -o xml            | invalid value for option '--output': 'xml' is none of table, json, ndjson, csv. See `crmlake config explain --help`.
            config explain --tenant          | missing required parameter for option '--tenant' (NAME). See `crmlake config explain --help`.
            history                          | missing required parameter: 'CUSTOMER'. See `crmlake history --help`.
            history x:1 --limit 0            | invalid value for option '--limit': '0' is no whole number from 1 on. See `crmlake history --help`.
            history x:1 --from yesterday     | invalid value for option '--from': 'yesterday' is neither a date like 2011-08-31 nor a time like 2011-08-31T12:00:00Z. See `crmlake history --help`.
            history x:1 --to 2011-02-30      | invalid value for option '--to': '2011-02-30' is neither a date like 2011-08-31 nor a time like 2011-08-31T12:00:00Z. See `crmlake history --help`.
            query                            | missing required parameter: 'SELECT'. See `crmlake query --help`.
            export Lost                      | missing required options: '--destination=NAME', '--out=DIR'. See `crmlake export --help`.
            export Lost --destination csv --out x --as-of 1.9.2011 | invalid value for option '--as-of': '1.9.2011' is no date; write it like 2011-08-31. See `crmlake export --help`.
            profile                          | missing required parameter: 'CUSTOMER'. See `crmlake profile --help`.
            sandbox                          | missing command. See `crmlake sandbox --help`.
            sandbox restart                  | there is no command 'restart'. Did you mean 'start'? See `crmlake sandbox --help`.
            ingest                           | missing required parameter: 'PATH'. See `crmlake ingest --help`.
            ingest x --max-bad few           | invalid value for option '--max-bad': 'few' is neither a number like 100 nor a percentage like 0.5%. See `crmlake ingest --help`.
            ingest x --maping y              | there is no option '--maping'. Did you mean '--mapping'? See `crmlake ingest --help`.
            ingest kafka                     | missing required option: '--topic=NAME'. See `crmlake ingest kafka --help`.
            ingest x --follow --dry-run      | --follow goes with neither --dry-run nor --max-bad: it has no end to count to. See `crmlake ingest --help`.
            ingest x --available-now         | --stop-when-idle and --available-now go with --follow: a batch ends by itself. See `crmlake ingest --help`.
            ingest x --follow --interval 5   | invalid value for option '--interval': '5' is no length of time; write it like 500ms, 30s, 5m or 1h. See `crmlake ingest --help`.
            run --as-of 2011-09-01           | missing required parameter: 'JOB'. See `crmlake run --help`.
            run rfm                          | missing required option: '--as-of=DATE'. See `crmlake run --help`.
            config                           | missing command. See `crmlake config --help`.
            --quiet                          | missing command. See `crmlake --help`.
            """)
    void isExplainedInOneLineThatSaysWhatToDo(String line, String expected) {
        Outcome outcome = RunCrmlake.run(line.split(" +"));

        assertThat(outcome.err()).isEqualTo("crmlake: Cannot run `crmlake " + line + "`: " + expected + "\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            config explain crmlake.hom              | 6 | Cannot explain 'crmlake.hom': there is no such key. Did you mean 'crmlake.home'? `crmlake config explain` lists all keys.
            ingest kafka --topic orders             | 2 | Cannot ingest topic orders: no broker is named. Give --bootstrap host:port, or set bootstrap.servers in the file of --kafka-config.
            """)
    void isRefusedByTheCommandItself(String line, int code, String expected) {
        Outcome outcome = RunCrmlake.run(line.split(" +"));

        assertThat(outcome.err())
                .isEqualTo("crmlake: " + expected.replace(";  ", "\n  ").replace(";Correct", "\nCorrect") + "\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.code()).isEqualTo(code);
    }
}
