package org.crmlake.ingest.stream;

import java.io.Serializable;

/**
 * A part of a partition that one task reads.
 *
 * @param topic the topic
 * @param partition the number of the partition
 * @param from the first offset
 * @param to the offset after the last
 */
record KafkaSlice(String topic, int partition, long from, long to) implements Serializable {
    @Override
    public String toString() {
        return "offsets " + from + " to " + (to - 1) + " of partition " + partition + " of topic " + topic;
    }
}
