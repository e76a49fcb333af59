package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;
import org.crmlake.testing.CatalogService;
import org.crmlake.testing.UniqueName;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogInUseTest {
    private static final Tenant SHOP = new Tenant("shop");

    @TempDir
    Path folder;

    @Test
    void aCommitToADatabaseIsKnown() throws Exception {
        String database = "mem:" + UniqueName.of("lake") + ";DATABASE_TO_LOWER=TRUE";
        try (Connection keeper = DriverManager.getConnection("jdbc:h2:" + database, "sa", "")) {
            Server server =
                    Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
            try (LossyProxy proxy = LossyProxy.to(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
                    plan(CatalogInUse.DATABASE))) {
                losesOneOfThree(
                        LakeSettings.jdbc(
                                "jdbc:h2:tcp://127.0.0.1:" + proxy.port() + "/" + database,
                                folder.toUri().toString(),
                                "sa",
                                ""),
                        proxy);
            } finally {
                server.stop();
            }
            assertThat(keeper.isClosed()).isFalse();
        }
    }

    @Test
    void aCommitToAServiceIsKnown() throws Exception {
        try (CatalogService service = CatalogService.start(
                        folder.toUri().toString(), new Configuration(), CatalogService.Commits.ALL);
                LossyProxy proxy = LossyProxy.to(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(),
                                URI.create(service.uri()).getPort()),
                        plan(CatalogInUse.SERVICE))) {
            losesOneOfThree(LakeSettings.rest("http://127.0.0.1:" + proxy.port(), "", "", ""), proxy);
        }
    }

    private static LossyProxy.Plan plan(CatalogInUse catalog) {
        return new LossyProxy.Plan(catalog.commit(), 1, 1);
    }

    private static void losesOneOfThree(LakeSettings settings, LossyProxy proxy) {
        try (LakeCatalog lake = LakeCatalog.open(settings, new Configuration())) {
            lake.createAndVerify(SHOP);
            lake.table(SHOP, EventsTable.TABLE).newAppend().commit();
            lake.table(SHOP, DeadLettersTable.TABLE).newAppend().commit();
            lake.table(SHOP, EventsTable.TABLE).newAppend().commit();

            assertThat(proxy.lost()).map(CatalogInUse::table).containsExactly("dead_letters");
            assertThat(lake.table(SHOP, EventsTable.TABLE).snapshots()).hasSize(2);
            assertThat(lake.table(SHOP, DeadLettersTable.TABLE).snapshots()).hasSize(1);
        }
    }
}
