package org.crmlake.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.crmlake.hbase.TimelineScan;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.model.Tenant;

/** What the stores hold of a tenant, read without Spark. */
final class StoredRecords {
    private static final byte[] END = {};

    private final LakeCatalog catalog;
    private final Configuration hbase;
    private final Tenant tenant;

    StoredRecords(LakeCatalog catalog, Configuration hbase, Tenant tenant) {
        this.catalog = catalog;
        this.hbase = hbase;
        this.tenant = tenant;
    }

    List<StoredRecord> lakeEvents() {
        Map<String, String> batches = sourcesOfBatches();
        return read(catalog.table(tenant, EventsTable.TABLE), row -> StoredEvent.inLake(row, batches));
    }

    List<StoredRecord> deadLetters() {
        return read(catalog.table(tenant, DeadLettersTable.TABLE), StoredRecords::deadLetter);
    }

    /** Reads the whole timeline, so that what stands under a wrong customer is found as well. */
    List<StoredRecord> timeline() {
        Map<String, String> batches = sourcesOfBatches();
        List<StoredRecord> records = new ArrayList<>();
        try (TimelineScan scan = TimelineScan.open(hbase, tenant, END, END)) {
            while (scan.hasNext()) {
                records.add(StoredEvent.inTimeline(scan.next(), batches));
            }
        }
        return records;
    }

    List<StoredRecord> profiles() {
        return StoredProfiles.read(hbase, tenant);
    }

    StoreState state() {
        return StoreState.of(catalog, hbase, tenant);
    }

    /** Returns how many rows the timeline has. */
    long timelineRows() {
        long rows = 0;
        try (TimelineScan scan = TimelineScan.open(hbase, tenant, END, END)) {
            while (scan.hasNext()) {
                scan.next();
                rows++;
            }
        }
        return rows;
    }

    /** Returns how many events the lake has, by what its newest snapshot says. */
    long lakeRows() {
        Snapshot newest = catalog.table(tenant, EventsTable.TABLE).currentSnapshot();
        return newest == null ? 0 : Long.parseLong(newest.summary().getOrDefault("total-records", "0"));
    }

    /** Returns what the commits of all batches say of their records; a batch that is committed twice is a fault. */
    Map<Outcome, Long> committed() {
        Map<Outcome, Long> sums = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            sums.put(outcome, 0L);
        }
        Set<String> batches = new HashSet<>();
        for (Snapshot snapshot : catalog.table(tenant, EventsTable.TABLE).snapshots()) {
            Map<String, String> summary = snapshot.summary();
            String batch = summary.get(CommittedBatch.BATCH_ID);
            if (batch == null) {
                continue;
            }
            if (!batches.add(batch)) {
                throw new IllegalStateException("The lake has batch " + batch + " of " + tenant + " twice.");
            }
            add(sums, Outcome.EVENT, summary.get(CommittedBatch.ACCEPTED));
            add(sums, Outcome.DEAD_LETTER, summary.get(CommittedBatch.REJECTED));
            add(sums, Outcome.FILTERED, summary.get(CommittedBatch.FILTERED));
            add(sums, Outcome.DUPLICATE, summary.get(CommittedBatch.DUPLICATES));
        }
        return sums;
    }

    /** Returns the ids of all batches that the lake has a commit of. */
    Set<String> committedBatches() {
        Set<String> batches = new HashSet<>();
        for (Snapshot snapshot : catalog.table(tenant, EventsTable.TABLE).snapshots()) {
            batches.add(snapshot.summary().get(CommittedBatch.BATCH_ID));
        }
        return batches;
    }

    /** Returns how many events the lake has and the timeline has not: none, whenever one looks. */
    long lakeEventsWithoutTimeline() {
        List<StoredRecord> lake = lakeEvents();
        Set<StoredRecord> timeline = new HashSet<>(timeline());
        return lake.stream().filter(event -> !timeline.contains(event)).count();
    }

    private static void add(Map<Outcome, Long> sums, Outcome outcome, String count) {
        sums.merge(outcome, Long.parseLong(count), Long::sum);
    }

    private static List<StoredRecord> read(Table table, Function<Record, StoredRecord> stored) {
        List<StoredRecord> records = new ArrayList<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table).build()) {
            rows.forEach(row -> records.add(stored.apply(row)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    /** Returns the source of each batch that the lake has a commit of. */
    private Map<String, String> sourcesOfBatches() {
        Map<String, String> sources = new HashMap<>();
        for (Snapshot snapshot : catalog.table(tenant, EventsTable.TABLE).snapshots()) {
            Map<String, String> summary = snapshot.summary();
            if (summary.containsKey(CommittedBatch.BATCH_ID)) {
                sources.put(summary.get(CommittedBatch.BATCH_ID), summary.get(CommittedBatch.SOURCE));
            }
        }
        return sources;
    }

    private static StoredRecord deadLetter(Record row) {
        ByteBuffer payload = (ByteBuffer) row.getField(DeadLettersTable.PAYLOAD);
        return new StoredRecord(
                StoredRecord.deadLetter(
                        (String) row.getField(DeadLettersTable.ORIGIN), (Long) row.getField(DeadLettersTable.POSITION)),
                row.getField(DeadLettersTable.STAGE) + "|" + StandardCharsets.UTF_8.decode(payload.duplicate()));
    }
}
