package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.DecodeSettings;
import org.crmlake.ingest.decode.DecodedRows;
import org.crmlake.ingest.decode.RowDecoder;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.FlakyFiles;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of Avro and Parquet are read whatever they are called, and are not blamed for a file system that is away. */
@ExtendWith(SharedSpark.class)
class ColumnarFilesTest {
    private static final List<String> NAMES = List.of(
            "10:30", "c:\\d", "file:x", "a b", "100%", "a%20b", "#1", "what?", "größe", "{a,b}", "[ab]", "a*", "a,b",
            "a+b", "a=b", "^a");

    private final SparkSession spark;

    @TempDir
    private Path folder;

    ColumnarFilesTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void readsFilesWhateverTheyAreCalled(String format) throws IOException {
        Path odd = Files.createDirectory(folder.resolve("fol:der {x}"));
        for (String name : NAMES) {
            Files.move(written(name, format), odd.resolve(name + "." + format));
        }
        InputFiles files = InputFiles.list(new Configuration(), odd.toString());

        List<String> read = new ArrayList<>();
        for (Row row : read(format, files)) {
            InputFile file = files.files().get(row.<Integer>getAs(Candidates.FILE));
            read.add(file.path() + " has " + row.getAs("customer_key"));
        }

        assertThat(read)
                .containsExactlyInAnyOrderElementsOf(NAMES.stream()
                        .map(name -> "file:" + odd.resolve(name + "." + format) + " has shop:" + name)
                        .toList());
        // One alone, as from a folder that is followed.
        for (InputFile file : files.files()) {
            assertThat(read(format, new InputFiles(List.of(file)))).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void doesNotBlameTheFileForAFileSystemThatIsAway(String format) throws IOException {
        Configuration conf = new Configuration();
        FlakyFiles.addTo(conf);
        Path file = written("a", format);
        InputFiles files = InputFiles.list(conf, FlakyFiles.of(file));
        String sentence = "Cannot read " + files.files().get(0).path()
                + ": no data node answers. Nothing was written; check that the file system runs and repeat the command.";

        // When the columns are looked up.
        FlakyFiles.fail(1);
        assertThatThrownBy(() -> read(format, conf, files)).satisfies(e -> isAway(e, sentence));
        // When a task reads the rows.
        DecodedRows rows = RowDecoder.decode(spark, conf, mapping(format), files, 1000);
        FlakyFiles.fail(1);
        assertThatThrownBy(() -> SparkFailures.translate("a", () -> rows.rows().collectAsList()))
                .satisfies(e -> isAway(e, sentence));
        assertThat(read(format, conf, files)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void blamesAFileForWhatItSays(String format) throws IOException {
        Configuration conf = new Configuration();
        FlakyFiles.addTo(conf);
        Path file = Files.writeString(folder.resolve("text." + format), "no such thing as this format at all");
        InputFiles files = InputFiles.list(conf, FlakyFiles.of(file));

        assertThatThrownBy(() -> read(format, conf, files))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DATA))
                .hasMessageStartingWith("Cannot ingest " + files.files().get(0).path() + ": it is not a");
    }

    private static void isAway(Throwable e, String sentence) {
        assertThat(e)
                .isInstanceOfSatisfying(CrmException.class, failure -> assertThat(failure.kind())
                        .isEqualTo(Kind.EXTERNAL))
                .hasMessage(sentence);
    }

    private List<Row> read(String format, InputFiles files) {
        return read(format, new Configuration(), files);
    }

    private List<Row> read(String format, Configuration conf, InputFiles files) {
        return SparkFailures.translate(files.name(), () -> rows(format, conf, files)
                .rows()
                .select(Candidates.FILE, "customer_key")
                .collectAsList());
    }

    private CandidateSource.Read rows(String format, Configuration conf, InputFiles files) {
        byte[][] oneRegion = {new byte[0]};
        return new CandidateSource(spark, conf)
                .read(mapping(format), files, new DecodeSettings("shop", oneRegion, 1000));
    }

    private static Mapping mapping(String format) {
        return MappingFile.parse("test", "source: shop\nformat: " + format + "\n" + """
                fields: {customer_key: "concat('shop:', id)", name: "'Seen'", event_time: "timestamp_seconds(0)"}
                """);
    }

    private Path written(String id, String format) throws IOException {
        Path written = folder.resolve("written");
        spark.createDataset(List.of(id), org.apache.spark.sql.Encoders.STRING())
                .toDF("id")
                .coalesce(1)
                .write()
                .mode("overwrite")
                .format(format)
                .save(written.toString());
        try (Stream<Path> files = Files.list(written)) {
            return files.filter(file -> file.getFileName().toString().startsWith("part-"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
