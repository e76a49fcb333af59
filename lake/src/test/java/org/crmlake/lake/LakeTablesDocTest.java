package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.iceberg.SortField;
import org.crmlake.lake.LakeColumn.Content;
import org.crmlake.lake.LakeColumn.Presence;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@code docs/lake-tables.md} against the code; a failure shows what the page should say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LakeTablesDocTest {
    private String page;

    @BeforeAll
    void read() throws Exception {
        page = Files.readString(Path.of(System.getProperty("crmlake.repository"), "docs", "lake-tables.md"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void describesEveryColumn(LakeTable table) {
        assertThat(section(table))
                .contains(table.doc())
                .contains(lines(
                        Stream.of(
                                "| column | type | always | personal | manifests hold | meaning |",
                                "|---|---|---|---|---|---|"),
                        table.columns().stream().map(LakeTablesDocTest::columnLine)));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void saysHowFilesAreCutAndSorted(LakeTable table) {
        String partitioning = table.partitioning().fields().stream()
                .map(field -> field.transform() + "(" + table.schema().findColumnName(field.sourceId()) + ")")
                .collect(Collectors.joining(", "));
        String order = table.order().fields().stream()
                .map((SortField field) -> table.schema().findColumnName(field.sourceId()))
                .collect(Collectors.joining(", "));

        String cut = partitioning.isEmpty() ? "Not partitioned" : "Partitioned by `" + partitioning + "`";
        assertThat(section(table)).contains(cut + ", files sorted by `" + order + "`.");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void givesTheReasonOfEverySetting(LakeTable table) {
        assertThat(section(table)).contains(settingLines(table.ownProperties()));
        List<TableProperty> ofAll = table.properties().stream()
                .filter(property -> !property.key().startsWith("write.metadata.metrics.column."))
                .filter(property -> !table.ownProperties().contains(property))
                .toList();
        assertThat(page).contains(settingLines(ofAll));
    }

    @Test
    void namesEveryKeyOfASnapshotSummary() {
        CommittedBatch batch = new CommittedBatch("b", "s", "p", 0, 0, 0, 0, 0, new TreeSet<>());

        assertThat(batch.summary().keySet()).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    }

    @Test
    void describesNoTableThatIsNotThere() {
        assertThat(page.lines().filter(line -> line.startsWith("## `")))
                .containsExactlyElementsOf(LakeTables.ALL.stream()
                        .map(table -> "## `" + table.name() + "`")
                        .toList());
    }

    private static List<LakeTable> tables() {
        return LakeTables.ALL;
    }

    private String section(LakeTable table) {
        String head = "## `" + table.name() + "`\n";
        assertThat(page).contains(head);
        String rest = page.substring(page.indexOf(head) + head.length());
        int next = rest.indexOf("\n## ");
        return next < 0 ? rest : rest.substring(0, next);
    }

    private static String columnLine(LakeColumn column) {
        return "| `%s` | %s | %s | %s | %s | %s |"
                .formatted(
                        column.name(),
                        // The ids of nested fields and whether they are required would make the column unreadable.
                        column.type().toString().replaceAll("\\d+: (\\w+): (required|optional) ", "$1: "),
                        column.presence() == Presence.REQUIRED ? "yes" : "no",
                        column.content() == Content.PERSONAL ? "yes" : "",
                        column.metricsMode().equals("none") ? "nothing" : "counts and bounds",
                        column.doc());
    }

    private static String settingLines(List<TableProperty> settings) {
        return lines(
                Stream.of("| setting | value | why |", "|---|---|---|"),
                settings.stream().map(setting -> "| `%s` | `%s` | %s |"
                        .formatted(setting.key(), setting.value(), setting.reason())));
    }

    private static String lines(Stream<String> head, Stream<String> body) {
        return Stream.concat(head, body).collect(Collectors.joining("\n", "", "\n"));
    }
}
