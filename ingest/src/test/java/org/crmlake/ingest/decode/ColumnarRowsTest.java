package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedSpark.class)
class ColumnarRowsTest {
    private final SparkSession spark;

    @TempDir
    private Path folder;

    ColumnarRowsTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void keepsMicrosecondsInTheRowThatMayBeReplayed(String format) {
        String path = folder.resolve(format).toString();
        spark.sql(
                        "select timestamp '2026-01-31 12:00:00.000100' as at, timestamp_ntz '1950-01-01 00:00:00.999999' as local,"
                                + " array(named_struct('t', timestamp '2026-01-31 12:00:00')) as nested")
                .write()
                .format(format)
                .save(path);
        Mapping mapping = MappingFile.parse(
                "test",
                "source: shop\nformat: " + format
                        + "\nfields: {customer_key: \"'a'\", name: \"'b'\", event_time: at}\n");
        DecodedRows decoded = RowDecoder.decode(
                spark, new Configuration(), mapping, InputFiles.list(new Configuration(), path), 1000);

        Row row = decoded.rows().head();

        byte[] payload = row.getAs("payload");
        assertThat(new String(payload, StandardCharsets.UTF_8))
                .isEqualTo("{\"at\":\"2026-01-31T12:00:00.000100Z\",\"local\":\"1950-01-01T00:00:00.999999\","
                        + "\"nested\":[{\"t\":\"2026-01-31T12:00:00.000000Z\"}]}");
        assertThat(new String(row.<byte[]>getAs("earlier"), StandardCharsets.UTF_8))
                .isEqualTo("{\"at\":\"2026-01-31T12:00:00.000Z\",\"local\":\"1950-01-01T00:00:00.999\","
                        + "\"nested\":[{\"t\":\"2026-01-31T12:00:00.000Z\"}]}");
        Row again = RowDecoder.decodeAgain(
                        spark,
                        mapping,
                        JavaSparkContext.fromSparkContext(
                                        ((org.apache.spark.sql.classic.SparkSession) spark).sparkContext())
                                .parallelize(List.of(new LineRecord(0, 0, payload))),
                        Optional.of(decoded.columns()),
                        1000)
                .rows()
                .head();
        assertThat(again.<Row>getAs("values")).isEqualTo(row.getAs("values"));
    }
}
