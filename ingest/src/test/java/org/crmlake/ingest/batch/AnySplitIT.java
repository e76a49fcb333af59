package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.RecordInput;
import org.crmlake.model.BatchReport;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a stream is cut into batches makes no difference to what is stored. The law needs events of one id to be at most a day apart,
 * for duplicates are looked up in the days around; what it needs besides is in the names of the tests.
 */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnySplitIT {
    /** A stream, and the places between records where it is cut. */
    record Cut(List<String> records, SortedSet<Integer> places) {
        List<List<String>> pieces() {
            List<List<String>> pieces = new ArrayList<>();
            int from = 0;
            for (int to : places) {
                pieces.add(records.subList(from, to));
                from = to;
            }
            pieces.add(records.subList(from, records.size()));
            return pieces;
        }
    }

    private final TestTenant whole;
    private final TestTenant cut;
    /** Takes all pieces, as a stream does, and so remembers what is stored; what is whole is judged by one that knows nothing. */
    private final BatchIngest goingOn;

    @TempDir
    private Path folder;

    AnySplitIT(SparkSession spark, Configuration conf) {
        this.whole = new TestTenant(spark, conf);
        this.cut = new TestTenant(spark, conf);
        this.goingOn = cut.ingest();
    }

    @Test
    void aTopicIsStoredAlikeWhereverItIsCut() {
        Law.holds("topic", cuts(), (attempt, drawn) -> {
            List<BatchReport> at = new ArrayList<>();
            List<String> records = drawn.records().stream()
                    .map(r -> LawfulRecords.of(attempt, r))
                    .toList();
            BatchReport once = take(whole.ingest(), new Piece(attempt, 0, records));
            int from = 0;
            for (List<String> piece : drawn.pieces()) {
                at.add(take(goingOn, new Piece(attempt, from, records.subList(from, from + piece.size()))));
                from += piece.size();
            }

            assertThat(sums(at)).isEqualTo(sums(List.of(once)));
            assertSameStores(attempt);
        });
        whole.assertStoresAgree();
        cut.assertStoresAgree();
    }

    @Test
    void aFileIsStoredAlikeWhereverItIsCutIfEqualRecordsWithoutIdsStayTogether() {
        Law.holds("file", cuts(), (attempt, drawn) -> {
            List<BatchReport> at = new ArrayList<>();
            BatchReport once = whole.ingest(file(attempt, "whole", drawn.records()), LawfulRecords.MAPPING);
            int number = 0;
            for (List<String> piece : together(drawn.pieces())) {
                if (!piece.isEmpty()) {
                    Path file = file(attempt, "piece-" + number++, piece);
                    at.add(goingOn.run(file.toString(), LawfulRecords.MAPPING));
                }
            }

            assertThat(sums(at)).isEqualTo(sums(List.of(once)));
            assertSameStores(attempt);
        });
        whole.assertStoresAgree();
        cut.assertStoresAgree();
    }

    private void assertSameStores(String attempt) {
        Held expected = Held.by(whole, attempt);
        assertThat(Held.by(cut, attempt)).isEqualTo(expected);
        // The case was worth a try.
        assertThat(expected.conflicts()).isPositive();
        assertThat(expected.deadLetters()).isNotEmpty();
    }

    /** Moves each record that its content alone identifies to the first of its equals. */
    private static List<List<String>> together(List<List<String>> pieces) {
        Map<String, Integer> first = new HashMap<>();
        List<List<String>> moved = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            moved.add(new ArrayList<>());
            for (String record : pieces.get(i)) {
                int to = LawfulRecords.isKnownByContentAlone(record) ? first.merge(record, i, Math::min) : i;
                moved.get(to).add(record);
            }
        }
        return moved;
    }

    private static Arbitrary<Cut> cuts() {
        return LawfulRecords.streams().flatMap(records -> Combinators.combine(
                        Arbitraries.just(records),
                        Arbitraries.integers()
                                .between(1, records.size() - 1)
                                .set()
                                .ofMinSize(1)
                                .ofMaxSize(2))
                .as((stream, places) -> new Cut(stream, new TreeSet<>(places))));
    }

    private Path file(String attempt, String name, List<String> records) throws IOException {
        List<String> lines =
                records.stream().map(r -> LawfulRecords.of(attempt, r)).toList();
        return TestTenant.write(folder, attempt + "-" + name + ".json", String.join("\n", lines));
    }

    private static BatchReport take(BatchIngest ingest, Piece piece) {
        try (SourceLock lock = ingest.lock(LawfulRecords.MAPPING.source())) {
            return ingest.take(piece, LawfulRecords.MAPPING);
        }
    }

    private static List<Long> sums(List<BatchReport> reports) {
        return List.of(
                reports.stream().mapToLong(BatchReport::read).sum(),
                reports.stream().mapToLong(BatchReport::accepted).sum(),
                reports.stream().mapToLong(BatchReport::rejected).sum(),
                reports.stream().mapToLong(BatchReport::filtered).sum(),
                reports.stream().mapToLong(BatchReport::duplicates).sum());
    }

    /** The records of a topic of one partition from an offset on. */
    private record Piece(String topic, int from, List<String> records) implements RecordInput {
        @Override
        public JavaRDD<LineRecord> records(SparkSession spark) {
            List<LineRecord> lines = IntStream.range(0, records.size())
                    .mapToObj(i -> new LineRecord(0, from + i, records.get(i).getBytes(StandardCharsets.UTF_8)))
                    .toList();
            return JavaSparkContext.fromSparkContext(((org.apache.spark.sql.classic.SparkSession) spark).sparkContext())
                    .parallelize(new ArrayList<>(lines), 2);
        }

        @Override
        public boolean isStep() {
            return true;
        }

        @Override
        public String name() {
            return "topic " + topic;
        }

        @Override
        public String positions() {
            return topic + " from " + from + " to " + (from + records.size());
        }

        @Override
        public List<String> origins() {
            return List.of("test:" + topic);
        }
    }
}
