package org.crmlake.jobs.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlatTableTest {
    private static final String WHOLE =
            "{name: a, path: b.csv, format: csv, key: id, namespace: c, label: l, left: 'Yes', ";

    @Test
    void theShippedFileNamesTheShippedTable() {
        Path repository = Path.of(System.getProperty("crmlake.repository"));

        FlatTable table = FlatTableFile.read(repository.resolve("conf/churn/telco.yaml"));

        assertThat(table.path())
                .isEqualTo(repository
                        .resolve("samples/telco-churn/Telco-Customer-Churn.csv")
                        .toUri()
                        .toString());
        assertThat(table.numeric()).hasSize(3);
        assertThat(table.categorical()).hasSize(16).doesNotContain(table.label(), table.key());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "numeric: [l]} | the key or the label is named as a column to learn from.",
                "numeric: [' ']} | no column to learn from can be called ' '.",
                "numeric: [x], time: x} | time 'x' is no column beside those to learn from and the label.",
                "numeric: [x], time: l} | time 'l' is no column beside those to learn from and the label.",
                "numeric: [label]} | no column to learn from can be called 'label'.",
                "numeric: [x], categorical: [x]} | column 'x' is named twice.",
                "numeric: []} | it has neither numeric nor categorical columns to learn from.",
                "nmeric: [x]} | line 1: Unrecognized field \"nmeric\"",
                "numeric: [x], name: b} | line 1: Duplicate field 'name'",
            })
    void refusesWhatMakesNoSense(String rest, String reason) {
        assertThatThrownBy(() -> FlatTableFile.parse(WHOLE + rest))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessageStartingWith("Cannot use the table of customers: " + reason)
                .hasMessageEndingWith(" See docs/churn-supervised.md.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "format: csv, | format: com.evil.Source, | format 'com.evil.Source' is none of csv, json, parquet.",
                "name: a, | name: A B, | name 'A B' is not made of lower-case letters, digits and dashes.",
                "key: id, | '' | it has no key.",
            })
    void refusesFieldsThatCannotBeUsed(String field, String instead, String reason) {
        assertThatThrownBy(() -> FlatTableFile.parse(WHOLE.replace(field, instead) + "numeric: [x]}"))
                .hasMessage("Cannot use the table of customers: " + reason + " See docs/churn-supervised.md.");
    }

    @Test
    void columnsOfFeaturesAreAllDifferentAndNoPaths() {
        assertThat(Features.columnOf("monthly_spend")).isEqualTo("monthly_spend");
        assertThat(List.of("a.b", "a%2Eb", "a`b", "a%b"))
                .extracting(Features::columnOf)
                .containsExactly("a%2Eb", "a%252Eb", "a%60b", "a%25b");
    }

    @Test
    void saysWhichFileCannotBeRead() {
        assertThatThrownBy(() -> FlatTableFile.read(Path.of("nowhere.yaml")))
                .hasMessageStartingWith("Cannot read the table of customers of nowhere.yaml: ")
                .hasMessageEndingWith(". Name a readable UTF-8 file.");
    }
}
