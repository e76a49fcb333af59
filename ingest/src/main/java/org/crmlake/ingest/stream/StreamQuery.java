package org.crmlake.ingest.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.fs.FileUtil;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Runs steps as a query of Structured Streaming, whose triggers, listeners and page they get. The query's checkpoint is a folder of this
 * run alone: Spark cannot do without one, and nothing is ever read from it again.
 */
final class StreamQuery {
    private static final Duration LOOK = Duration.ofMillis(50);

    private final StreamSteps steps;
    private final StopSignal stop;
    /** Taken from the moment a batch is planned until it is in, so that the query is never stopped in between. */
    private final Semaphore turn = new Semaphore(1);
    /** What a step threw, before Spark wraps it. */
    private volatile Exception failure;

    private StreamQuery(StreamSteps steps, StopSignal stop) {
        this.steps = steps;
        this.stop = stop;
    }

    /**
     * Runs until the signal is given or the steps have ended; a batch that was begun is completed.
     *
     * @param name what Spark's page calls the query
     * @param interval the least time between two batches
     */
    static void run(SparkSession spark, String name, Duration interval, StreamSteps steps, StopSignal stop) {
        Path checkpoint = newFolder();
        try {
            new StreamQuery(steps, stop).run(spark, name, interval, checkpoint);
        } finally {
            FileUtil.fullyDelete(checkpoint.toFile());
        }
    }

    private static Path newFolder() {
        Path here = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return Files.createTempDirectory(here, "crmlake-stream");
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot make the checkpoint folder of a stream in " + here + ": "
                            + Printable.of(String.valueOf(e.getMessage()), 300)
                            + ". Check that it is there and may be written to.",
                    e);
        }
    }

    private void run(SparkSession spark, String name, Duration interval, Path checkpoint) {
        try {
            StreamingQuery query = PlannedBatches.open(spark, this::plan)
                    .writeStream()
                    .queryName("ingest of " + name)
                    .option("checkpointLocation", checkpoint.toUri().toString())
                    .trigger(Trigger.ProcessingTime(interval.toMillis()))
                    .foreachBatch((Dataset<Row> batch, Long number) -> take(batch))
                    .start();
            while (query.isActive() && !steps.ended() && !stop.isGivenWithin(LOOK)) {
                // Spark has the work.
            }
            // Who has the turn keeps it: from here on nothing is planned.
            while (query.isActive() && !turn.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                // A batch is being taken.
            }
            query.stop();
            check(query);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("A stream was interrupted.", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("A stream did not start or stop in time.", e);
        }
    }

    private Optional<String> plan() {
        if (stop.isGivenWithin(Duration.ZERO) || !turn.tryAcquire()) {
            return Optional.empty();
        }
        Optional<String> next = Optional.empty();
        try {
            next = steps.plan();
        } catch (Exception e) {
            failure = e;
            throw e;
        } finally {
            if (next.isEmpty()) {
                turn.release();
            }
        }
        return next;
    }

    private void take(Dataset<Row> batch) {
        for (Row planned : batch.collectAsList()) {
            try {
                steps.take(planned.getString(0));
            } catch (Exception e) {
                failure = e;
                throw e;
            } finally {
                turn.release();
            }
        }
    }

    private void check(StreamingQuery query) {
        if (failure instanceof RuntimeException thrown) {
            throw thrown;
        }
        if (failure != null) {
            throw new IllegalStateException(failure.getMessage(), failure);
        }
        if (query.exception().isDefined()) {
            StreamingQueryException thrown = query.exception().get();
            throw new IllegalStateException(thrown.getMessage(), thrown);
        }
    }
}
