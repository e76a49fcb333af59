package org.crmlake.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException;
import org.crmlake.model.export.Destination;
import org.crmlake.model.export.Destination.Left;
import org.crmlake.model.export.Destinations;
import org.crmlake.model.export.Phones;
import org.crmlake.model.export.Suppressions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The spellings that docs/exports.md tells of, at every destination. */
class SuppressionsPageTest {
    private static final Map<String, String> YES =
            Map.of("email", "granted", "ad_user_data", "granted", "ad_personalization", "granted");
    private static final Pattern ROW = Pattern.compile(
            "\\| `([^`]+)` \\| (?:`([a-z_]+)` = `([^`]+)` )?\\| (?:`([A-Z]{2})` )?\\| (left out|may be in|refused) \\|");

    /** A row of the table; the trait is null where the entry is refused. */
    record Row(String listed, String trait, String value, Phones phones, String outcome) {}

    @ParameterizedTest
    @MethodSource("rows")
    void haveTheOutcomesThatThePageSays(Row row) {
        if (row.outcome().equals("refused")) {
            assertThatThrownBy(() -> Lists.of("# so\n\n" + row.listed() + "\nshop:1\n", row.phones()))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.kind()).isEqualTo(CrmException.Kind.CONFIG))
                    .hasMessageContaining("is in line 3. Correct that");
            return;
        }
        Suppressions list = Lists.of(row.listed(), row.phones());
        for (Destination destination : Destinations.installed().all()) {
            Map<String, String> traits = row.trait().equals(Destination.CUSTOMER_KEY)
                    ? Map.of(row.trait(), row.value())
                    : Map.of(Destination.CUSTOMER_KEY, "shop:1", row.trait(), row.value());

            boolean out =
                    new Gate(destination, list, row.phones()).judge(traits, YES).equals(new Left("suppressed"));

            assertThat(out).as(destination.id()).isEqualTo(row.outcome().equals("left out"));
        }
    }

    static List<Row> rows() throws IOException {
        List<Row> rows =
                Files.readAllLines(Path.of(System.getProperty("crmlake.repository"), "docs", "exports.md")).stream()
                        .map(ROW::matcher)
                        .filter(Matcher::matches)
                        .map(row -> new Row(
                                row.group(1), row.group(2), row.group(3), new Phones(row.group(4)), row.group(5)))
                        .toList();
        assertThat(rows).hasSizeGreaterThan(35);
        return rows;
    }
}
