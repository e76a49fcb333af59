package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.apache.hadoop.hbase.io.compress.Compression;
import org.apache.hadoop.hbase.regionserver.BloomType;
import org.crmlake.model.CrmException;
import org.crmlake.model.TableState;
import org.crmlake.model.TableState.Drift;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniHBase.class)
class SchemaAdminIT {
    private final Tenant tenant = new Tenant(UniqueName.of("schema"));
    private final String timeline = "crm_" + tenant + ":timeline";
    private final String profile = "crm_" + tenant + ":profile";
    private final String segments = "crm_" + tenant + ":segments";

    @Test
    void createsWhatIsMissingAndLeavesItAloneAfterwards(Configuration configuration) {
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            assertThat(schema.createAndVerify(tenant))
                    .containsExactly(
                            new TableState("hbase", timeline, true, List.of()),
                            new TableState("hbase", profile, true, List.of()),
                            new TableState("hbase", segments, true, List.of()));
            assertThat(schema.createAndVerify(tenant))
                    .containsExactly(
                            new TableState("hbase", timeline, false, List.of()),
                            new TableState("hbase", profile, false, List.of()),
                            new TableState("hbase", segments, false, List.of()));
        }
    }

    @Test
    void tellsATenantWithRowsFromANewOne(Configuration configuration) throws IOException {
        try (SchemaAdmin schema = SchemaAdmin.open(configuration);
                Connection connection = ConnectionFactory.createConnection(configuration)) {
            assertThat(schema.holdsRows(tenant)).isFalse();
            schema.createAndVerify(tenant, 2);
            assertThat(schema.holdsRows(tenant)).isFalse();
            try (Table table = connection.getTable(ProfileTable.name(tenant))) {
                table.put(new Put(new byte[] {-1}).addColumn(ProfileTable.CONSENTS, new byte[] {1}, new byte[] {1}));
            }
            assertThat(schema.holdsRows(tenant)).isTrue();
        }
    }

    @Test
    void splitsNewTablesEvenly(Configuration configuration) {
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            schema.createAndVerify(tenant, 3);
        }

        assertThat(TimelineBulkLoad.regionStartKeys(configuration, tenant))
                .isEqualTo(new byte[][] {{}, {0x55, 0x55}, {(byte) 0xAA, (byte) 0xAA}});
    }

    @Test
    void makesNothingWhenTheNumberOfRegionsCannotBe(Configuration configuration) throws IOException {
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            assertThatThrownBy(() -> schema.createAndVerify(tenant, 0))
                    .isInstanceOf(CrmException.class)
                    .hasMessage("Cannot split a table into 0 regions: the row hash allows 1 to 65536."
                            + " Choose a number between them.");
        }

        try (Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin()) {
            assertThat(admin.listNamespaces()).doesNotContain(tenant.namespace());
        }
    }

    @Test
    void reportsEveryAttributeThatDriftedAndAltersNone(Configuration configuration) throws IOException {
        try (SchemaAdmin schema = SchemaAdmin.open(configuration);
                Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin()) {
            schema.createAndVerify(tenant, 1);
            admin.modifyTable(TableDescriptorBuilder.newBuilder(TimelineTable.descriptor(tenant))
                    .modifyColumnFamily(ColumnFamilyDescriptorBuilder.newBuilder(TimelineTable.family())
                            .setMaxVersions(3)
                            .setTimeToLive(86_400)
                            .setCompressionType(Compression.Algorithm.GZ)
                            .setBloomFilterType(BloomType.NONE)
                            .setConfiguration("hbase.hstore.compaction.max", "5")
                            .build())
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of("x"))
                    .setValue(HBaseTables.LAYOUT, "0")
                    .build());
            admin.deleteColumnFamily(ProfileTable.name(tenant), ProfileTable.CONSENTS);
            admin.disableTable(ProfileTable.name(tenant));
            List<Drift> ofTimeline = List.of(
                    new Drift("CRMLAKE_LAYOUT", "1", "0"),
                    new Drift("family e BLOOMFILTER", "ROWPREFIX_FIXED_LENGTH", "NONE"),
                    new Drift("family e COMPRESSION", "ZSTD", "GZ"),
                    new Drift("family e TTL", "2147483647", "86400"),
                    new Drift("family e VERSIONS", "1", "3"),
                    new Drift("family e hbase.hstore.compaction.max", "absent", "5"),
                    new Drift("family x", "absent", "present"));
            List<Drift> ofProfile =
                    List.of(new Drift("family c", "present", "absent"), new Drift("state", "enabled", "disabled"));

            for (int time = 0; time < 2; time++) {
                assertThat(schema.createAndVerify(tenant))
                        .containsExactly(
                                new TableState("hbase", timeline, false, ofTimeline),
                                new TableState("hbase", profile, false, ofProfile),
                                new TableState("hbase", segments, false, List.of()));
            }
        }
    }
}
