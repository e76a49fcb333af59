package org.crmlake.ingest.stream;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.streaming.MicroBatchStream;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A source of Structured Streaming whose rows are batches that are to be taken, one at a time. Column out: {@code positions} STRING, what
 * the batch reads. The source asks for the next one at each trigger, and keeps nothing of where it is: that is said by the lake.
 *
 * <p>Spark makes it by its name, so it is public; {@link #open} is the way to it.
 */
public final class PlannedBatches implements TableProvider {
    static final String POSITIONS = "positions";

    private static final StructType SCHEMA = new StructType().add(POSITIONS, DataTypes.StringType, false);
    private static final String PLAN = "plan";
    /** Spark hands a source texts only, so those who plan are found by a name. */
    private static final Map<String, Supplier<Optional<String>>> PLANS = new ConcurrentHashMap<>();

    /** For Spark. */
    public PlannedBatches() {}

    /**
     * Returns the stream of what {@code next} plans.
     *
     * @param next asked in the thread of the query, never while a batch is taken; empty if there is nothing at present
     */
    static Dataset<Row> open(SparkSession spark, Supplier<Optional<String>> next) {
        String name = UUID.randomUUID().toString();
        PLANS.put(name, next);
        try {
            return spark.readStream()
                    .format(PlannedBatches.class.getName())
                    .option(PLAN, name)
                    .load();
        } finally {
            PLANS.remove(name);
        }
    }

    @Override
    public StructType inferSchema(CaseInsensitiveStringMap options) {
        return SCHEMA;
    }

    @Override
    public Table getTable(StructType schema, Transform[] partitioning, Map<String, String> properties) {
        return new Planned(PLANS.get(properties.get(PLAN)));
    }

    private record Planned(Supplier<Optional<String>> next) implements SupportsRead, ScanBuilder, Scan {
        @Override
        public String name() {
            return "planned batches";
        }

        @Override
        public StructType schema() {
            return SCHEMA;
        }

        @Override
        public Set<TableCapability> capabilities() {
            return Set.of(TableCapability.MICRO_BATCH_READ);
        }

        @Override
        public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
            return this;
        }

        @Override
        public Scan build() {
            return this;
        }

        @Override
        public StructType readSchema() {
            return SCHEMA;
        }

        @Override
        public MicroBatchStream toMicroBatchStream(String checkpoint) {
            return new PlannedStream(next);
        }
    }
}
