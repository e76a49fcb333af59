package org.crmlake.ingest.source;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;
import org.apache.spark.util.TaskCompletionListener;

/** The lines of all files of a batch, shared out over the tasks. */
public final class LineRecords {
    private LineRecords() {}

    /**
     * Returns the first records of {@code files}, {@code most} of them or fewer if they are long.
     *
     * @throws org.crmlake.model.CrmException of kind DATA if they cannot be read
     */
    public static List<LineRecord> first(Configuration conf, InputFiles files, int most) {
        List<LineRecord> first = new ArrayList<>();
        long bytes = 0;
        for (FileSlice slice : FileSlice.slice(conf, files, 1)) {
            try (LineReader lines = new LineReader(conf, slice, 0)) {
                while (first.size() < most && bytes < LineRecord.MOST_KEPT && lines.hasNext()) {
                    LineRecord line = lines.next();
                    first.add(line);
                    bytes += line.bytes().length;
                }
            }
            if (first.size() == most || bytes >= LineRecord.MOST_KEPT) {
                break;
            }
        }
        return first;
    }

    /**
     * Returns the records of {@code files} in the order of their positions within each partition.
     *
     * @param headerLines how many lines at the start of each file are not records
     */
    public static JavaRDD<LineRecord> read(SparkSession spark, Configuration conf, InputFiles files, int headerLines) {
        SparkContext context = ((org.apache.spark.sql.classic.SparkSession) spark).sparkContext();
        List<FileSlice> slices = FileSlice.slice(conf, files, context.defaultParallelism() * 2);
        SerializableConfiguration settings = new SerializableConfiguration(conf);
        return JavaSparkContext.fromSparkContext(context)
                .parallelize(slices, slices.size())
                .mapPartitions(own -> {
                    // Each partition is one slice.
                    LineReader lines = new LineReader(settings.value(), own.next(), headerLines);
                    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) done -> lines.close());
                    return lines;
                });
    }
}
