package org.crmlake.ingest.stream;

import java.util.Map;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Which records of Kafka are taken in, and how.
 *
 * @param topic the topic
 * @param client the settings of Kafka's own client, {@code bootstrap.servers} among them
 * @param beginning where a topic begins that the lake knows nothing of; the first commit, of no records, says where that was
 * @param onGap what to do if Kafka has deleted records before they were taken in
 * @param mostRecords how many records a batch has at most
 * @param extent whether to end with the records that are there at the start
 */
public record KafkaSettings(
        String topic, Map<String, String> client, Beginning beginning, OnGap onGap, long mostRecords, Extent extent) {
    /** Where to begin without a position. */
    public enum Beginning {
        EARLIEST,
        LATEST
    }

    /** What to do about records that are gone. */
    public enum OnGap {
        FAIL,
        SKIP
    }

    /** Where to end. */
    public enum Extent {
        ENDLESS,
        WHAT_IS_THERE
    }

    public KafkaSettings {
        client = Map.copyOf(client);
        if (client.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot ingest topic " + topic + ": no broker is named. Give --bootstrap host:port, or set"
                            + " bootstrap.servers in the file of --kafka-config.");
        }
        if (mostRecords < 1) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot ingest topic " + topic + ": batches of at most " + mostRecords
                            + " records make no sense. Give a number from 1 on.");
        }
    }
}
