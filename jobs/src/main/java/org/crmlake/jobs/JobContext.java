package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.Tenant;

/**
 * Where a job runs and for whom.
 *
 * @param spark a session started with {@link org.crmlake.lake.LakeSettings#sparkSettings()}
 * @param tenant whose tables are read and written
 * @param hbase how to reach HBase
 * @param kept what jobs keep for the jobs after them
 */
public record JobContext(SparkSession spark, Tenant tenant, Configuration hbase, KeptRows kept)
        implements AutoCloseable {
    public JobContext {
        requireNonNull(spark, "spark is null");
        requireNonNull(tenant, "tenant is null");
        requireNonNull(hbase, "hbase is null");
        requireNonNull(kept, "kept is null");
    }

    /** A context in which nothing is kept yet. */
    public JobContext(SparkSession spark, Tenant tenant, Configuration hbase) {
        this(spark, tenant, hbase, new KeptRows());
    }

    /** Returns the tenant's tables in the lake. */
    public SparkLake lake() {
        return new SparkLake(spark, tenant);
    }

    /** Lets go of what was kept; the session and the connections are the caller's. */
    @Override
    public void close() {
        kept.close();
    }
}
