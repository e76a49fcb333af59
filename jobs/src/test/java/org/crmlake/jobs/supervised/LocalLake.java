package org.crmlake.jobs.supervised;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Tenant;
import org.crmlake.testing.UniqueName;

/** A tenant of its own in the lake of the shared Spark, which lies in a local folder. */
final class LocalLake {
    private LocalLake() {}

    static JobContext context(SparkSession spark) {
        Tenant tenant = new Tenant(UniqueName.of("churn"));
        URI warehouse = URI.create(spark.conf().get("spark.sql.catalog.lake.warehouse"));
        Configuration local = new Configuration(false);
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.inFolder(warehouse), local)) {
            catalog.createAndVerify(tenant);
        }
        return new JobContext(spark, tenant, local);
    }
}
