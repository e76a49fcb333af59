package org.crmlake.ingest.stream;

import java.io.Closeable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.crmlake.ingest.source.LineRecord;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * The records of a slice, in one task. Offsets without a record, which compaction and transactions leave, are passed over; of a
 * transaction that was broken off nothing is read. A record without a value comes as an empty one.
 */
final class KafkaRecords implements Iterator<LineRecord>, Closeable {
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);
    private static final int LONGEST_FETCH_MILLIS = 50;
    private static final byte[] NOTHING = new byte[0];

    private final KafkaSlice slice;
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Queue<LineRecord> ready = new ArrayDeque<>();
    private long position;

    KafkaRecords(Map<String, String> client, KafkaSlice slice) {
        this.slice = slice;
        this.partition = new TopicPartition(slice.topic(), slice.partition());
        this.position = slice.from();
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        // Closing waits for the fetch that is under way, and behind the slice there may be nothing to come.
        settings.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, LONGEST_FETCH_MILLIS);
        this.consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seek(partition, slice.from());
    }

    @Override
    public boolean hasNext() {
        long silentSince = System.nanoTime();
        while (ready.isEmpty() && position < slice.to()) {
            long before = position;
            poll();
            if (position > before) {
                silentSince = System.nanoTime();
            } else if (System.nanoTime() - silentSince > LONGEST_SILENCE.toNanos()) {
                throw failure("Kafka sent nothing for " + LONGEST_SILENCE.toSeconds() + " seconds", null);
            }
        }
        return !ready.isEmpty();
    }

    private void poll() {
        try {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
                if (record.offset() < slice.to()) {
                    byte[] value = record.value() == null ? NOTHING : record.value();
                    ready.add(new LineRecord(slice.partition(), record.offset(), value));
                }
            }
            position = consumer.position(partition, WAIT);
        } catch (OffsetOutOfRangeException e) {
            throw failure("Kafka has deleted them meanwhile", e);
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            // Asked again until the silence has lasted too long.
        } catch (KafkaException e) {
            throw failure(Printable.of(String.valueOf(e.getMessage()), 300), e);
        }
    }

    private CrmException failure(String reason, Exception cause) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot read " + slice + ": " + reason
                        + ". Nothing of this batch was committed; see that the brokers run, and repeat the command.",
                cause);
    }

    @Override
    public LineRecord next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.remove();
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(5));
    }
}
