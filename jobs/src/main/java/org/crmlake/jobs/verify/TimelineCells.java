package org.crmlake.jobs.verify;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import org.crmlake.hbase.EventCellEncoder;
import org.crmlake.hbase.EventCells;
import org.crmlake.hbase.PortableConfiguration;
import org.crmlake.hbase.TimelineBulkLoad;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.hbase.TimelineScan;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;
import scala.Tuple2;

/** The cells of a tenant's timeline, read region by region: a task each, wherever Spark runs it. */
final class TimelineCells {
    private static final byte[] END = {};

    private TimelineCells() {}

    /** Returns {@link StoredEvents#CELLS}, one row for each cell of the table. */
    static Dataset<Row> of(SparkSession spark, Configuration hbase, Tenant tenant) {
        byte[][] starts = TimelineBulkLoad.regionStartKeys(hbase, tenant);
        List<Tuple2<byte[], byte[]>> regions = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            regions.add(new Tuple2<>(starts[i], i + 1 < starts.length ? starts[i + 1] : END));
        }
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        // With all its defaults a configuration is large, and every task would carry it.
        Broadcast<PortableConfiguration> portable = context.broadcast(PortableConfiguration.of(hbase));
        String name = tenant.name();
        FlatMapFunction<Tuple2<byte[], byte[]>, Row> scan =
                region -> scan(portable.value().configuration(), new Tenant(name), region._1(), region._2());
        JavaRDD<Row> cells = context.parallelize(regions, regions.size()).flatMap(scan);
        return spark.createDataFrame(cells, StoredEvents.CELLS);
    }

    private static Iterator<Row> scan(Configuration hbase, Tenant tenant, byte[] start, byte[] stop) {
        TimelineScan scan = TimelineScan.open(hbase, tenant, start, stop);
        TaskCompletionListener close = task -> scan.close();
        TaskContext.get().addTaskCompletionListener(close);
        EventCellEncoder encoder = new EventCellEncoder();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return scan.hasNext();
            }

            @Override
            public Row next() {
                TimelineCell cell = scan.next();
                return RowFactory.create(micros(cell), cell.rowKey(), cell.timestamp(), content(cell, encoder));
            }
        };
    }

    /** A key that nobody can read is a difference to report, not a reason to stop: its cell's own time says which day. */
    private static long micros(TimelineCell cell) {
        try {
            return TimelineRowKey.parse(cell.rowKey()).eventTimeMicros();
        } catch (CrmException e) {
            return cell.timestamp() * 1_000;
        }
    }

    /** The event in today's encoding, since a cell may be of an earlier schema; what is no event stays as it is. */
    private static byte[] content(TimelineCell cell, EventCellEncoder encoder) {
        try {
            return encoder.encode(EventCells.decode(cell.rowKey(), cell.value()));
        } catch (CrmException e) {
            return cell.value();
        }
    }
}
