package org.crmlake.cli;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.crmlake.ingest.stream.KafkaSettings;
import org.crmlake.ingest.stream.KafkaSettings.Extent;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crmlake ingest kafka}: the records of a topic become events in both stores, batch by batch. */
@Command(
        name = "kafka",
        description = "Take in the records of a topic of Kafka, from where the lake's last commit of it ended.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake ingest kafka --topic events --bootstrap localhost:9092",
            "  crmlake ingest kafka --topic orders --bootstrap localhost:9092 --mapping orders.yaml --available-now"
        })
final class IngestKafkaCommand implements Action {
    // Words of its own: help knows every command, and starts without the classes of the ingest.
    enum Beginning {
        EARLIEST,
        LATEST
    }

    enum OnGap {
        FAIL,
        SKIP
    }

    @Option(names = "--topic", paramLabel = "NAME", required = true, description = "The topic.")
    String topic;

    @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "A broker, or several with commas between.")
    String bootstrap;

    @Option(
            names = "--kafka-config",
            paramLabel = "FILE",
            description = "A properties file with settings of Kafka's own client: addresses, TLS, SASL.")
    Path config;

    @Option(
            names = "--mapping",
            paramLabel = "FILE",
            description =
                    "How records become events: format segment, json with a schema, or text (default: JSON of the Segment"
                            + " Spec).")
    Path mapping;

    @Option(
            names = "--from",
            paramLabel = "WHERE",
            defaultValue = "earliest",
            description =
                    "Where to begin with a topic that the lake has nothing of: earliest or latest (default: earliest).")
    Beginning from;

    @Option(
            names = "--on-gap",
            paramLabel = "WHAT",
            defaultValue = "fail",
            description =
                    "What to do if Kafka has deleted records that were not taken in yet: fail or skip (default: fail).")
    OnGap onGap;

    @Option(
            names = "--max-records",
            paramLabel = "N",
            defaultValue = "200000",
            converter = Converters.ToCount.class,
            description = "The most records that a batch may have (default: 200000).")
    int mostRecords;

    @Mixin
    StreamOptions stream;

    @Mixin
    MetricsOptions metrics;

    @Override
    public int run(Invocation invocation) {
        KafkaSettings settings = new KafkaSettings(
                topic,
                client(),
                KafkaSettings.Beginning.valueOf(from.name()),
                KafkaSettings.OnGap.valueOf(onGap.name()),
                mostRecords,
                stream.availableNow ? Extent.WHAT_IS_THERE : Extent.ENDLESS);
        return new StreamRun(invocation, mapping, stream, metrics).kafka(settings);
    }

    private Map<String, String> client() {
        Properties properties = new Properties();
        if (config != null) {
            try (Reader reader = Files.newBufferedReader(config)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot read the settings of Kafka in " + config + ": " + e
                                + ". Give a properties file in UTF-8.",
                        e);
            }
        }
        Map<String, String> client = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> client.put(name, properties.getProperty(name)));
        if (bootstrap != null) {
            client.put("bootstrap.servers", bootstrap);
        }
        return client;
    }
}
