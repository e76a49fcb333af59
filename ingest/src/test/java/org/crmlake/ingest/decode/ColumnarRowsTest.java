package org.crmlake.ingest.decode;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
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

    /** A block of this file has more rows than bytes. */
    @Test
    void countsTheRowsOfAnAvroFileAlikeOnAnyNumberOfCores() {
        String path = folder.resolve("many").toString();
        spark.range(60_000)
                .selectExpr("cast(id div 20000 as string) as id")
                .coalesce(1)
                .write()
                .format("avro")
                .option("compression", "bzip2")
                .save(path);
        Mapping mapping = MappingFile.parse(
                "test",
                "source: shop\nformat: avro\nfields: {customer_key: \"'a'\", name: \"'b'\", event_time: \"null\"}\n");
        InputFiles files = InputFiles.list(new Configuration(), path);
        int slices = (int) (files.bytes() >> 7) + 1;
        List<String> read = new ArrayList<>();

        for (String cores : List.of("1", "7")) {
            SparkSession session = spark.newSession();
            session.conf().set("spark.sql.leafNodeDefaultParallelism", cores);
            Dataset<Row> rows = ColumnarRows.decode(session, new Configuration(), mapping, files, 1000, 7)
                    .rows();
            // Positions go up with the rows, whose ids do.
            read.add(rows.selectExpr("position", "values.id as id")
                    .groupBy("id")
                    .agg(
                            count_distinct(col("position")),
                            min("position"),
                            max("position"),
                            sum(xxhash64(col("position")).bitwiseAND(lit(0xFFFFFF))))
                    .orderBy("id")
                    .collectAsList()
                    .toString());
            assertThat(rows.select("position").distinct().count()).isEqualTo(60_000);
            List<Row> ranges = rows.selectExpr("position", "values.id as id")
                    .groupBy("id")
                    .agg(min("position"), max("position"))
                    .orderBy("id")
                    .collectAsList();
            assertThat(ranges).hasSize(3);
            assertThat(ranges.get(0).getLong(2)).isLessThan(ranges.get(1).getLong(1));
            assertThat(ranges.get(1).getLong(2)).isLessThan(ranges.get(2).getLong(1));
        }

        assertThat(slices).isGreaterThan(2);
        assertThat(read.get(0)).isEqualTo(read.get(1));
    }
}
