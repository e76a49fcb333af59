package org.crmlake.ingest.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** What Kafka says of a topic. */
final class KafkaTopic implements AutoCloseable {
    /**
     * A topic at one moment.
     *
     * @param id Kafka's id of it
     * @param first by partition, the first offset that Kafka still has
     * @param end by partition, the offset after the last one that may be read
     */
    record State(String id, SortedMap<Integer, Long> first, SortedMap<Integer, Long> end) {}

    private final String topic;
    private final Admin admin;

    KafkaTopic(KafkaSettings settings) {
        this.topic = settings.topic();
        this.admin = asking(settings.topic(), () -> Admin.create(new HashMap<>(settings.client())));
    }

    State state() {
        return asking(topic, () -> {
            TopicDescription description =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return new State(
                    description.topicId().toString(),
                    offsets(description, OffsetSpec.earliest()),
                    offsets(description, OffsetSpec.latest()));
        });
    }

    private SortedMap<Integer, Long> offsets(TopicDescription description, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        description.partitions().forEach(info -> asked.put(new TopicPartition(topic, info.partition()), which));
        SortedMap<Integer, Long> offsets = new TreeMap<>();
        // Of an open transaction nothing may be read yet.
        admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .forEach((partition, found) -> offsets.put(partition.partition(), found.offset()));
        return offsets;
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ofSeconds(5));
    }

    private static <T> T asking(String topic, Callable<T> question) {
        try {
            return question.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(topic, e);
        } catch (Exception e) {
            throw failure(topic, e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        }
    }

    private static CrmException failure(String topic, Throwable cause) {
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot ingest topic " + Printable.of(topic) + ": the brokers have no such topic. Check its name.",
                    cause);
        }
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot ingest topic " + Printable.of(topic) + ": "
                        + Printable.of(cause.getClass().getSimpleName() + ": " + cause.getMessage(), 300)
                        + ". See that the brokers run and that --bootstrap names them.",
                cause);
    }
}
