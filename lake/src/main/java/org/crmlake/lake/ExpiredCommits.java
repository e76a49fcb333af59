package org.crmlake.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/** Reads and fills {@link ExpiredCommitsTable}. Needs no Spark. */
final class ExpiredCommits {
    private final Table table;

    ExpiredCommits(Table table) {
        this.table = table;
    }

    /** Returns a batch with one of these ids, or empty. */
    Optional<CommittedBatch> find(Collection<String> batchIds) {
        List<CommittedBatch> found = new ArrayList<>();
        read(Expressions.in(ExpiredCommitsTable.BATCH_ID, batchIds), row -> found.add(batch(row)));
        return found.stream().findFirst();
    }

    /** Returns the batch that was committed last of those that {@code wanted} accepts, or empty. */
    Optional<CommittedBatch> latest(Predicate<CommittedBatch> wanted) {
        Latest latest = new Latest();
        read(Expressions.notNull(ExpiredCommitsTable.BATCH_ID), row -> {
            long sequence = sequence(row);
            if (sequence > latest.sequence) {
                CommittedBatch batch = batch(row);
                if (wanted.test(batch)) {
                    latest.sequence = sequence;
                    latest.batch = batch;
                }
            }
        });
        return Optional.ofNullable(latest.batch);
    }

    private static final class Latest {
        private long sequence = -1;
        private CommittedBatch batch;
    }

