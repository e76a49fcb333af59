package org.crmlake.reliability;

import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.hbase.HBaseSettings;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;

/** The stores that are looked at. */
final class Stores implements AutoCloseable {
    /** More than one, so that a batch is cut at regions. */
    private static final int REGIONS = 3;

    private final Path conf;
    private final Configuration configuration;
    private final LakeCatalog catalog;

    private Stores(Path conf, Configuration configuration) {
        this.conf = conf;
        this.configuration = configuration;
        this.catalog = LakeCatalog.open(LakeSettings.onClusterOf(configuration), configuration);
    }

    /** Opens the stores that the site files of {@code folder} describe. */
    static Stores open(Path folder) {
        return new Stores(folder, HBaseSettings.load(folder));
    }

    /** Returns the folder of the site files. */
    Path conf() {
        return conf;
    }

    CatalogInUse catalogInUse() {
        return CatalogInUse.of(configuration);
    }

    Configuration configuration() {
        return new Configuration(configuration);
    }

    /** Makes the tables of a tenant, as {@code crmlake init} does. */
    void create(Tenant tenant) {
        catalog.createAndVerify(tenant);
        try (SchemaAdmin admin = SchemaAdmin.open(configuration)) {
            admin.createAndVerify(tenant, REGIONS);
        }
    }

    StoredRecords of(Tenant tenant) {
        return new StoredRecords(catalog, configuration, tenant);
    }

    @Override
    public void close() {
        catalog.close();
    }
}
