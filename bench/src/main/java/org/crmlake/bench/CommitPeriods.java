package org.crmlake.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.StorageStatistics;

/** What commits cost, by periods of {@value #PERIOD}: so many are there between two cuts of a table's history. */
final class CommitPeriods {
    static final int PERIOD = 500;
    /** The history has grown to its full length by then, and the JVM has compiled what is run. */
    private static final int BEFORE_THE_START = 4;

    private static final double MIB = 1 << 20;
    private static final double NANOS = 1e9;
    private static final double KIB = 1 << 10;
    private static final double MOST_GROWTH = 1.2;
    private static final String WORD = "period";

    private final String scheme;
    private final PrintStream progress;
    private final List<Period> periods = new ArrayList<>();
    private final double[] seconds = new double[PERIOD];
    private int at;
    private long bytesBefore;
    private long cpuBefore;

    /**
     * @param seconds the median of a commit
     * @param cpuSeconds of the whole process, a commit
     * @param kib written a commit
     * @param heapMib in use after a full collection at the end
     */
    private record Period(double seconds, double cpuSeconds, double kib, double heapMib) {}

    /**
     * @param scheme of the file system that is written to
     * @param progress is told of each period
     */
    CommitPeriods(String scheme, PrintStream progress) {
        this.scheme = scheme;
        this.progress = progress;
    }

    /** Begins to count what is written. */
    void start() {
        bytesBefore = written();
        cpuBefore = cpuNanos();
    }

    /** Counts a commit. */
    void committed(double took) {
        seconds[at++] = took;
        if (at == PERIOD) {
            at = 0;
            long now = written();
            double kib = (now - bytesBefore) / KIB / PERIOD;
            bytesBefore = now;
            double[] sorted = seconds.clone();
            Arrays.sort(sorted);
            double cpu = (cpuNanos() - cpuBefore) / NANOS / PERIOD;
            add(new Period(sorted[PERIOD / 2], cpu, kib, heap()));
            cpuBefore = cpuNanos();
        }
    }

    /** Returns the periods that another process has told of. */
    static CommitPeriods toldBy(String progress) {
        CommitPeriods told = new CommitPeriods("", System.err);
        for (String line : progress.lines().toList()) {
            String[] words = line.strip().split(" ");
            if (words[0].equals(WORD)) {
                told.add(new Period(
                        Double.parseDouble(words[2]),
                        Double.parseDouble(words[3]),
                        Double.parseDouble(words[4]),
                        Double.parseDouble(words[5])));
            }
        }
        return told;
    }

    private void add(Period period) {
        periods.add(period);
        progress.printf(
                Locale.ROOT,
                "%s %d %.4f %.4f %.1f %.1f%n",
                WORD,
                periods.size(),
                period.seconds(),
                period.cpuSeconds(),
                period.kib(),
                period.heapMib());
    }

    /**
     * Returns the end beside the start.
     *
     * @throws IllegalStateException if there were too few commits
     */
    List<Comparison> comparisons(String line, String state, String note) {
        int counted = periods.size() - BEFORE_THE_START;
        if (counted < 2) {
            throw new IllegalStateException("Cannot compare end and start of " + periods.size() * PERIOD
                    + " commits: make " + (BEFORE_THE_START + 2) * PERIOD + " at least.");
        }
        int part = Math.max(1, counted / 10);
        List<Period> start = periods.subList(BEFORE_THE_START, BEFORE_THE_START + part);
        List<Period> end = periods.subList(periods.size() - part, periods.size());
        List<Comparison> comparisons = new ArrayList<>();
        for (String unit : List.of("KiB a commit", "seconds", "CPU seconds", "MiB of heap")) {
            Side ours = side("commits up to " + periods.size() * PERIOD, end, unit);
            Side other = side("commits from " + BEFORE_THE_START * PERIOD, start, unit);
            boolean met = ours.median() <= MOST_GROWTH * other.median();
            comparisons.add(new Comparison(
                    line + "-" + unit.split(" ")[0].toLowerCase(Locale.ROOT),
                    unit,
                    state,
                    ours,
                    other,
                    "at most 1.2x",
                    met,
                    note + " Both sides are the last and the first " + part * PERIOD + " commits of one run."));
        }
        return comparisons;
    }

    private static Side side(String what, List<Period> periods, String unit) {
        Side side = Side.named(what);
        for (Period period : periods) {
            side.values()
                    .add(
                            switch (unit) {
                                case "seconds" -> period.seconds();
                                case "CPU seconds" -> period.cpuSeconds();
                                case "MiB of heap" -> period.heapMib();
                                default -> period.kib();
                            });
        }
        return side;
    }

    private long written() {
        StorageStatistics statistics = FileSystem.getGlobalStorageStatistics().get(scheme);
        Long bytes = statistics == null ? null : statistics.getLong("bytesWritten");
        return bytes == null ? 0 : bytes;
    }

    /** A machine that others work on makes seconds long, and these hardly. */
    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
    }
}