    /** Returns the ids of all batches. */
    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        read(
                Expressions.notNull(ExpiredCommitsTable.BATCH_ID),
                row -> ids.add((String) row.getField(ExpiredCommitsTable.BATCH_ID)));
        return ids;
    }

    /**
     * Returns the days that were changed after {@code snapshotId} up to and with {@code newest}; empty if that cannot be told
     * because one of the commits between is not here.
     */
    Optional<SortedSet<LocalDate>> daysSince(long snapshotId, long newest) {
        SortedSet<LocalDate> days = new TreeSet<>();
        return since(snapshotId, newest, row -> {
                    String changed = (String) row.getField(ExpiredCommitsTable.DAYS);
                    if (changed != null) {
                        days.addAll(DayRanges.parse(changed));
                    }
                    return changed != null;
                })
                ? Optional.of(days)
                : Optional.empty();
    }

    /**
     * Returns the ids of the batches that were committed after {@code snapshotId} up to and with {@code newest}; empty if that cannot be
     * told, or if something else than a batch has changed rows between.
     */
    Optional<Set<String>> batchesSince(long snapshotId, long newest) {
        Set<String> batches = new HashSet<>();
        return since(snapshotId, newest, row -> {
                    String batch = (String) row.getField(ExpiredCommitsTable.BATCH_ID);
                    if (batch != null) {
                        batches.add(batch);
                    }
                    // No day was changed by who took a source over, or brought files together.
                    return batch != null || "".equals(row.getField(ExpiredCommitsTable.DAYS));
                })
                ? Optional.of(batches)
                : Optional.empty();
    }

    /** Returns whether all commits after the first snapshot up to the last are here and are taken by {@code use}. */
    private boolean since(long snapshotId, long newest, Predicate<Record> use) {
        Map<Long, Record> rows = new HashMap<>();
        read(Expressions.equal(ExpiredCommitsTable.SNAPSHOT_ID, snapshotId), row -> rows.put(snapshotId, row));
        if (rows.isEmpty()) {
            return false;
        }
        long before = sequence(rows.get(snapshotId));
        read(
                Expressions.greaterThan(ExpiredCommitsTable.SEQUENCE_NUMBER, before),
                row -> rows.put((Long) row.getField(ExpiredCommitsTable.SNAPSHOT_ID), row));
        Long at = newest;
        while (at != null && at != snapshotId) {
            Record row = rows.get(at);
            if (row == null || !use.test(row)) {
                return false;
            }
            at = (Long) row.getField(ExpiredCommitsTable.PARENT_ID);
        }
        return at != null;
    }

    /**
     * Adds what {@code snapshots} of {@code events} say, but for those that are here already, in one commit.
     *
     * @return how many were added
     */
    int add(List<Snapshot> snapshots, Table events, Instant now) {
        if (snapshots.isEmpty()) {
            return 0;
        }
        long first =
                snapshots.stream().mapToLong(Snapshot::sequenceNumber).min().orElseThrow();
        Set<Long> here = new HashSet<>();
        read(
                Expressions.greaterThanOrEqual(ExpiredCommitsTable.SEQUENCE_NUMBER, first),
                row -> here.add((Long) row.getField(ExpiredCommitsTable.SNAPSHOT_ID)));
        List<Snapshot> missing = snapshots.stream()
                .filter(snapshot -> !here.contains(snapshot.snapshotId()))
                .sorted(Comparator.comparingLong(Snapshot::sequenceNumber))
                .toList();
        if (!missing.isEmpty()) {
            append(missing.stream().map(snapshot -> row(snapshot, events)).toList(), now);
        }
        return missing.size();
    }

    private void append(List<Record> rows, Instant now) {
        ExpiredCommitsFiles files = new ExpiredCommitsFiles(table);
        files.append(rows);
        files.merge();
        CommitHistory.of(table).shorten(now);
    }

    private Record row(Snapshot snapshot, Table events) {
        Record row = GenericRecord.create(table.schema());
        row.setField(ExpiredCommitsTable.SNAPSHOT_ID, snapshot.snapshotId());
        row.setField(ExpiredCommitsTable.PARENT_ID, snapshot.parentId());
        row.setField(ExpiredCommitsTable.SEQUENCE_NUMBER, snapshot.sequenceNumber());
        row.setField(
                ExpiredCommitsTable.COMMITTED_AT,
                OffsetDateTime.ofInstant(Instant.ofEpochMilli(snapshot.timestampMillis()), ZoneOffset.UTC));
        CommittedBatch.of(snapshot.summary()).ifPresent(batch -> {
            row.setField(ExpiredCommitsTable.BATCH_ID, batch.batchId());
            row.setField(ExpiredCommitsTable.SOURCE, batch.source());
            row.setField(ExpiredCommitsTable.POSITIONS, batch.positions());
            row.setField(ExpiredCommitsTable.READ, batch.read());
            row.setField(ExpiredCommitsTable.ACCEPTED, batch.accepted());
            row.setField(ExpiredCommitsTable.REJECTED, batch.rejected());
            row.setField(ExpiredCommitsTable.FILTERED, batch.filtered());
            row.setField(ExpiredCommitsTable.DUPLICATES, batch.duplicates());
        });
        ChangedDays.of(snapshot, events)
                .ifPresent(days -> row.setField(ExpiredCommitsTable.DAYS, DayRanges.text(days)));
        return row;
    }

    private static CommittedBatch batch(Record row) {
        String days = (String) row.getField(ExpiredCommitsTable.DAYS);
        return new CommittedBatch(
                (String) row.getField(ExpiredCommitsTable.BATCH_ID),
                (String) row.getField(ExpiredCommitsTable.SOURCE),
                (String) row.getField(ExpiredCommitsTable.POSITIONS),
                (Long) row.getField(ExpiredCommitsTable.READ),
                (Long) row.getField(ExpiredCommitsTable.ACCEPTED),
                (Long) row.getField(ExpiredCommitsTable.REJECTED),
                (Long) row.getField(ExpiredCommitsTable.FILTERED),
                (Long) row.getField(ExpiredCommitsTable.DUPLICATES),
                days == null ? new TreeSet<>() : DayRanges.parse(days));
    }

    private static long sequence(Record row) {
        return (Long) row.getField(ExpiredCommitsTable.SEQUENCE_NUMBER);
    }

    private void read(Expression where, Consumer<Record> use) {
        if (table.currentSnapshot() == null) {
            return;
        }
        try (CloseableIterable<Record> rows =
                IcebergGenerics.read(table).where(where).build()) {
            rows.forEach(use);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
