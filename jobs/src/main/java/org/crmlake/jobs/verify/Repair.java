package org.crmlake.jobs.verify;

import static org.apache.spark.sql.functions.col;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.hbase.PortableConfiguration;
import org.crmlake.hbase.ProfileEntry;
import org.crmlake.hbase.ProfileRepair;
import org.crmlake.hbase.RegionPurge;
import org.crmlake.hbase.Repaired;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.hbase.TimelineRepair;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.verify.VerifyReport.Kind;
import org.crmlake.model.CrmException;
import org.crmlake.model.Tenant;

/**
 * Brings timeline and profiles to what the lake says: what a batch left there that nobody repeated goes, what is missing is written.
 *
 * <p>A batch is in the timeline before it is in the lake, so what the lake lacks may be about to be committed. It is not, if whoever takes
 * batches of its source in is kept out from before the stores are compared until all is done: that is what the lock of a source does, and
 * an earlier holder of it who is still alive is fenced off. What belongs to a source whose lock is held is left.
 */
public final class Repair {
    /** What a mapping calls a source; no other text of a cell becomes the name of a lock. */
    private static final Pattern SOURCE = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    private final JobContext context;
    private final LocalDate from;
    private final LocalDate to;
    private final boolean profiles;

    /**
     * @param from the first day whose events are repaired, UTC
     * @param to the first day whose events are not
     * @param profiles whether traits and consents are repaired too; those are of no day
     */
    public Repair(JobContext context, LocalDate from, LocalDate to, boolean profiles) {
        this.context = context;
        this.from = from;
        this.to = to;
        this.profiles = profiles;
    }

    /**
     * Returns what {@link #run} would do if no source were being ingested; writes nothing.
     *
     * @throws CrmException NOT_FOUND if the tenant has no lake, EXTERNAL if a store does not do its part
     */
    public RepairReport plan() {
        VerifyReport events = Verify.days(context, from, to);
        ProfileReport statements = profiles ? VerifyProfiles.all(context) : new ProfileReport(0, 0, 0, 0);
        long removed = events.differing().stream()
                .mapToLong(VerifyReport.Day::missingInLake)
                .sum();
        long written = events.differing().stream()
                .mapToLong(day -> day.missingInTimeline() + day.different())
                .sum();
        return new RepairReport(
                removed,
                written,
                statements.unfounded(),
                statements.missing() + statements.different(),
                0,
                sources(),
                new TreeSet<>());
    }

    /**
     * Repairs.
     *
     * @throws CrmException NOT_FOUND if the tenant has no lake, EXTERNAL if a store does not do its part; repeating it is harmless
     */
    public RepairReport run(SourceLocks locks) {
        SortedSet<String> sources = sources();
        SortedSet<String> busy = new TreeSet<>();
        HashSet<String> held = new HashSet<>();
        List<SourceLocks.Held> toGiveBack = new ArrayList<>();
        try {
            for (String source : sources) {
                try {
                    toGiveBack.add(locks.take(source));
                    held.add(source);
                } catch (CrmException e) {
                    if (e.kind() != CrmException.Kind.LOCKED) {
                        throw e;
                    }
                    busy.add(source);
                }
            }
            Work events = events(held);
            Work statements = profiles ? statements(held) : Work.NONE;
            return new RepairReport(
                    events.removed().done(),
                    events.written().done(),
                    statements.removed().done(),
                    statements.written().done(),
                    events.left() + statements.left(),
                    sources,
                    busy);
        } finally {
            toGiveBack.forEach(SourceLocks.Held::close);
        }
    }

    private record Work(Repaired removed, Repaired written) {
        static final Work NONE = new Work(Repaired.NOTHING, Repaired.NOTHING);

        long left() {
            return removed.left() + written.left();
        }
    }

    /** Part of a task: some rows become what was done with them. */
    @FunctionalInterface
    private interface Task<T> extends Serializable {
        T on(Configuration hbase, Tenant tenant, Iterator<Row> rows);
    }

    private SortedSet<String> sources() {
        SortedSet<String> sources = new TreeSet<>();
        Task<TreeSet<String>> ofEvents = (hbase, tenant, rows) -> {
            try (TimelineRepair timeline = TimelineRepair.open(hbase, tenant)) {
                return new TreeSet<>(timeline.sources(keys(rows)));
            }
        };
        forEachPart(of(Verify.differences(context, from, to), Kind.MISSING_IN_LAKE), ofEvents)
                .forEach(sources::addAll);
        if (profiles) {
            ProfileStatements.differences(context)
                    .select(ProfileStatements.sourceInProfile())
                    .distinct()
                    .na()
                    .drop()
                    .collectAsList()
                    .forEach(row -> sources.add(row.getString(0)));
        }
        sources.removeIf(source -> !SOURCE.matcher(source).matches());
        return sources;
    }

