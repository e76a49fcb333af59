package org.crmlake.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Events that come evenly.
 *
 * @param perSecond how many
 * @param seconds for how long
 * @param coldSeconds how many of these are too early to be counted: the compilers are still at work
 */
record Pulse(int perSecond, int seconds, int coldSeconds) {
    private static final int BEATS = 100;
    private static final long BEAT_NANOS = TimeUnit.SECONDS.toNanos(1) / BEATS;
    private static final long SEED = 3;

    int events() {
        return perSecond * seconds;
    }

    int coldEvents() {
        return perSecond * coldSeconds;
    }

    /** Makes the topic, whose broker notes by its own clock when it took a record. */
    void create(String bootstrap, String topic) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            NewTopic wanted =
                    new NewTopic(topic, 1, (short) 1).configs(Map.of("message.timestamp.type", "LogAppendTime"));
            admin.createTopics(List.of(wanted)).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Cannot create the topic " + topic + ": " + e.getCause() + ".", e);
        }
    }

    /** Sends all events in order and returns for each when the broker took it, in milliseconds since 1970. */
    long[] send(String bootstrap, String topic) throws InterruptedException {
        List<byte[]> lines = EventGenerator.of(events(), SEED)
                .over(EventGenerator.FIRST_DAY, 1)
                .lines()
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
        List<Future<RecordMetadata>> sent = new ArrayList<>(lines.size());
        Map<String, Object> settings =
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ProducerConfig.LINGER_MS_CONFIG, 5);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long begun = System.nanoTime();
            int beat = perSecond / BEATS;
            for (int i = 0; i < lines.size(); i++) {
                if (i % beat == 0) {
                    long early = begun + i / beat * BEAT_NANOS - System.nanoTime();
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                sent.add(producer.send(new ProducerRecord<>(topic, 0, null, lines.get(i))));
            }
        }
        long[] taken = new long[sent.size()];
        for (int i = 0; i < taken.length; i++) {
            try {
                taken[i] = sent.get(i).get().timestamp();
            } catch (ExecutionException e) {
                throw new IllegalStateException("Cannot send an event: " + e.getCause() + ".", e);
            }
        }
        return taken;
    }
}
