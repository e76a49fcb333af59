package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static scala.jdk.javaapi.CollectionConverters.asScala;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.SegmentRunsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.segment.AsOf;

/** The runs of the segments, in {@link SegmentRunsTable}. */
final class RunLog {
    private final JobContext context;

    RunLog(JobContext context) {
        this.context = context;
    }

    /** Returns the newest run for a date before {@code date}, or empty if there is none. */
    Optional<EarlierRun> before(LocalDate date, ZoneId zone, Map<String, Integer> versions) {
        return runs()
                .filter(col(SegmentRunsTable.AS_OF).lt(lit(date)))
                .orderBy(col(SegmentRunsTable.AS_OF).desc())
                .limit(1)
                .select(
                        col(SegmentRunsTable.AS_OF).cast("string"),
                        col(SegmentRunsTable.ZONE),
                        col(SegmentRunsTable.EVENTS_SNAPSHOT),
                        col(SegmentRunsTable.VERSIONS),
                        col(SegmentRunsTable.CUSTOMERS))
                .collectAsList()
                .stream()
                .findFirst()
                .map(row -> earlier(row, zone, versions));
    }

    /** Returns the dates of runs after {@code date}, which were told against what was there before. */
    List<String> datesAfter(LocalDate date) {
        return dates(runs().filter(col(SegmentRunsTable.AS_OF).gt(lit(date))));
    }

    /** Whether there was a run for the date. */
    boolean has(LocalDate date) {
        return !dates(runs().filter(col(SegmentRunsTable.AS_OF).equalTo(lit(date))))
                .isEmpty();
    }

    /** Whether the run for the date was made in this zone and by these versions of these segments. */
    boolean knew(LocalDate date, ZoneId zone, Map<String, Integer> versions) {
        return runs()
                .filter(col(SegmentRunsTable.AS_OF).equalTo(lit(date)))
                .select(col(SegmentRunsTable.ZONE), col(SegmentRunsTable.VERSIONS))
                .collectAsList()
                .stream()
                .anyMatch(row -> row.getString(0).equals(zone.getId())
                        && row.<String, Integer>getJavaMap(1).entrySet().containsAll(versions.entrySet()));
    }

    /** Notes a run in place of an earlier one for the same date. */
    void write(
            LocalDate date,
            ZoneId zone,
            Map<String, Integer> versions,
            long snapshot,
            long customers,
            long evaluated,
            Instant now) {
        Row row = RowFactory.create(
                asScala(Map.copyOf(versions)),
                zone.getId(),
                snapshot,
                customers,
                evaluated,
                Timestamp.from(now),
                java.sql.Date.valueOf(date));
        Dataset<Row> rows = context.spark().createDataFrame(List.of(row), SparkLake.columns(SegmentRunsTable.TABLE));
        context.lake().overwritePartition(rows, SegmentRunsTable.TABLE, SegmentRunsTable.AS_OF, date);
    }

    private static EarlierRun earlier(Row row, ZoneId zone, Map<String, Integer> versions) {
        Map<String, Integer> then = row.getJavaMap(3);
        Set<String> unchanged = new TreeSet<>(versions.keySet());
        unchanged.removeIf(segment -> !versions.get(segment).equals(then.get(segment)));
        return new EarlierRun(
                AsOf.startOf(LocalDate.parse(row.getString(0)), zone),
                unchanged,
                row.getLong(2),
                row.getLong(4),
                then.equals(versions) && row.getString(1).equals(zone.getId()));
    }

    private Dataset<Row> runs() {
        return context.lake().read(SegmentRunsTable.TABLE);
    }

    private static List<String> dates(Dataset<Row> runs) {
        return runs.select(col(SegmentRunsTable.AS_OF).cast("string")).collectAsList().stream()
                .map(row -> row.getString(0))
                .sorted()
                .toList();
    }
}
