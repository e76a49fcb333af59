package org.crmlake.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Kafka broker per JVM, which is its own controller (KRaft), on loopback and free ports.
 *
 * <p>{@code @ExtendWith(MiniKafka.class)} fills parameters of type {@link MiniKafka.Broker}.
 */
public final class MiniKafka implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Broker.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return SharedResource.of(context, Broker.class, MiniKafka::start);
    }

    /** Starts a broker for whoever runs without JUnit; close it. */
    public static Broker start() throws Exception {
        Path folder = TempFolder.create("kafka");
        int port = freePort();
        int controllerPort = freePort();
        Map<String, String> settings = Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", "1"),
                Map.entry("controller.quorum.voters", "1@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("listener.security.protocol.map", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT"),
                Map.entry("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port),
                Map.entry("log.dirs", folder.resolve("logs").toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("num.network.threads", "1"),
                Map.entry("num.io.threads", "2"),
                Map.entry("log.cleaner.enable", "false"),
                Map.entry("auto.create.topics.enable", "false"));
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setDirectories(List.of(folder.resolve("logs").toString()))
                .setMetadataLogDirectory(folder.resolve("logs").toString())
                .setControllerListenerName("CONTROLLER")
                .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
        Broker broker = new Broker(new KafkaConfig(settings), "127.0.0.1:" + port, folder);
        broker.resume();
        return broker;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The running broker. */
    public static final class Broker implements AutoCloseable {
        private final KafkaConfig settings;
        private final String bootstrap;
        private final Path folder;
        private KafkaRaftServer server;

        Broker(KafkaConfig settings, String bootstrap, Path folder) {
            this.settings = settings;
            this.bootstrap = bootstrap;
            this.folder = folder;
        }

        /** Returns {@code host:port}. */
        public String bootstrap() {
            return bootstrap;
        }

        /** Makes a topic. */
        public void create(String topic, int partitions) {
            admin(admin -> admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get());
        }

        /** Deletes a topic. */
        public void delete(String topic) {
            admin(admin -> admin.deleteTopics(List.of(topic)).all().get());
        }

        /** Deletes all records of a partition before {@code offset}, as retention does. */
        public void deleteBefore(String topic, int partition, long offset) {
            admin(admin -> admin.deleteRecords(
                            Map.of(new TopicPartition(topic, partition), RecordsToDelete.beforeOffset(offset)))
                    .all()
                    .get());
        }

        /** Appends records to a partition and waits until the broker has them; null is a record without a value. */
        public void send(String topic, int partition, List<byte[]> values) {
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer())) {
                for (byte[] value : values) {
                    producer.send(new ProducerRecord<>(topic, partition, null, value));
                }
                producer.flush();
            }
        }

        /** Stops the broker; what it holds stays. */
        public void pause() {
            server.shutdown();
            server.awaitShutdown();
        }

        /** Starts the broker again, at the same address and with all that it held. */
        public void resume() {
            server = new KafkaRaftServer(settings, Time.SYSTEM);
            server.startup();
        }

        @Override
        public void close() throws IOException {
            pause();
            TempFolder.delete(folder);
        }

        private interface Work {
            void with(Admin admin) throws Exception;
        }

        private void admin(Work work) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                work.with(admin);
            } catch (Exception e) {
                throw new IllegalStateException("Cannot administer the test broker: " + e + ".", e);
            }
        }
    }
}
