package org.crmlake.hbase;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.ColumnFamilyDescriptorBuilder;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Delete;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptorBuilder;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniHBase.class)
class RegionPurgeIT {
    private static final byte[] ROW = "row".getBytes(UTF_8);
    private static final byte[] FAMILY = "f".getBytes(UTF_8);

    @Test
    void whatWasRemovedHidesNothingAnyMoreEachTime(Configuration configuration) throws IOException {
        TableName name = TableName.valueOf(UniqueName.of("purge"));
        try (Connection connection = ConnectionFactory.createConnection(configuration);
                Admin admin = connection.getAdmin()) {
            admin.createTable(TableDescriptorBuilder.newBuilder(name)
                    .setColumnFamily(ColumnFamilyDescriptorBuilder.of(FAMILY))
                    .build());
            String region = admin.getRegions(name).get(0).getEncodedName();
            try (Table table = connection.getTable(name)) {
                for (int time = 0; time < 2; time++) {
                    table.put(new Put(ROW, 5).addColumn(FAMILY, ROW, ROW));
                    table.delete(new Delete(ROW, 5));
                    table.put(new Put(ROW, 5).addColumn(FAMILY, ROW, ROW));
                    assertThat(table.exists(new Get(ROW))).isFalse();

                    RegionPurge.run(configuration, Set.of(region));

                    table.put(new Put(ROW, 5).addColumn(FAMILY, ROW, ROW));
                    assertThat(table.exists(new Get(ROW))).isTrue();
                }
            }
        }
    }
}
