package org.crmlake.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderingTest {
    private static final List<String> COLUMNS = List.of("time", "name", "amount");
    private static final Instant NOON = Instant.parse("2011-08-31T12:00:00Z");

    private final StringWriter text = new StringWriter();

    @Test
    void aTableAlignsNumbersAtTheRight() {
        write(
                Format.TABLE,
                Screen.NONE,
                List.of(NOON, "Order", new BigDecimal("1E+2")),
                Arrays.asList(NOON, "Refund", null));

        assertThat(text).hasToString("""
                        time                  name    amount
                        2011-08-31T12:00:00Z  Order      100
                        2011-08-31T12:00:00Z  Refund
                        """);
    }

    @Test
    void aTableCutsWideCellsOnATerminalOnly() {
        write(Format.TABLE, new Screen(true, false, 40), List.of(NOON, "a name that is long", 7));

        assertThat(text).hasToString("""
                        time             name             amount
                        2011-08-31T12:…  a name that is…       7
                        """);
        assertThat(text.toString().lines()).allMatch(line -> line.length() <= 40);
    }

    @Test
    void aTableShowsNoControlCharacters() {
        write(Format.TABLE, Screen.NONE, List.of(NOON, "red \u001b[31m\u009b\nnext", 1));

        assertThat(text.toString()).contains("red ?[31m??next").doesNotContain("\u001b", "\u009b");
    }

    @Test
    void aTableThatIsLongerThanWhatIsMeasuredKeepsAllItsRows() {
        try (RowSink sink = Rendering.rows(Format.TABLE, text, Screen.NONE, List.of("n"))) {
            for (int i = 0; i < TableSink.MEASURED + 2; i++) {
                sink.row(i);
            }
        }

        assertThat(text.toString().lines().map(String::strip))
                .hasSize(TableSink.MEASURED + 3)
                .endsWith(String.valueOf(TableSink.MEASURED + 1));
    }

    @Test
    void anEmptyTableHasItsHeading() {
        write(Format.TABLE, Screen.NONE);

        assertThat(text).hasToString("time  name  amount\n");
    }

    @Test
    void headingsAreBoldOnlyWithColour() {
        write(Format.TABLE, new Screen(true, true, 80));

        assertThat(text).hasToString("\u001b[1mtime  name  amount\n\u001b[0m");
    }

    @Test
    void jsonIsOneArray() {
        write(Format.JSON, Screen.NONE, List.of(NOON, "a \"b\" \\ \u0001\u009b é", new BigDecimal("1.50")));

        assertThat(text).hasToString("""
                        [
                          {"time": "2011-08-31T12:00:00Z", "name": "a \\"b\\" \\\\ \\u0001\\u009b é", "amount": 1.50}
                        ]
                        """);
    }

    @Test
    void anEmptyJsonResultIsAnEmptyArray() {
        write(Format.JSON, Screen.NONE);

        assertThat(text).hasToString("[]\n");
    }

    @Test
    void jsonLinesHaveOneObjectEach() {
        write(
                Format.NDJSON,
                Screen.NONE,
                Arrays.asList(LocalDate.of(2011, 8, 31), List.of(1, "x"), Double.NaN),
                Arrays.asList(null, Map.of("k", true), -0.5));

        assertThat(text).hasToString("""
                        {"time": "2011-08-31", "name": [1, "x"], "amount": null}
                        {"time": null, "name": {"k": true}, "amount": -0.5}
                        """);
    }

    @Test
    void csvQuotesWhatNeedsIt() {
        write(Format.CSV, Screen.NONE, Arrays.asList("a,b", "say \"hi\"\nthere", null), List.of("=1+1", "plain", 3));

        assertThat(text).hasToString("time,name,amount\n\"a,b\",\"say \"\"hi\"\"\nthere\",\n=1+1,plain,3\n");
    }

    @Test
    void csvHasNoControlCharactersThatAReaderMayChokeOn() {
        write(Format.CSV, Screen.NONE, List.of("nul \0", "escape \u001b", "tab \t"));

        assertThat(text).hasToString("time,name,amount\n\"nul \uFFFD\",\"escape \uFFFD\",\"tab \t\"\n");
    }

    @Test
    void aSingleResultIsOneObjectInJson() {
        Rendering.single(Format.JSON, text, Screen.NONE, single());

        assertThat(text).hasToString("{\"read\": 3, \"batch_id\": \"b1\"}\n");
    }

    @Test
    void aSingleResultIsALineForEachMemberInATable() {
        Rendering.single(Format.TABLE, text, Screen.NONE, single());

        assertThat(text).hasToString("read      3\nbatch_id  b1\n");
    }

    @Test
    void aSingleResultIsOneRecordInCsv() {
        Rendering.single(Format.CSV, text, Screen.NONE, single());

        assertThat(text).hasToString("read,batch_id\n3,b1\n");
    }

    @Test
    void rowsStopAtAReaderThatWentAway() {
        RowSink sink = Rendering.rows(Format.NDJSON, new ClosedPipe(), Screen.NONE, COLUMNS);

        assertThatThrownBy(() -> sink.row(1, 2, 3))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("Broken pipe");
    }

    private static Map<String, Object> single() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("read", 3L);
        members.put("batch_id", "b1");
        return members;
    }

    @SafeVarargs
    private void write(Format format, Screen screen, List<Object>... rows) {
        try (RowSink sink = Rendering.rows(format, text, screen, COLUMNS)) {
            for (List<Object> row : rows) {
                sink.row(row.toArray());
            }
        }
    }

    private static final class ClosedPipe extends Writer {
        @Override
        public void write(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
