package org.crmlake.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the repository ships and says of mappings holds. */
@ExtendWith(SharedSpark.class)
class ShippedMappingsTest {
    private final SparkSession spark;

    ShippedMappingsTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void compilesEveryShippedMappingAgainstTheColumnsOfItsSample() throws Exception {
        Map<String, StructType> columns = Map.of(
                "cdnow.yaml", new StructType().add("value", DataTypes.StringType),
                "online-retail.yaml", texts(header("online-retail/online_retail_2011-06-01_2011-07-15.csv.gz")),
                "hillstrom.yaml", texts(header("hillstrom/hillstrom_a.csv.gz")));
        Map<String, Integer> eventsOfARow = Map.of("cdnow.yaml", 1, "online-retail.yaml", 1, "hillstrom.yaml", 4);
        try (Stream<Path> mappings = Files.list(repository().resolve("conf/mappings"))) {
            List<Path> files = mappings.toList();

            assertThat(files).extracting(file -> file.getFileName().toString()).hasSameElementsAs(columns.keySet());
            for (Path file : files) {
                String name = file.getFileName().toString();
                Mapping mapping = MappingFile.read(file);
                CompiledMapping compiled = MappingCompiler.compile(spark, mapping.source(), mapping, columns.get(name));
                assertThat(compiled.events()).hasSize(eventsOfARow.get(name));
            }
        }
    }

    /** What {@code docs/queries.md} says becomes of expressions does. */
    @Test
    void attemptsEndAsThePageSays() throws Exception {
        List<String> lines = Files.readAllLines(repository().resolve("docs/queries.md")).stream()
                .dropWhile(line -> !line.equals("```mapping"))
                .skip(1)
                .takeWhile(line -> !line.equals("```"))
                .toList();
        List<String> actual = new java.util.ArrayList<>();
        for (int i = 1; i < lines.size(); i += 2) {
            String told = lines.get(i - 1).substring("-- ".length());
            String outcome = outcome(lines.get(i));
            actual.add("-- " + (outcome.startsWith(told) && told.length() > "refused: ".length() ? told : outcome));
            actual.add(lines.get(i));
        }
        assertThat(lines).hasSizeGreaterThan(2 * 30);
        assertThat(actual).containsExactlyElementsOf(lines);
    }

    private String outcome(String expression) {
        Mapping mapping = new Mapping(
                "shop",
                SourceFormat.TEXT,
                Map.of(),
                null,
                null,
                List.of(new EventTemplate(
                        Map.of(
                                EventField.CUSTOMER_KEY,
                                "value",
                                EventField.EVENT_TIME,
                                "timestamp '2026-01-31'",
                                EventField.NAME,
                                expression),
                        null)));
        try {
            MappingCompiler.compile(spark, "shop", mapping, texts("value"));
            return "compiles";
        } catch (CrmException e) {
            assertThat(e.kind()).isEqualTo(Kind.CONFIG);
            return "refused: " + e.getMessage().split("`: ", 2)[1];
        }
    }

    private static String[] header(String file) throws Exception {
        Path sample = repository().resolve("samples").resolve(file);
        try (var lines = new java.io.BufferedReader(new java.io.InputStreamReader(
                new java.util.zip.GZIPInputStream(Files.newInputStream(sample)),
                java.nio.charset.StandardCharsets.UTF_8))) {
            return lines.readLine().split(",");
        }
    }

    private static StructType texts(String... names) {
        StructType columns = new StructType();
        for (String name : names) {
            columns = columns.add(name, DataTypes.StringType);
        }
        return columns;
    }

    private static Path repository() {
        return Path.of(System.getProperty("crmlake.repository"));
    }
}
