package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParser;
import org.junit.jupiter.api.Test;

/** Holds docs/data-model.md against the code. */
class DataModelPageTest {
    private static final Path PAGE = Path.of(System.getProperty("crmlake.repository"), "docs", "data-model.md");

    @Test
    void namesEveryFieldOfAnEventInTheirOrderAndNothingElse() throws IOException {
        List<String> fields = Arrays.stream(Event.class.getRecordComponents())
                .map(RecordComponent::getName)
                .map(DataModelPageTest::snakeCase)
                .toList();

        // The lake adds when it took the event in; the event itself does not depend on that.
        assertThat(column("Fields", 0))
                .filteredOn(field -> !field.equals("ingested_at"))
                .isEqualTo(fields);
        assertThat(column("Fields", 0)).containsOnlyOnce("ingested_at");
    }

    @Test
    void saysWhichFieldsTheTimelineKeepsInTheCell() throws IOException {
        List<String> inCell = rows("Fields").stream()
                .filter(row -> row.get(2).equals("cell"))
                .map(row -> row.get(0))
                .toList();

        assertThat(inCell)
                .isEqualTo(avro().getFields().stream().map(Schema.Field::name).toList());
    }

    @Test
    void saysWhichFieldsAreAlwaysThere() throws IOException {
        Schema avro = avro();

        for (List<String> row : rows("Fields")) {
            Schema.Field field = avro.getField(row.get(0));
            if (field != null) {
                assertThat(row.get(1)).as(row.get(0)).isEqualTo(field.schema().isNullable() ? "no" : "yes");
            }
        }
    }

    @Test
    void namesEveryKindOutcomeAndStage() throws IOException {
        assertThat(column("Kinds", 0))
                .isEqualTo(
                        Arrays.stream(EventKind.values()).map(EventKind::text).toList());
        assertThat(column("Dead letters", 0))
                .isEqualTo(Arrays.stream(Rejection.Stage.values())
                        .map(Rejection.Stage::text)
                        .toList());
        assertThat(column("What becomes of a record", 0))
                .isEqualTo(Arrays.stream(BatchReport.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(name -> !List.of("batchId", "read", "took").contains(name))
                        .toList());
    }

    @Test
    void itsExamplesOfEventIdsAreWhatTheCodeDerives() throws IOException {
        List<List<String>> examples = rows("Event id");
        byte[] line = md5(examples.get(1).get(2));

        assertThat(examples).hasSize(3);
        assertThat(examples.get(0).get(4))
                .isEqualTo(EventId.ofNaturalKey(
                        examples.get(0).get(1), examples.get(0).get(2)));
        assertThat(examples.get(1).get(4))
                .isEqualTo(EventId.ofContent(examples.get(1).get(1), line, 0));
        assertThat(examples.get(2).get(4))
                .isEqualTo(EventId.ofContent(examples.get(2).get(1), line, 1));
        assertThat(PAGE).content(StandardCharsets.UTF_8).contains("`" + EventId.NAMESPACE + "`");
    }

    private static List<String> column(String heading, int index) throws IOException {
        return rows(heading).stream().map(row -> row.get(index)).toList();
    }

    /** The cells of the only table under a heading, without header and back quotes. */
    private static List<List<String>> rows(String heading) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        boolean here = false;
        for (String line : Files.readAllLines(PAGE, StandardCharsets.UTF_8)) {
            if (line.startsWith("## ")) {
                here = line.equals("## " + heading);
            } else if (here && line.startsWith("| ")) {
                rows.add(Arrays.stream(line.substring(2).split(" *\\| *"))
                        .map(cell -> cell.replaceAll("^`([^`]*)`$", "$1"))
                        .toList());
            }
        }
        assertThat(rows).as("table under " + heading).hasSizeGreaterThan(1);
        return rows.subList(1, rows.size());
    }

    private static Schema avro() throws IOException {
        try (InputStream in = Event.class.getResourceAsStream("event.avsc")) {
            return new SchemaParser().parse(in).mainSchema();
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    private static byte[] md5(String text) {
        try {
            return MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
