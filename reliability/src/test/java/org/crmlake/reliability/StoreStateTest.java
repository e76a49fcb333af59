package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.PartitionKey;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.GenericFileWriterFactory;
import org.apache.iceberg.data.GenericRecord;
import org.apache.iceberg.data.InternalRecordWrapper;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreStateTest {
    private static final Tenant TENANT = new Tenant("states");

    @TempDir
    Path folder;

    private final Configuration conf = new Configuration();
    private LakeCatalog catalog;
    private Table events;
    private DataFile file;

    @BeforeEach
    void aTableWithOneBatchOfTwoEvents() throws IOException {
        catalog = LakeCatalog.open(LakeSettings.inFolder(folder.resolve("lake").toUri()), conf);
        catalog.createAndVerify(TENANT);
        events = catalog.table(TENANT, EventsTable.TABLE);
        file = write("batch-1", 2);
        commit(file, "batch-1", 2);
    }

    @AfterEach
    void close() {
        catalog.close();
    }

    @Test
    void hasNothingToSayOfATableThatIsWhole() throws IOException {
        StoreState.Look look = look();

        assertThat(look.faults()).isEmpty();
        assertThat(look.orphans()).isZero();
    }

    @Test
    void tellsADataFileThatIsGone() throws IOException {
        delete(file.location());

        assertThat(look().faults())
                .anyMatch(fault -> fault.contains("cannot be read"))
                .anyMatch(fault -> fault.contains("has lost its data file"));
    }

    @Test
    void tellsAManifestThatIsGone() throws IOException {
        ManifestFile manifest =
                events.currentSnapshot().allManifests(events.io()).get(0);
        delete(manifest.path());

        assertThat(look().faults()).anyMatch(fault -> fault.contains("cannot be read"));
    }

    @Test
    void tellsABatchThatHasOtherEventsThanItsCommitSays() throws IOException {
        commit(write("batch-2", 3), "batch-2", 2);
        commit(write("batch-4", 1), "batch-3", 0);

        assertThat(look().faults())
                .containsExactlyInAnyOrder(
                        "batch batch-2 has 3 events, and its commit says 2",
                        "1 events are of batch batch-4, which no commit has");
    }

    @Test
    void countsFilesThatNobodyReads() throws IOException {
        write("batch-5", 1);

        StoreState.Look look = look();
        assertThat(look.orphans()).isOne();
        assertThat(look.faults()).isEmpty();
    }

    @Test
    void tellsALockThatNobodyHolds() throws IOException {
        Path locks = Files.createDirectories(folder.resolve("locks/shop"));
        Files.writeString(locks.resolve("plan"), "of a batch");
        StoreState.Look look = new StoreState.Look(conf);
        look.locks(new org.apache.hadoop.fs.Path(folder.resolve("locks").toUri()));
        assertThat(look.faults()).isEmpty();

        Files.writeString(locks.resolve("7"), "of somebody");
        look.locks(new org.apache.hadoop.fs.Path(folder.resolve("locks").toUri()));
        assertThat(look.faults()).singleElement().asString().endsWith("locks/shop/7 is held by nobody");
    }

    private StoreState.Look look() throws IOException {
        StoreState.Look look = new StoreState.Look(conf);
        events.refresh();
        look.table(events);
        if (look.faults().isEmpty()) {
            look.batches(events);
        }
        return look;
    }

    private static void delete(String location) throws IOException {
        Files.delete(Path.of(java.net.URI.create(location.replaceFirst("^file:/*", "file:///"))));
    }

    private void commit(DataFile data, String batch, long accepted) {
        var append = events.newFastAppend().appendFile(data);
        new CommittedBatch(batch, "shop", "", accepted, accepted, 0, 0, 0, new TreeSet<>())
                .summary()
                .forEach(append::set);
        append.commit();
    }

    private DataFile write(String batch, int count) throws IOException {
        Record row = GenericRecord.create(EventsTable.TABLE.schema());
        row.setField(EventsTable.KIND, "track");
        row.setField(EventsTable.CUSTOMER_KEY, "user:u1");
        row.setField(EventsTable.EVENT_TIME, Instant.EPOCH.atOffset(ZoneOffset.UTC));
        row.setField(EventsTable.INGESTED_AT, Instant.EPOCH.atOffset(ZoneOffset.UTC));
        row.setField(EventsTable.SOURCE, "shop");
        row.setField(EventsTable.PROPERTIES, Map.of());
        row.setField(EventsTable.CONTEXT, Map.of());
        row.setField(EventsTable.CLOCK_SUSPECT, false);
        row.setField(EventsTable.BATCH_ID, batch);
        PartitionKey day = new PartitionKey(events.spec(), events.schema());
        day.partition(new InternalRecordWrapper(events.schema().asStruct()).wrap(row));
        DataWriter<Record> writer = new GenericFileWriterFactory.Builder(events)
                .build()
                .newDataWriter(
                        OutputFileFactory.builderFor(events, 1, 1).build().newOutputFile(day), events.spec(), day);
        try (writer) {
            for (int i = 0; i < count; i++) {
                row.setField(EventsTable.EVENT_ID, batch + "-" + i);
                writer.write(row);
            }
        }
        return writer.toDataFile();
    }
}
