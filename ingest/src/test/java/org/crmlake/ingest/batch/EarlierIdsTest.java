package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
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

/** Rows that differ below the millisecond are different events, and what the first release stored of them is known again. */
@ExtendWith(SharedSpark.class)
class EarlierIdsTest {
    /**
     * The ids that the first release gave the first, second and third row with these values: version 5 UUIDs of the MD5 of
     * {@code {"id":"1","at":"2026-01-31T12:00:00.000Z"}} and the ordinal.
     */
    private static final List<String> IDS = List.of(
            "27215629-55d4-5c36-92b5-262927ba370e",
            "fd5c4143-b324-5d76-a548-965627ff9964",
            "cc155bd3-9fe7-599f-9e22-6b4624d1bf60");

    /** The fingerprint that it gave the dead letter of {@code {"id":"","at":"2026-01-31T12:00:00.000Z"}}. */
    private static final String LETTER = "b69fa6e9-353a-5de8-bbf1-76bb4f731063";

    private static final StructType STORED = new StructType()
            .add(DuplicatesTransform.STORED_ID, "string")
            .add(DuplicatesTransform.STORED_FINGERPRINT, "binary")
            .add(EarlierIds.STORED_TIME, "timestamp")
            .add(EarlierIds.STORED_RECEIVED, "timestamp")
            .add(EarlierIds.STORED_CUT, "boolean");

    private final SparkSession spark;
    private final List<Row> stored = new ArrayList<>();

    @TempDir
    private Path folder;

    private int written;

    EarlierIdsTest(SparkSession spark) {
        this.spark = spark;
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void acceptsRowsThatDifferBelowTheMillisecond(String format) {
        Result first = judge(format, "1 .000100", "1 .000200", "1 .000000");

        assertThat(first.accepted()).hasSize(3).doesNotHaveDuplicates();
        first.store();
        assertThat(judge(format, "1 .000300").accepted()).hasSize(1);
        assertThat(judge(format, "1 .000200", "1 .000000", "1 .000100").accepted())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "avro"})
    void knowsAFileOfTheFirstReleaseAgain(String format) {
        storedByTheFirstRelease(".000100", ".000200", ".000200");

        assertThat(judge(format, "1 .000100", "1 .000200", "1 .000200").accepted())
                .isEmpty();
        assertThat(judge(format, "1 .000200", "1 .000100").accepted()).isEmpty();
    }

    @Test
    void acceptsWhatTheFirstReleaseTookForADuplicate() {
        storedByTheFirstRelease(".000100");

        Result later = judge("parquet", "1 .000200", "1 .000000");

        assertThat(later.accepted()).hasSize(2).doesNotContainAnyElementsOf(IDS);
        later.store();
        assertThat(judge("parquet", "1 .000200", "1 .000000").accepted()).isEmpty();
        assertThat(judge("parquet", "1 .000100").accepted()).isEmpty();
    }

    @Test
    void acceptsWhatIsOneMoreThanIsStored() {
        storedByTheFirstRelease(".000100");

        assertThat(judge("parquet", "1 .000100", "1 .000100").accepted()).hasSize(1);
    }

    @Test
    void aMappingThatWasChangedSinceMakesNoRowAnotherOne() {
        stored(IDS.get(0), "2026-01-30T00:00:00Z", false);

        assertThat(judge("parquet", "1 .000100").accepted()).isEmpty();
    }

    @Test
    void knowsARowAgainThatWasReplayedWithoutMicroseconds() {
        stored(IDS.get(0), "2026-01-31T12:00:00Z", true);

        assertThat(judge("parquet", "1 .000100").accepted()).isEmpty();
        assertThat(judge("parquet", "1 .000100", "1 .000200").accepted()).hasSize(1);
    }

    @Test
    void knowsADeadLetterOfTheFirstReleaseAgain() {
        stored.add(RowFactory.create(LETTER, null, null, null, true));

        assertThat(judge("parquet", " .000100").rejected()).isEmpty();
        assertThat(judge("parquet", " .000100", " .000100").rejected()).hasSize(1);
    }

    @Test
    void knowsManyRowsAsItKnowsFew() {
        storedByTheFirstRelease(".000100");
        Read read = read("parquet", "1 .000100", "1 .000200");

        try (CandidateIndex many = new ManyCandidates(CandidateIndex.columns(read.rows()))) {
            assertThat(read.judged(many).accepted()).hasSize(1);
        }
    }

    private Result judge(String format, String... rows) {
        Read read = read(format, rows);
        try (CandidateIndex index = CandidateIndex.of(read.rows())) {
            return read.judged(index);
        }
    }

    /** Rows are written {@code id .microseconds}. */
    private Read read(String format, String... rows) {
        List<Row> values = new ArrayList<>();
        for (String row : rows) {
            int split = row.indexOf(' ');
            values.add(RowFactory.create(row.substring(0, split), time(row.substring(split + 1))));
        }
        String path = folder.resolve("file-" + written++).toString();
        spark.createDataFrame(values, StructType.fromDDL("id string, at timestamp"))
                .coalesce(1)
                .write()
                .format(format)
                .save(path);
        Mapping mapping = MappingFile.parse("test", "source: shop\nformat: " + format + "\n" + """
                fields:
                  customer_key: "nullif(concat('shop:', id), 'shop:')"
                  name: "'Order Completed'"
                  event_time: at
                """);
        Configuration conf = new Configuration();
        byte[][] oneRegion = {new byte[0]};
        CandidateSource.Read read = new CandidateSource(spark, conf)
                .read(mapping, InputFiles.list(conf, path), new DecodeSettings("shop", oneRegion, 1000));
        return new Read(read);
    }

    private final class Read {
        private final CandidateSource.Read read;

        private Read(CandidateSource.Read read) {
            this.read = read;
        }

        Dataset<Row> rows() {
            return read.rows();
        }

        Result judged(CandidateIndex index) {
            Stored known = Stored.of(spark.createDataFrame(List.copyOf(stored), STORED));
            try (Judgement judgement = Judgement.of(read, index, known, "shop")) {
                Result result = new Result(
                        judgement.events(1).collectAsList(),
                        judgement.rejections().collectAsList());
                assertThat(List.of(judgement.accepted(), judgement.rejected()))
                        .containsExactly((long) result.events().size(), (long)
                                result.letters().size());
                return result;
            }
        }
    }

    private final class Result {
        private final List<Row> events;
        private final List<Row> letters;

        private Result(List<Row> events, List<Row> letters) {
            this.events = events;
            this.letters = letters;
        }

        List<Row> events() {
            return events;
        }

        List<Row> letters() {
            return letters;
        }

        List<String> accepted() {
            return events.stream().map(row -> row.<String>getAs("event_id")).toList();
        }

        List<Row> rejected() {
            return letters;
        }

        void store() {
            for (Row event : events) {
                stored.add(RowFactory.create(
                        event.getAs("event_id"), new byte[32], event.getAs("event_time"), null, false));
            }
        }
    }

    private void storedByTheFirstRelease(String... times) {
        for (int ordinal = 0; ordinal < times.length; ordinal++) {
            stored.add(RowFactory.create(IDS.get(ordinal), new byte[32], time(times[ordinal]), null, false));
        }
    }

    private void stored(String id, String time, boolean cut) {
        stored.add(RowFactory.create(id, new byte[32], Timestamp.from(Instant.parse(time)), null, cut));
    }

    private static Timestamp time(String micros) {
        return Timestamp.from(Instant.parse("2026-01-31T12:00:00" + micros + "Z"));
    }
}
