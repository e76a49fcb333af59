package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same three purchases and a bad one, in every format. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FormatsIT {
    private static final String FIELDS = """
            fields:
              natural_key: id
              customer_key: "concat('shop:', id)"
              name: "'Order Completed'"
              event_time: "cast(day as timestamp)"
              amount: "cast(spent as decimal(18,4))"
              properties: "map('note', note)"
            """;

    private final SparkSession spark;
    private final Configuration conf;
    private final TestTenant tenant;

    @TempDir
    private Path folder;

    FormatsIT(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void readsDelimitedLines() throws IOException {
        Path file = folder.resolve("a.csv");
        Files.write(
                file,
                "007;2026-01-31;1.10;\"größe; L\"\n8;2026-01-31;2;\n9;2026-01-31;3;x\n10;2026-01-31;bad;x\n"
                        .getBytes(StandardCharsets.ISO_8859_1));

        assertTaken(
                file,
                "csv",
                "options: {sep: ';', encoding: ISO-8859-1}\n"
                        + FIELDS.replace(" id", " _c0")
                                .replace(", id)", ", _c0)")
                                .replace("(day", "(_c1")
                                .replace("(spent", "(_c2")
                                .replace(", note)", ", _c3)"));
    }

    @Test
    void readsJsonLines() throws IOException {
        Path file = TestTenant.write(folder, "a.json", """
                {"id":"007","day":"2026-01-31","spent":1.10,"note":"größe; L"}
                {"id":8,"day":"2026-01-31","spent":2}
                {"note":"x","spent":3.0,"day":"2026-01-31","id":9}
                {"id":10,"day":"2026-01-31","spent":"bad","note":"x"}
                """);

        assertTaken(file, "json", FIELDS);
    }

    @Test
    void readsPlainLines() throws IOException {
        Path file = TestTenant.write(
                folder,
                "a.txt",
                "007|2026-01-31|1.10|größe; L\n8|2026-01-31|2\n9|2026-01-31|3|x\n10|2026-01-31|bad|x\n");

        assertTaken(
                file,
                "text",
                FIELDS.replace(" id", " split(value, '[|]')[0]")
                        .replace(", id)", ", split(value, '[|]')[0])")
                        .replace("(day", "(split(value, '[|]')[1]")
                        .replace("(spent", "(split(value, '[|]')[2]")
                        .replace(", note)", ", try_element_at(split(value, '[|]'), 4))"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void readsColumnsFromSeveralFiles(String format) throws IOException {
        Path target = folder.resolve("b[1] {x}." + format);
        Files.createDirectories(target);
        Path written = folder.resolve("written");
        for (String where : List.of("id in ('007', '8')", "id not in ('007', '8')")) {
            purchases()
                    .where(where)
                    .coalesce(1)
                    .write()
                    .mode("overwrite")
                    .format(format)
                    .save(written.toUri().toString());
            try (Stream<Path> files = Files.list(written)) {
                Path part = files.filter(file -> file.getFileName().toString().startsWith("part-"))
                        .findFirst()
                        .orElseThrow();
                Files.move(part, target.resolve((where.contains("not") ? "2." : "1.") + format));
            }
        }

        Row letter = assertTaken(target, format, FIELDS);

        assertThat(letter.<String>getAs(DeadLettersTable.ORIGIN)).isEqualTo("file:" + target.resolve("2." + format));
        assertThat(new String(letter.<byte[]>getAs(DeadLettersTable.PAYLOAD), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"10\",\"day\":\"2026-01-31\",\"spent\":\"bad\",\"note\":\"x\"}");
    }

    @Test
    void knowsTheRowAgainThatTheFirstReleaseStored() throws IOException {
        // The id that it made of {"id":"1","at":"2026-01-31T12:00:00.000Z"}, of rows of source shop.
        String stored = "27215629-55d4-5c36-92b5-262927ba370e";
        Path line = TestTenant.write(folder, "stored.jsonl", """
                {"messageId":"%s","type":"track","event":"Seen","userId":"1","timestamp":"2026-01-31T12:00:00.0001Z"}
                """.formatted(stored));
        Mapping mapping = MappingFile.parse("test", """
                source: shop
                format: parquet
                fields: {customer_key: "concat('user:', id)", name: "'Seen'", event_time: at}
                """);
        for (String name : List.of("first", "second")) {
            spark.sql("select '1' as id, timestamp '2026-01-31 12:00:00.0001' as at"
                            + " union all select '1', timestamp '2026-01-31 12:00:00.0002'")
                    .coalesce(1)
                    .write()
                    .parquet(folder.resolve(name).toUri().toString());
        }
        TestTenant tenant = new TestTenant(spark, conf);
        tenant.ingest(line, Mapping.SEGMENT);

        BatchReport first = tenant.ingest(folder.resolve("first"), mapping);
        BatchReport second = tenant.ingest(folder.resolve("second"), mapping);

        assertThat(List.of(first.accepted(), first.duplicates(), second.accepted(), second.duplicates()))
                .containsExactly(1L, 1L, 0L, 2L);
        assertThat(tenant.history("user:1"))
                .extracting(event -> event.eventTime().toString())
                .containsExactlyInAnyOrder("2026-01-31T12:00:00.000100Z", "2026-01-31T12:00:00.000200Z");
        tenant.assertStoresAgree();
    }

    private Dataset<Row> purchases() {
        return spark.createDataFrame(
                List.of(
                        RowFactory.create("007", "2026-01-31", "1.10", "größe; L"),
                        RowFactory.create("8", "2026-01-31", "2", null),
                        RowFactory.create("9", "2026-01-31", "3", "x"),
                        RowFactory.create("10", "2026-01-31", "bad", "x")),
                StructType.fromDDL("id string, day string, spent string, note string"));
    }

    /** Takes the file in under a source named after the format; returns the dead letter. */
    private Row assertTaken(Path path, String format, String rest) {
        Mapping mapping = MappingFile.parse("test", "source: " + format + "\nformat: " + format + "\n" + rest);

        BatchReport report = tenant.ingest(path, mapping);

        assertThat(List.of(report.read(), report.accepted(), report.rejected())).containsExactly(4L, 3L, 1L);
        assertThat(tenant.events().stream()
                        .filter(event -> event.getAs(EventsTable.SOURCE).equals(format))
                        .map(event -> event.getAs(EventsTable.CUSTOMER_KEY) + " " + event.getAs(EventsTable.AMOUNT)
                                + " " + event.getJavaMap(event.fieldIndex(EventsTable.PROPERTIES)))
                        .sorted())
                .containsExactly("shop:007 1.1000 {note=größe; L}", "shop:8 2.0000 {}", "shop:9 3.0000 {note=x}");
        List<Row> letters = tenant.deadLetters().stream()
                .filter(letter -> letter.getAs(DeadLettersTable.SOURCE).equals(format))
                .toList();
        assertThat(letters).hasSize(1);
        assertThat(letters.get(0).<String>getAs(DeadLettersTable.REASON))
                .startsWith("amount: The value 'bad' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\"");
        tenant.assertStoresAgree();
        return letters.get(0);
    }
}
