package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.crmlake.hbase.StagedEvents.NOW;
import static org.crmlake.hbase.StagedEvents.cells;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptor;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.io.hfile.CacheConfig;
import org.apache.hadoop.hbase.io.hfile.HFile;
import org.apache.hadoop.hbase.regionserver.HStoreFile;
import org.apache.hadoop.hbase.util.BloomFilter;
import org.apache.hadoop.hbase.util.BloomFilterFactory;
import org.apache.hadoop.hbase.util.Bytes;
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
class HFileTimelineWriterIT {
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
    void writesFilesWithTheAttributesOfTheTable(Configuration configuration, FileSystem fileSystem) throws IOException {
        staged.write(configuration, tenant, staged.events(100));
        Path file = fileSystem.listStatus(new Path(staging, "e"))[0].getPath();
        ColumnFamilyDescriptor family = TimelineTable.descriptor(tenant).getColumnFamily(Bytes.toBytes("e"));

        try (HFile.Reader reader = HFile.createReader(fileSystem, file, CacheConfig.DISABLED, true, configuration)) {
            var info = reader.getHFileInfo();
            assertThat(reader.getFileContext().getCompression()).isEqualTo(family.getCompressionType());
            assertThat(reader.getDataBlockEncoding()).isEqualTo(family.getDataBlockEncoding());
            assertThat(Bytes.toString(info.get(HStoreFile.BLOOM_FILTER_TYPE_KEY)))
                    .isEqualTo(family.getBloomFilterType().name());
            assertThat(Bytes.toInt(info.get(HStoreFile.BLOOM_FILTER_PARAM_KEY)))
                    .isEqualTo(Integer.parseInt(family.getConfigurationValue("RowPrefixBloomFilter.prefix_length")));
            assertThat(reader.getGeneralBloomFilterMetadata()).isNotNull();
            assertThat(Bytes.toLong(info.get(HStoreFile.BULKLOAD_TIME_KEY))).isEqualTo(NOW.toEpochMilli());
            assertThat(Bytes.toString(info.get(HStoreFile.BULKLOAD_TASK_KEY))).isEqualTo(file.getName());
            assertThat(Bytes.toBoolean(info.get(HStoreFile.MAJOR_COMPACTION_KEY)))
                    .isFalse();
            assertThat(Bytes.toBoolean(info.get(HStoreFile.EXCLUDE_FROM_MINOR_COMPACTION_KEY)))
                    .isFalse();
            assertThat(info.get(HStoreFile.TIMERANGE_KEY)).isNotNull();
        }
    }

    @Test
    void compressesAsTheTableDoesAndNotAsItsDefinitionSays(Configuration configuration, FileSystem fileSystem)
            throws IOException {
        Tenant older = new Tenant(UniqueName.of("older"));
        try (Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin()) {
            admin.createNamespace(NamespaceDescriptor.create(older.namespace()).build());
            admin.createTable(TableDescriptorBuilder.newBuilder(TimelineTable.name(older))
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(TimelineTable.family())
                            .setCompressionType(Compression.Algorithm.SNAPPY)
                            .build())
                    .build());
        }
        staged.write(configuration, older, staged.events(100));
        Path file = fileSystem.listStatus(new Path(staging, "e"))[0].getPath();

        try (HFile.Reader reader = HFile.createReader(fileSystem, file, CacheConfig.DISABLED, true, configuration)) {
            assertThat(reader.getFileContext().getCompression()).isEqualTo(Compression.Algorithm.SNAPPY);
        }
        TimelineBulkLoad.load(configuration, older, staging, 100);
        assertThat(Cells.of(configuration, older, namespace)).hasSize(100);
    }

    @Test
    void theBloomFilterHoldsCustomersAndNotEvents(Configuration configuration, FileSystem fileSystem)
            throws IOException {
        List<Event> events = IntStream.range(0, 500)
                .mapToObj(i -> Events.purchase(
                        new CustomerKey("retail:1000" + i % 10), Events.NOON.minus(Duration.ofDays(i)), "order-" + i))
                .toList();
        try (HFileTimelineWriter writer =
                HFileTimelineWriter.create(configuration, staging, "all", Zstandard.ALGORITHM)) {
            cells(events).forEach(cell -> writer.append(cell.rowKey(), cell.timestamp(), cell.value()));
            writer.finish(NOW);
        }

        Path file = new Path(staging, "e/all");
        try (HFile.Reader reader = HFile.createReader(fileSystem, file, CacheConfig.DISABLED, true, configuration)) {
            BloomFilter filter = BloomFilterFactory.createFromMeta(reader.getGeneralBloomFilterMetadata(), reader);
            assertThat(filter.getKeyCount()).isEqualTo(10);
        }
    }

    @Test
    void leavesNothingOfAWriterThatDidNotFinish(Configuration configuration, FileSystem fileSystem) throws IOException {
        try (HFileTimelineWriter writer =
                HFileTimelineWriter.create(configuration, staging, "r0", Zstandard.ALGORITHM)) {
            cells(staged.events(3)).forEach(cell -> writer.append(cell.rowKey(), cell.timestamp(), cell.value()));
        }

        assertThat(fileSystem.listStatus(new Path(staging, HFileTimelineWriter.UNFINISHED)))
                .isEmpty();
        assertThat(TimelineBulkLoad.load(configuration, tenant, staging, 0)).isZero();
        assertThat(Cells.of(configuration, tenant, namespace)).isEmpty();
    }

    @Test
    void takesTheFirstOfTwoAttemptsAtOneFile(Configuration configuration, FileSystem fileSystem) throws IOException {
        List<TimelineCell> cells = cells(staged.events(5));
        try (HFileTimelineWriter first =
                        HFileTimelineWriter.create(configuration, staging, "all", Zstandard.ALGORITHM);
                HFileTimelineWriter second =
                        HFileTimelineWriter.create(configuration, staging, "all", Zstandard.ALGORITHM)) {
            cells.forEach(cell -> first.append(cell.rowKey(), cell.timestamp(), cell.value()));
            cells.forEach(cell -> second.append(cell.rowKey(), cell.timestamp(), cell.value()));
            first.finish(NOW);
            second.finish(NOW);
        }

        assertThat(fileSystem.listStatus(new Path(staging, HFileTimelineWriter.UNFINISHED)))
                .isEmpty();
        assertThat(TimelineBulkLoad.load(configuration, tenant, staging, 5)).isEqualTo(1);
        assertThat(Cells.of(configuration, tenant, namespace)).hasSize(5);
    }

    @Test
    void refusesCellsThatAreNotInOrder(Configuration configuration) {
        try (HFileTimelineWriter writer =
                HFileTimelineWriter.create(configuration, staging, "r0", Zstandard.ALGORITHM)) {
            writer.append(new byte[] {2}, 0, new byte[0]);

            assertThatThrownBy(() -> writer.append(new byte[] {1}, 0, new byte[0]))
                    .isInstanceOf(CrmException.class)
                    .hasMessage("Cannot write HFile " + staging + "/e/r0: row 01 comes after row 02."
                            + " Sort the cells by row key.");
        }
    }
}
