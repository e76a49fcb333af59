package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongCommandLineTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            confg explain                    | there is no command 'confg'. Did you mean 'config'? See `crmlake --help`.
            frobnicate                       | there is no command 'frobnicate'. See `crmlake --help`.
            config explian                   | there is no command 'explian'. Did you mean 'explain'? See `crmlake config --help`.
            config explain --outptu json     | there is no option '--outptu'. Did you mean '--output'? See `crmlake config explain --help`.
            config explain crmlake.home x    | there is no place for a further argument, so not for 'x'. See `crmlake config explain --help`.
            config explain -o xml            | invalid value for option '--output': 'xml' is none of table, json, ndjson, csv. See `crmlake config explain --help`.
            config explain --tenant          | missing required parameter for option '--tenant' (NAME). See `crmlake config explain --help`.
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
            """)
    void isRefusedByTheCommandItself(String line, int code, String expected) {
        Outcome outcome = RunCrmlake.run(line.split(" +"));

        assertThat(outcome.err()).isEqualTo("crmlake: " + expected + "\n");
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.code()).isEqualTo(code);
    }
}
