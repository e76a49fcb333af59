package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.hbase.StagedEvents.NOW;
import static org.crmlake.hbase.StagedEvents.cells;

import java.io.IOException;
import java.security.PrivilegedExceptionAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.security.UserGroupInformation;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniHBase.class)
class TimelineBulkLoadIT {
    private static Tenant tenant;

    private final StagedEvents staged = new StagedEvents();
    private final String namespace = staged.namespace();
    private final Path staging = staged.folder();

    @BeforeAll
    static void createTables(Configuration configuration) {
        tenant = new Tenant(UniqueName.of("bulk"));
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            schema.createAndVerify(tenant, 4);
        }
    }

    @Test
    void loadsAFilePerRegionAndLeavesNoneBehind(Configuration configuration, FileSystem fileSystem) throws IOException {
        List<Event> events = staged.events(200);
        staged.write(configuration, tenant, events);

        int loaded = TimelineBulkLoad.load(configuration, tenant, staging, 200);

        assertThat(loaded).isEqualTo(4);
        assertThat(fileSystem.listStatus(new Path(staging, "e"))).isEmpty();
        assertThat(Cells.of(configuration, tenant, namespace))
                .isEqualTo(cells(events).stream().map(Cells::text).toList());
        try (TimelineStore store = TimelineStore.open(configuration, tenant)) {
            assertThat(store.newest(events.get(7).customerKey())).contains(events.get(7));
        }
    }

    @Test
    void changesNothingWhenTheSameCellsAreLoadedOrPutAgain(Configuration configuration) {
        List<Event> events = staged.events(100);
        staged.write(configuration, tenant, events);
        TimelineBulkLoad.load(configuration, tenant, staging, 100);
        List<String> before = Cells.of(configuration, tenant, namespace);

        staged.write(configuration, tenant, events);
        TimelineBulkLoad.load(configuration, tenant, staging, 100);
        try (TimelineStore store = TimelineStore.open(configuration, tenant)) {
            store.put(events);
        }

        assertThat(Cells.of(configuration, tenant, namespace)).hasSize(100).isEqualTo(before);
    }

    @Test
    void splitsAFileThatReachesOverRegions(Configuration configuration) {
        List<Event> events = staged.events(100);
        try (HFileTimelineWriter writer =
                HFileTimelineWriter.create(configuration, staging, "all", Zstandard.ALGORITHM)) {
            cells(events).forEach(cell -> writer.append(cell.rowKey(), cell.timestamp(), cell.value()));
            writer.finish(NOW);
        }

        TimelineBulkLoad.load(configuration, tenant, staging, 100);

        assertThat(Cells.of(configuration, tenant, namespace))
                .isEqualTo(cells(events).stream().map(Cells::text).toList());
    }

    @Test
    void findsCustomersInManyFilesWhateverTheLengthOfTheirKeys(Configuration configuration) throws IOException {
        List<CustomerKey> customers = IntStream.range(0, 40)
                .mapToObj(i -> new CustomerKey(namespace + ":" + "7".repeat(i % 8) + i))
                .toList();
        for (int batch = 0; batch < 4; batch++) {
            int oneOfFour = batch;
            staged.write(
                    configuration,
                    tenant,
                    IntStream.range(0, 40)
                            .filter(i -> i % 4 == oneOfFour || i == 0)
                            .mapToObj(i -> Events.purchase(
                                    customers.get(i), Events.NOON.plus(Duration.ofDays(oneOfFour)), "e" + oneOfFour))
                            .toList());
            TimelineBulkLoad.load(configuration, tenant, staging, oneOfFour == 0 ? 10 : 11);
        }
        CustomerKey flushed = new CustomerKey(namespace + ":88888888");
        try (TimelineStore store = TimelineStore.open(configuration, tenant);
                Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin()) {
            store.put(List.of(Events.purchase(flushed, Events.NOON, "put")));
            admin.flush(TimelineTable.name(tenant));
            assertThat(store.newest(flushed)).map(Event::eventId).contains("put");
        }

        try (TimelineStore store = TimelineStore.open(configuration, tenant)) {
            assertThat(store.history(customers.get(0), HistoryQuery.newest(9)))
                    .extracting(Event::eventId)
                    .containsExactly("e3", "e2", "e1", "e0");
            for (int i = 1; i < 40; i++) {
                Instant at = Events.NOON.plus(Duration.ofDays(i % 4));
                assertThat(store.history(customers.get(i), new HistoryQuery(at, at.plusMillis(1), null, 9)))
                        .extracting(Event::eventId)
                        .containsExactly("e" + i % 4);
            }
        }
    }

    @Test
    void loadsWhatAUserWroteWhoHasNoRightsInHBasesFolders(Configuration configuration, FileSystem fileSystem)
            throws IOException, InterruptedException {
        Path home = new Path("/user/" + namespace);
        fileSystem.mkdirs(home);
        fileSystem.setPermission(home, new FsPermission("700"));
        fileSystem.setOwner(home, "analyst", "analysts");
        UserGroupInformation analyst = UserGroupInformation.createUserForTesting("analyst", new String[] {"analysts"});
        List<TimelineCell> cells = cells(staged.events(20));

        int loaded = analyst.doAs((PrivilegedExceptionAction<Integer>) () -> {
            Path ownStaging = new Path(home, "staging");
            try (HFileTimelineWriter writer =
                    HFileTimelineWriter.create(configuration, ownStaging, "all", Zstandard.ALGORITHM)) {
                cells.forEach(cell -> writer.append(cell.rowKey(), cell.timestamp(), cell.value()));
                writer.finish(NOW);
            }
            return TimelineBulkLoad.load(configuration, tenant, ownStaging, cells.size());
        });

        assertThat(loaded).isEqualTo(1);
        assertThat(Cells.of(configuration, tenant, namespace)).hasSize(20);
    }

    @Test
    void saysWhichTableIsMissing(Configuration configuration) {
        try (HFileTimelineWriter writer =
                HFileTimelineWriter.create(configuration, staging, "all", Zstandard.ALGORITHM)) {
            cells(staged.events(1)).forEach(cell -> writer.append(cell.rowKey(), cell.timestamp(), cell.value()));
            writer.finish(NOW);
        }

        assertThatThrownBy(() -> TimelineBulkLoad.load(configuration, new Tenant("nobody"), staging, 1))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot load HFiles of " + staging + " into crm_nobody:timeline: ")
                .hasMessageEndingWith(". Check that HBase runs and the table exists, and run the command again.");
        assertThatThrownBy(() -> TimelineBulkLoad.regionStartKeys(configuration, new Tenant("nobody")))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot find the regions of crm_nobody:timeline: there is no such table."
                        + " Run 'crmlake init --tenant nobody' first.");
        assertThatThrownBy(() -> TimelineBulkLoad.compression(configuration, new Tenant("nobody")))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot look at crm_nobody:timeline: there is no such table."
                        + " Run 'crmlake init --tenant nobody' first.");
    }

    @Test
    void loadsNothingFromAFolderIntoWhichNothingWasWritten(Configuration configuration) {
        assertThat(TimelineBulkLoad.load(configuration, tenant, staging, 0)).isZero();
    }

    @Test
    void refusesToLoadOtherThanWhatWasWritten(Configuration configuration, FileSystem fileSystem) throws IOException {
        staged.write(configuration, tenant, staged.events(100));
        fileSystem.delete(new Path(staging, "e/r2"), false);

        assertThatThrownBy(() -> TimelineBulkLoad.load(configuration, tenant, staging, 100))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot load HFiles of " + staging + " into crm_" + tenant
                        + ":timeline: of 100 cells that were written ")
                .hasMessageContaining(" are there, so files were removed or added meanwhile. Check that HBase runs");
        fileSystem.delete(staging, true);
        assertThatThrownBy(() -> TimelineBulkLoad.load(configuration, tenant, staging, 100))
                .isInstanceOf(CrmException.class)
                .hasMessageContaining("of 100 cells that were written 0 are there");

        assertThat(Cells.of(configuration, tenant, namespace)).isEmpty();
    }

    @Test
    void refusesAFileThatIsNoHFile(Configuration configuration, FileSystem fileSystem) throws IOException {
        fileSystem.create(new Path(staging, "e/torn")).close();

        assertThatThrownBy(() -> TimelineBulkLoad.load(configuration, tenant, staging, 1))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot load HFiles of " + staging + " into crm_" + tenant + ":timeline: ")
                .hasMessageEndingWith(". Check that HBase runs and the table exists, and run the command again.");
    }

    @Test
    void findsTheRegionOfARow() {
        byte[][] starts = TimelineRowKey.regionStartKeys(4);

        assertThat(TimelineBulkLoad.regionOf(starts, new byte[] {0, 0, 'a'})).isZero();
        assertThat(TimelineBulkLoad.regionOf(starts, new byte[] {0x3F, -1, 'a'}))
                .isZero();
        assertThat(TimelineBulkLoad.regionOf(starts, new byte[] {0x40, 0})).isEqualTo(1);
        assertThat(TimelineBulkLoad.regionOf(starts, new byte[] {-1, -1, 'z'})).isEqualTo(3);
    }
}
