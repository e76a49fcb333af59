package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Input that cannot be used at all: one clear line, and nothing is written. More such files are in {@link HostileInputIT}. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnusableInputIT {
    private static final String FIELDS = """
            fields:
              customer_key: "concat('shop:', id)"
              name: "'Order Completed'"
              event_time: "cast(day as timestamp)"
            """;
    private static final Mapping CSV = mapping("csv", "options: {header: true}\n" + FIELDS);
    private static final Mapping JSON = mapping("json", FIELDS);

    private final TestTenant tenant;

    @TempDir
    private Path folder;

    UnusableInputIT(SparkSession spark, Configuration conf) {
        this.tenant = new TestTenant(spark, conf);
    }

    @Test
    void aFileThatIsNotThere() {
        Path file = folder.resolve("no.csv");

        assertRefused(
                file, CSV, Kind.DATA, "Cannot ingest " + file + ": there is no such file or folder. Check the path.");
    }

    @Test
    void aFileOfBlankLines() throws IOException {
        Path file = write("blank.csv", "\n  \n\t\r\n");
        String message = "Cannot ingest file:" + file + ": it has only blank lines. Check what wrote it.";

        assertRefused(file, CSV, Kind.DATA, message);
        assertRefused(file, JSON, Kind.DATA, message);
        assertThat(tenant.ingest(file, Mapping.SEGMENT).read()).isZero();
        assertNothingWritten();
    }

    @Test
    void aWrongDelimiter() throws IOException {
        String message = problem(write("semicolons.csv", "id;day\n1;2026-01-31\n"), CSV, Kind.CONFIG);

        assertThat(message)
                .startsWith(
                        "Cannot use mapping shop: 2 problems: customer_key `concat('shop:', id)`: A column, variable, or"
                                + " function parameter with name `id` cannot be resolved. Did you mean one of the following?"
                                + " [`id;day`]; event_time ")
                .endsWith(". Correct the mapping.");
    }

    @Test
    void aColumnThatTheFileLacks() throws IOException {
        assertThat(problem(write("lacks.csv", "id,date\n1,2026-01-31\n"), CSV, Kind.CONFIG))
                .startsWith(
                        "Cannot use mapping shop: event_time `cast(day as timestamp)`: A column, variable, or function"
                                + " parameter with name `day` cannot be resolved.")
                .contains("`date`");
    }

    @Test
    void aBrokenExpression() throws IOException {
        Mapping mapping = mapping("csv", "options: {header: true}\nfilter: \"id >\"\n" + FIELDS);

        assertThat(problem(write("a.csv", "id,day\n1,2026-01-31\n"), mapping, Kind.CONFIG))
                .startsWith("Cannot use mapping shop: filter `id >`: Syntax error at or near end of input");
    }

    @Test
    void aPackedFileThatIsCutOff() throws IOException {
        byte[] packed = packed();
        Path file = Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(packed, packed.length - 3000));

        assertRefused(
                file,
                CSV,
                Kind.DATA,
                "Cannot read file:" + file
                        + ": the compressed data end too early. Nothing was written; replace the file and"
                        + " repeat the command.");
    }

    @Test
    void headersThatDiffer() throws IOException {
        Path files = Files.createDirectory(folder.resolve("headers"));
        TestTenant.write(files, "a.csv", "id,day\n1,2026-01-31\n");
        TestTenant.write(files, "b.csv", "day,id\n2026-01-31,2\n");

        assertRefused(
                files,
                CSV,
                Kind.DATA,
                "Cannot ingest file:" + files.resolve("b.csv") + ": its header 'day,id' differs from 'id,day' of file:"
                        + files.resolve("a.csv") + ". Ingest files of different columns one by one.");
    }

    @Test
    void optionsThatCannotBeHad() throws IOException {
        Path file = write("a.csv", "id,day\n1,2026-01-31\n");

        assertRefused(
                file,
                mapping("csv", "options: {multiLine: true}\n" + FIELDS),
                Kind.CONFIG,
                "Cannot use mapping shop: option 'multiLine' is not to be had: each line is one record, and none may fail the batch. Leave it out.");
        assertRefused(
                file,
                mapping("csv", "options: {encoding: UTF-16}\n" + FIELDS),
                Kind.CONFIG,
                "Cannot use mapping shop: encoding 'UTF-16' is not one that ends its lines with the byte 0A. Convert the file"
                        + " to UTF-8.");
        assertRefused(
                file,
                mapping("json", "schema: id strng\n" + FIELDS),
                Kind.CONFIG,
                "Cannot use mapping shop: schema 'id strng' is not a list of columns. Write it as name type, name type.");
    }

    /** A CSV file with more lines than one decompression buffer holds. */
    private static byte[] packed() throws IOException {
        Random random = new Random(1);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write("id,day\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 20_000; i++) {
                gzip.write((random.nextLong() + ",2026-01-31\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return packed.toByteArray();
    }

    private void assertRefused(Path path, Mapping mapping, Kind kind, String message) {
        assertThat(problem(path, mapping, kind)).isEqualTo(message);
    }

    private String problem(Path path, Mapping mapping, Kind kind) {
        CrmException problem = catchThrowableOfType(CrmException.class, () -> tenant.ingest(path, mapping));
        assertThat(problem).as("ingest of " + path).isNotNull();
        assertThat(problem.getMessage()).doesNotContain("\n");
        assertThat(problem.kind()).as(problem.getMessage()).isEqualTo(kind);
        assertNothingWritten();
        return problem.getMessage();
    }

    private void assertNothingWritten() {
        assertThat(tenant.commits()).isEqualTo(List.of(0, 0));
        assertThat(tenant.timelineRows()).isZero();
    }

    private Path write(String name, String text) throws IOException {
        return TestTenant.write(folder, name, text);
    }

    private static Mapping mapping(String format, String rest) {
        return MappingFile.parse("test", "source: shop\nformat: " + format + "\n" + rest);
    }
}
