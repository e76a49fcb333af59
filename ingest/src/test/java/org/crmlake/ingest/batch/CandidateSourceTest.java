package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the lines of a file: each is an event, a dead letter or left out on purpose. */
@ExtendWith(SharedSpark.class)
class CandidateSourceTest {
    private static final String GOOD = "ann,2026-01-31,x\n";
    private static final String UNREADABLE = "decode: the line does not have the 3 columns of the header";

    private final SparkSession spark;

    @TempDir
    private Path folder;

    CandidateSourceTest(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void aLineThatTheParserThrowsAtIsADeadLetter() throws IOException {
        assertThat(outcomes("unescapedQuoteHandling: RAISE_ERROR", GOOD + "bob,2026-01-31,\"a\"b\"\n" + GOOD))
                .containsExactly("event", UNREADABLE, "event");
    }

    @Test
    void aLineWithMoreColumnsThanTheParserHoldsIsADeadLetter() throws IOException {
        assertThat(outcomes("comment: '#'", GOOD + ",".repeat(30_000) + "\n" + GOOD))
                .containsExactly("event", UNREADABLE, "event");
    }

    @Test
    void commentsAndBlankLinesAreLeftOut() throws IOException {
        assertThat(outcomes(
                        "comment: '#', unescapedQuoteHandling: RAISE_ERROR",
                        GOOD + "# bob,2026-01-31,\"a\"b\"\n\n#" + ",".repeat(30_000) + "\n" + GOOD))
                .containsExactly("event", "filtered", "filtered", "event");
    }

    @Test
    void aCommentIsKnownByItsMarkInTheEncodingOfTheFile() throws IOException {
        Path file = folder.resolve("latin1.csv");
        Files.write(file, ("who,day,what\n" + GOOD + "\u00a7 x\n" + GOOD).getBytes(StandardCharsets.ISO_8859_1));

        assertThat(outcomes("comment: '\u00a7', encoding: ISO-8859-1", file))
                .containsExactly("event", "filtered", "event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"comment: ''", "ignoreLeadingWhiteSpace: 'true'", "quote: ''"})
    void noOptionMakesALineVanish(String options) throws IOException {
        assertThat(outcomes(
                        options + ", unescapedQuoteHandling: RAISE_ERROR", "bob\n" + GOOD + ",".repeat(30_000) + "\n"))
                .containsExactly(UNREADABLE, "event", UNREADABLE);
    }

    @Test
    void aLineOfJsonWithADecimalOfTooManyDigitsIsADeadLetter() throws IOException {
        Path file = folder.resolve("file.json");
        Files.writeString(
                file,
                "{\"who\":\"ann\",\"spent\":\"1.5\"}\n{\"who\":\"bob\",\"spent\":\"" + "1".repeat(500_000) + "\"}\n");
        Mapping mapping = MappingFile.parse("test", """
                source: shop
                format: json
                schema: who string, spent decimal(18,4)
                fields:
                  customer_key: "concat('shop:', who)"
                  name: "'seen'"
                  event_time: "timestamp '2026-01-31 12:00:00'"
                  amount: spent
                """);

        assertThat(outcomes(mapping, file))
                .containsExactly("event", "decode: a number of 500000 characters is longer than 10000");
    }

    private List<String> outcomes(String options, String lines) throws IOException {
        Path file = folder.resolve("file.csv");
        Files.writeString(file, "who,day,what\n" + lines);
        return outcomes(options, file);
    }

    /** In the order of the lines. */
    private List<String> outcomes(String options, Path file) {
        Mapping mapping = MappingFile.parse("test", """
                source: shop
                format: csv
                options: {header: true, %s}
                fields:
                  customer_key: "concat('shop:', who)"
                  name: "'seen'"
                  event_time: "cast(day as timestamp)"
                """.formatted(options));
        return outcomes(mapping, file);
    }

    private List<String> outcomes(Mapping mapping, Path file) {
        Configuration conf = new Configuration();
        List<String> outcomes = new ArrayList<>();
        for (Row candidate : new CandidateSource(spark, conf)
                .read(
                        mapping,
                        InputFiles.list(conf, file.toString()),
                        new DecodeSettings("shop", new byte[][] {new byte[0]}, IngestSettings.DEFAULT.maxRecordBytes()))
                .rows()
                .orderBy(Candidates.POSITION)
                .select(Candidates.OUTCOME, Candidates.STAGE, Candidates.REASON)
                .collectAsList()) {
            outcomes.add(
                    switch (candidate.getInt(0)) {
                        case Candidates.EVENT -> "event";
                        case Candidates.FILTERED -> "filtered";
                        default -> candidate.getString(1) + ": " + candidate.getString(2);
                    });
        }
        return outcomes;
    }
}
