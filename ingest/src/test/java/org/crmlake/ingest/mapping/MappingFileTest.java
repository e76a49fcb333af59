package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingFileTest {
    private static final String FIELDS = """
            fields:
              customer_key: "concat('shop:', id)"
              event_time: "to_timestamp(day)"
            """;

    @Test
    void readsEveryKey() {
        Mapping mapping = MappingFile.parse("shop.yaml", """
                source: shop_2-b
                format: json
                options: { Encoding: ISO-8859-1, allowComments: true }
                schema: "id string, day string"
                filter: "id is not null"
                events:
                  - when: "paid > 0"
                    fields: { customer_key: id, event_time: day, amount: 1 }
                  - fields: { customer_key: id, event_time: day, kind: "'page'" }
                """);

        assertThat(mapping.source()).isEqualTo("shop_2-b");
        assertThat(mapping.format()).isEqualTo(SourceFormat.JSON);
        assertThat(mapping.option("encoding")).contains("ISO-8859-1");
        assertThat(mapping.option("ALLOWCOMMENTS")).contains("true");
        assertThat(mapping.option("sep")).isEmpty();
        assertThat(mapping.schema()).contains("id string, day string");
        assertThat(mapping.filter()).contains("id is not null");
        assertThat(mapping.events()).extracting(EventTemplate::condition).containsExactly("paid > 0", null);
        assertThat(mapping.events().get(0).fields())
                .containsEntry(EventField.AMOUNT, "1")
                .containsEntry(EventField.KIND, "'track'");
        assertThat(mapping.events().get(1).fields()).containsEntry(EventField.KIND, "'page'");
    }

    @Test
    void aSegmentMappingOnlyNamesItsSource() {
        Mapping mapping = MappingFile.parse("web.yaml", "source: web\nformat: segment\n");

        assertThat(mapping.source()).isEqualTo("web");
        assertThat(mapping.events()).isEmpty();
    }

    @Test
    void writesTheSameMappingTheSameWayWhateverTheOrderOfItsKeys() {
        Mapping one = MappingFile.parse("m", "source: s\nformat: csv\noptions: {a: 1, b: 2}\n" + FIELDS);
        Mapping other = MappingFile.parse("m", FIELDS + "options: {b: 2, a: 1}\nformat: csv\nsource: s\n");

        // The text is part of the batch id.
        assertThat(other).hasToString(one.toString());
    }

    @Test
    void saysThatTheFileIsNotThere(@TempDir Path folder) {
        Path file = folder.resolve("no.yaml");

        assertThatThrownBy(() -> MappingFile.read(file))
                .hasMessage("Cannot read mapping " + file + ": there is no such file. Check the path.");
    }

    @Test
    void saysThatTheFileIsNotUtf8(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("latin.yaml"), new byte[] {'s', ':', ' ', (byte) 0xE4});

        assertThatThrownBy(() -> MappingFile.read(file))
                .hasMessage("Cannot read mapping " + file + ": it is not UTF-8. Save it as UTF-8.");
    }

    @Test
    void saysThatAFolderIsNoFile(@TempDir Path folder) {
        assertThatThrownBy(() -> MappingFile.read(folder))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot read mapping " + folder + ": ")
                .hasMessageEndingWith(". Check that it is a readable file.");
    }

    @Test
    void saysWhichLineIsNoYaml() {
        assertThat(problemsOf("source: s\nformat: [csv\nfilter: x\n"))
                .startsWith("it is not YAML: ")
                .doesNotContain("\n")
                .endsWith("at line 3");
    }

    @Test
    void refusesAKeyThatIsThereTwice() {
        assertThat(problemsOf("source: s\nsource: t\n"))
                .isEqualTo("it is not YAML: Duplicate field 'source' at line 2");
        assertThat(problemsOf("source: s\nformat: csv\nfields: {customer_key: a, customer_key: b}\n"))
                .isEqualTo("it is not YAML: Duplicate field 'customer_key' at line 3");
    }

    @ParameterizedTest
    @CsvSource({"''", "just a text", "'[a, b]'", "'# only a comment'"})
    void refusesWhatIsNoMappingOfKeys(String yaml) {
        assertThat(problemsOf(yaml)).isEqualTo("it is not a YAML mapping of keys to values");
    }

    @Test
    void namesTheNearestKeyFormatAndField() {
        assertThat(problemsOf("source: s\nformat: csv\nfiltr: x\n" + FIELDS))
                .isEqualTo("unknown key 'filtr' (did you mean 'filter'?)");
        assertThat(problemsOf("source: s\nformat: csv\nsomething_else: x\n" + FIELDS))
                .isEqualTo("unknown key 'something_else'");
        assertThat(problemsOf("source: s\nformat: csv\n" + FIELDS + "  custommer_key: x\n"))
                .isEqualTo("fields: unknown field 'custommer_key' (did you mean 'customer_key'?)");
        assertThat(problemsOf("source: s\nformat: xml\n" + FIELDS))
                .isEqualTo("format 'xml' is not one of csv, text, json, avro, parquet, segment");
    }

    @Test
    void wantsASourceFitForAnId() {
        String expected = "' is not a lower-case letter followed by at most 62 lower-case letters, digits, '_' or '-'";

        assertThat(problemsOf("format: csv\n" + FIELDS)).isEqualTo("'source' is missing");
        assertThat(problemsOf("source: ~\nformat: csv\n" + FIELDS)).isEqualTo("'source' is missing");
        assertThat(problemsOf("source: [s]\nformat: csv\n" + FIELDS)).isEqualTo("'source' is not a text");
        for (String source : List.of("Shop", "9shop", "a b", "../shop", "a".repeat(64))) {
            assertThat(problemsOf("source: " + source + "\nformat: csv\n" + FIELDS))
                    .isEqualTo("source '" + source + expected);
        }
    }

    @Test
    void wantsAFormat() {
        assertThat(problemsOf("source: s\n" + FIELDS))
                .isEqualTo("'format' is missing: it is one of csv, text, json, avro, parquet, segment");
        assertThat(problemsOf("source: s\nformat: {a: b}\n" + FIELDS)).isEqualTo("'format' is not a text");
    }

    @Test
    void wantsEitherFieldsOrEvents() {
        assertThat(problemsOf("source: s\nformat: csv\n")).isEqualTo("it has neither 'fields' nor 'events'");
        assertThat(problemsOf("source: s\nformat: csv\nevents: []\n" + FIELDS))
                .isEqualTo("it has both 'fields' and 'events'");
        assertThat(problemsOf("source: s\nformat: csv\nevents: []\n"))
                .isEqualTo("'events' is not a list of at least one event");
        assertThat(problemsOf("source: s\nformat: csv\nevents: {when: x}\n"))
                .isEqualTo("'events' is not a list of at least one event");
        assertThat(problemsOf("source: s\nformat: csv\nfields: id\n"))
                .isEqualTo("fields is not a mapping of event fields to expressions");
    }

    @Test
    void saysWhichOfTheEventsIsWrong() {
        assertThat(problemsOf("""
                                source: s
                                format: csv
                                events:
                                  - fields: {customer_key: id, event_time: day}
                                  - wen: x
                                    fields: {customer_key: id, event_time: day}
                                  - when: [x]
                                    fields: {customer_key: id}
                                  - when: x
                                  - just a text
                                """))
                .isEqualTo("5 problems: events[1]: unknown key 'wen' (did you mean 'when'?);"
                        + " events[2].fields: 'event_time' is missing; 'when' is not a text;"
                        + " events[3].fields is not a mapping of event fields to expressions;"
                        + " events[4].fields is not a mapping of event fields to expressions");
    }

    @Test
    void wantsACustomerAndATime() {
        assertThat(problemsOf("source: s\nformat: csv\nfields: {name: \"'a'\"}\n"))
                .isEqualTo("2 problems: fields: 'customer_key' is missing; fields: 'event_time' is missing");
    }

    @ParameterizedTest
    @CsvSource({"''", "'\" \"'", "'[a]'", "'{a: b}'"})
    void refusesAFieldWithoutAnExpression(String value) {
        assertThat(problemsOf("source: s\nformat: csv\n" + FIELDS + "  name: " + value + "\n"))
                .isEqualTo("fields.name is not an expression");
    }

    @Test
    void refusesOptionsThatAreNoTexts() {
        assertThat(problemsOf("source: s\nformat: csv\noptions: header\n" + FIELDS))
                .isEqualTo("'options' is not a mapping of option names to values");
        assertThat(problemsOf("source: s\nformat: csv\noptions: {header: ~, sep: [a]}\n" + FIELDS))
                .isEqualTo("2 problems: option 'header' is not a text; option 'sep' is not a text");
    }

    @Test
    void refusesAFilterThatIsNoText() {
        assertThat(problemsOf("source: s\nformat: csv\nfilter: [a]\n" + FIELDS)).isEqualTo("'filter' is not a text");
    }

    @Test
    void refusesWhatTheFormatWouldNotHeed() {
        assertThat(problemsOf("source: s\nformat: csv\nschema: id string\n" + FIELDS))
                .isEqualTo("'schema' is for format json only: the others bring their columns with them");
        assertThat(problemsOf("source: s\nformat: segment\nfilter: x\noptions: {a: b}\nschema: id string\n" + FIELDS))
                .isEqualTo("4 problems: format segment takes no 'fields': its records are events already;"
                        + " format segment takes no 'filter': its records are events already;"
                        + " format segment takes no 'options': its records are events already;"
                        + " 'schema' is for format json only: the others bring their columns with them");
    }

    @Test
    void reportsAllProblemsInOneLine() {
        CrmException problem = problem("sorce: s\nformat: cvs\noptions: 7\nfields: {amont: 1}\n");

        assertThat(problem.kind()).isEqualTo(Kind.CONFIG);
        assertThat(problem)
                .hasMessage("Cannot use mapping shop.yaml: 7 problems: unknown key 'sorce' (did you mean 'source'?);"
                        + " 'source' is missing;"
                        + " format 'cvs' is not one of csv, text, json, avro, parquet, segment;"
                        + " fields: unknown field 'amont' (did you mean 'amount'?);"
                        + " fields: 'customer_key' is missing; fields: 'event_time' is missing;"
                        + " 'options' is not a mapping of option names to values. Correct the mapping.");
    }

    @Test
    void keepsControlCharactersOutOfItsMessages() {
        assertThat(problemsOf("source: s\nformat: csv\n\"a\\tb\\u0007\": 1\n" + FIELDS))
                .isEqualTo("unknown key 'a?b?'");
    }

    private static String problemsOf(String yaml) {
        String message = problem(yaml).getMessage();
        assertThat(message).startsWith("Cannot use mapping shop.yaml: ").endsWith(". Correct the mapping.");
        return message.substring(
                "Cannot use mapping shop.yaml: ".length(), message.length() - ". Correct the mapping.".length());
    }

    private static CrmException problem(String yaml) {
        CrmException problem = catchThrowableOfType(CrmException.class, () -> MappingFile.parse("shop.yaml", yaml));
        assertThat(problem).as(yaml).isNotNull();
        return problem;
    }
}
