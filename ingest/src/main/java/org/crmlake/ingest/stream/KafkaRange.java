package org.crmlake.ingest.stream;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.ingest.source.RecordInput;

/**
 * The records of a topic from one offset of each partition to another.
 *
 * @param topic the topic
 * @param topicId Kafka's id of it: a topic that was deleted and made again has another
 * @param offsets by partition; all partitions of the topic, also those of which nothing is read
 * @param client the settings of Kafka's client
 */
record KafkaRange(String topic, String topicId, SortedMap<Integer, Offsets> offsets, Map<String, String> client)
        implements RecordInput {
    private static final long SMALLEST_SLICE = 10_000;
    private static final Pattern HEAD = Pattern.compile("kafka topic (\\S+) (\\S+)");
    private static final Pattern LINE = Pattern.compile("(\\d{1,9})\t(\\d{1,18})\t(\\d{1,18})");

    /**
     * A part of a partition.
     *
     * @param from the first offset
     * @param to the offset after the last
     */
    record Offsets(long from, long to) {
        long count() {
            return to - from;
        }
    }

    KafkaRange {
        requireNonNull(topic, "topic is null");
        requireNonNull(topicId, "topicId is null");
        offsets = Collections.unmodifiableSortedMap(new TreeMap<>(offsets));
        client = Map.copyOf(client);
    }

    @Override
    public String name() {
        return "topic " + topic;
    }

    @Override
    public String positions() {
        StringBuilder text = new StringBuilder("kafka topic " + topic + " " + topicId + "\n");
        offsets.forEach((partition, range) -> text.append(partition)
                .append('\t')
                .append(range.from())
                .append('\t')
                .append(range.to())
                .append('\n'));
        return text.toString();
    }

    /** Returns the range that {@link #positions()} wrote down, or empty if the text is of another topic or of no topic. */
    static Optional<KafkaRange> parse(String positions, String topic, Map<String, String> client) {
        String[] lines = positions.split("\n");
        Matcher head = HEAD.matcher(lines[0]);
        if (!head.matches() || !head.group(1).equals(topic)) {
            return Optional.empty();
        }
        SortedMap<Integer, Offsets> offsets = new TreeMap<>();
        for (int i = 1; i < lines.length; i++) {
            Matcher line = LINE.matcher(lines[i]);
            if (!line.matches()) {
                return Optional.empty();
            }
            offsets.put(
                    Integer.valueOf(line.group(1)),
                    new Offsets(Long.parseLong(line.group(2)), Long.parseLong(line.group(3))));
        }
        return Optional.of(new KafkaRange(topic, head.group(2), offsets, client));
    }

    @Override
    public List<String> origins() {
        int partitions = offsets.isEmpty() ? 0 : offsets.lastKey() + 1;
        List<String> origins = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            origins.add("kafka:" + topic + "/" + partition);
        }
        return origins;
    }

    @Override
    public boolean isStep() {
        return true;
    }

    long count() {
        return offsets.values().stream().mapToLong(Offsets::count).sum();
    }

    @Override
    public JavaRDD<LineRecord> records(SparkSession spark) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(((org.apache.spark.sql.classic.SparkSession) spark).sparkContext());
        List<KafkaSlice> slices = slices(context.defaultParallelism());
        Map<String, String> settings = client;
        return context.parallelize(slices, Math.max(1, slices.size())).flatMap(slice -> {
            KafkaRecords records = new KafkaRecords(settings, slice);
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> records.close());
            return records;
        });
    }

    List<KafkaSlice> slices(int wanted) {
        long step = Math.max(SMALLEST_SLICE, count() / Math.max(1, wanted) + 1);
        List<KafkaSlice> slices = new ArrayList<>();
        offsets.forEach((partition, range) -> {
            for (long from = range.from(); from < range.to(); from += step) {
                slices.add(new KafkaSlice(topic, partition, from, Math.min(range.to(), from + step)));
            }
        });
        return slices;
    }
}
