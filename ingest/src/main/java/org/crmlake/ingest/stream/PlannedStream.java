package org.crmlake.ingest.stream;

import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.unsafe.types.UTF8String;

/** The batches of one query, numbered in the order in which they are planned. A new query begins with the first again. */
final class PlannedStream implements MicroBatchStream {
    private final Supplier<Optional<String>> next;
    private long number;
    private String positions;

    PlannedStream(Supplier<Optional<String>> next) {
        this.next = next;
    }

    /** A batch by its number. */
    private static final class BatchNumber extends Offset {
        private final long number;

        private BatchNumber(long number) {
            this.number = number;
        }

        /** Offsets are compared by this text. */
        @Override
        public String json() {
            return Long.toString(number);
        }
    }

    private record Part(String positions) implements InputPartition {}

    @Override
    public Offset initialOffset() {
        return new BatchNumber(0);
    }

    /** Spark asks once for each trigger, and takes what is planned before it asks again. */
    @Override
    public Offset latestOffset() {
        next.get().ifPresent(planned -> {
            number++;
            positions = planned;
        });
        return new BatchNumber(number);
    }

    /** The first batch of a query may be one of nothing. */
    @Override
    public InputPartition[] planInputPartitions(Offset start, Offset end) {
        return start.equals(end) ? new InputPartition[0] : new InputPartition[] {new Part(positions)};
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new OneRow();
    }

    @Override
    public Offset deserializeOffset(String json) {
        return new BatchNumber(Long.parseLong(json));
    }

    /** What is in is said by the lake's commit. */
    @Override
    public void commit(Offset end) {}

    @Override
    public void stop() {}

    private static final class OneRow implements PartitionReaderFactory {
        private static final long serialVersionUID = 1;

        @Override
        public PartitionReader<InternalRow> createReader(InputPartition part) {
            InternalRow row = new GenericInternalRow(new Object[] {UTF8String.fromString(((Part) part).positions())});
            return new PartitionReader<>() {
                private boolean read;

                @Override
                public boolean next() {
                    boolean first = !read;
                    read = true;
                    return first;
                }

                @Override
                public InternalRow get() {
                    return row;
                }

                @Override
                public void close() {}
            };
        }
    }
}