    private Work events(HashSet<String> held) {
        Dataset<Row> differences = Verify.differences(context, from, to).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Task<Repaired> abandoned = (hbase, tenant, rows) -> {
                try (TimelineRepair timeline = TimelineRepair.open(hbase, tenant)) {
                    return timeline.removeAbandoned(keys(rows), held);
                }
            };
            Task<Repaired> misdated = (hbase, tenant, rows) -> {
                try (TimelineRepair timeline = TimelineRepair.open(hbase, tenant)) {
                    return timeline.removeMisdated(keys(rows));
                }
            };
            Task<Repaired> missing = (hbase, tenant, rows) -> {
                try (TimelineRepair timeline = TimelineRepair.open(hbase, tenant)) {
                    return timeline.write(cells(rows));
                }
            };
            Repaired removed = all(of(differences, Kind.MISSING_IN_LAKE), abandoned);
            SortedSet<String> regions = new TreeSet<>(removed.regions());
            // That a cell has the right time and is left here is no news: it is written over.
            regions.addAll(all(of(differences, Kind.DIFFERENT), misdated).regions());
            Dataset<Row> wanted = LakeCells.of(Verify.events(context, from, to))
                    .join(
                            of(differences, Kind.MISSING_IN_TIMELINE, Kind.DIFFERENT),
                            new String[] {StoredEvents.ROW_KEY},
                            "left_semi");
            return new Work(removed, written(regions, () -> all(wanted, missing)));
        } finally {
            differences.unpersist();
        }
    }

    private Work statements(HashSet<String> held) {
        Dataset<Row> differences = ProfileStatements.differences(context).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Task<Repaired> unfounded = (hbase, tenant, rows) -> {
                try (ProfileRepair repair = ProfileRepair.open(hbase, tenant)) {
                    return repair.remove(entries(rows), held);
                }
            };
            Task<Repaired> missing = (hbase, tenant, rows) -> {
                try (ProfileRepair repair = ProfileRepair.open(hbase, tenant)) {
                    return repair.write(entries(rows));
                }
            };
            Repaired removed =
                    all(differences.filter(ProfileStatements.inProfile().isNotNull()), unfounded);
            Dataset<Row> wanted = differences.filter(ProfileStatements.inLake().isNotNull());
            return new Work(removed, written(removed.regions(), () -> all(wanted, missing)));
        } finally {
            differences.unpersist();
        }
    }

    /** Writes when what was removed hides nothing any more; marks of an earlier run that broke off are found by what is not seen. */
    private Repaired written(Set<String> regions, Supplier<Repaired> write) {
        RegionPurge.run(context.hbase(), regions);
        Repaired written = write.get();
        if (written.regions().isEmpty()) {
            return written;
        }
        RegionPurge.run(context.hbase(), written.regions());
        return write.get();
    }

    private Repaired all(Dataset<Row> rows, Task<Repaired> task) {
        return forEachPart(rows, task).stream().reduce(Repaired.NOTHING, Repaired::plus);
    }

    private <T> List<T> forEachPart(Dataset<Row> rows, Task<T> task) {
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(context.spark().sparkContext());
        Broadcast<PortableConfiguration> portable = spark.broadcast(PortableConfiguration.of(context.hbase()));
        String tenant = context.tenant().name();
        FlatMapFunction<Iterator<Row>, T> work = part -> part.hasNext()
                ? List.of(task.on(portable.value().configuration(), new Tenant(tenant), part))
                        .iterator()
                : List.<T>of().iterator();
        return rows.javaRDD().mapPartitions(work).collect();
    }

    private static Dataset<Row> of(Dataset<Row> differences, Kind... kinds) {
        return differences
                .filter(col(VerifyTransform.KIND)
                        .isin(Arrays.stream(kinds).map(Kind::name).toArray()))
                .select(StoredEvents.ROW_KEY);
    }

    private static Iterator<byte[]> keys(Iterator<Row> rows) {
        return mapped(rows, row -> row.<byte[]>getAs(0));
    }

    private static Iterator<TimelineCell> cells(Iterator<Row> rows) {
        return mapped(
                rows,
                row -> new TimelineCell(
                        row.getAs(StoredEvents.ROW_KEY),
                        row.<Long>getAs(StoredEvents.CELL_TIME),
                        row.getAs(StoredEvents.VALUE)));
    }

    private static Iterator<ProfileEntry> entries(Iterator<Row> rows) {
        return mapped(rows, ProfileStatements::wanted);
    }

    private static <T> Iterator<T> mapped(Iterator<Row> rows, Function<Row, T> to) {
        Iterable<Row> once = () -> rows;
        return StreamSupport.stream(once.spliterator(), false).map(to).iterator();
    }
}
