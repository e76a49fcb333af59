package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.lit;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobReport;
import org.crmlake.jobs.Jobs;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;
import org.crmlake.testing.UniqueName;

/** Runs of the job over a tenant of its own. */
final class SegmentRuns {
    static final ZoneId ZONE = ZoneId.of("Europe/London");

    private SegmentRuns() {}

    static JobContext context(SparkSession spark, Configuration hbase, Tenant tenant) {
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(hbase), hbase);
                SchemaAdmin admin = SchemaAdmin.open(hbase)) {
            catalog.createAndVerify(tenant);
            admin.createAndVerify(tenant);
        }
        return new JobContext(spark, tenant, hbase);
    }

    static void append(JobContext context, List<Event> events) {
        String batch = UniqueName.of("batch");
        context.lake()
                .append(
                        EventRows.of(events, context.spark()).withColumn(EventsTable.BATCH_ID, lit(batch)),
                        EventsTable.TABLE,
                        new CommittedBatch(batch, "test", "", events.size(), events.size(), 0, 0, 0, new TreeSet<>())
                                .summary());
    }

    static JobReport run(JobContext context, LocalDate date) {
        Clock clock = Clock.fixed(Instant.parse("2012-01-01T00:00:00Z"), ZoneOffset.UTC);
        return Jobs.run(new SegmentsJob(ZONE, clock), context, new JobArguments(date), clock);
    }
}
