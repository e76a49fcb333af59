package org.crmlake.cli;

import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.crmlake.ingest.batch.IngestListener;
import org.crmlake.ingest.batch.IngestStep;

/**
 * A bar on the terminal for the step that a batch is at: how much is done, how fast, and how long the rest will take. While the records
 * are read it counts their bytes, afterwards hundredths of the step.
 */
final class BatchProgress implements IngestListener, AutoCloseable {
    private static final int REFRESH_MILLIS = 200;
    private static final int WIDTH = 100;
    private static final long MEGABYTE = 1_000_000;
    private static final long HUNDREDTHS = 100;

    private final PrintStream err;
    private final DoubleSupplier done;
    private final ScheduledExecutorService timer;
    private ProgressBar bar;

    /**
     * Starts with the first step.
     *
     * @param bytes of all files
     * @param done how much of the step at hand is done, from 0 to 1; asked from another thread
     */
    BatchProgress(PrintStream err, long bytes, DoubleSupplier done) {
        this.err = err;
        this.done = done;
        this.bar = bar("reading", Math.max(1, bytes), " MB", MEGABYTE);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public synchronized void reached(IngestStep step, String detail) {
        bar.close();
        err.println("  " + detail);
        String next =
                switch (step) {
                    case DECODED -> "finding duplicates";
                    case JUDGED -> "writing the timeline";
                    case FILES_WRITTEN -> "loading";
                    case TIMELINE_WRITTEN, DEAD_LETTERS_WRITTEN -> "writing the lake";
                    case COMMITTED -> "done";
                };
        bar = bar(next, HUNDREDTHS, " %", 1);
    }

    /** Moves the bar to where the step is; never back, for Spark plans the parts of a step one after the other. */
    synchronized void refresh() {
        long at = (long) (bar.getMax() * Math.min(1, Math.max(0, done.getAsDouble())));
        if (at > bar.getCurrent()) {
            bar.stepTo(at);
        }
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
        bar.close();
    }

    private ProgressBar bar(String step, long max, String unit, long unitSize) {
        return new ProgressBarBuilder()
                .setTaskName("  " + step)
                .setInitialMax(max)
                .setUnit(unit, unitSize)
                .showSpeed()
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REFRESH_MILLIS)
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
                .build();
    }
}
