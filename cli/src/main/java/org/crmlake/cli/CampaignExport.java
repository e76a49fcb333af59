package org.crmlake.cli;

import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.export.ArmsFile;
import org.crmlake.cli.export.ArmsRecord;
import org.crmlake.cli.export.DestinationExport.Arm;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.jobs.campaign.CampaignStore;
import org.crmlake.jobs.campaign.HoldoutArms;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** An export for a campaign: who is in which arm, and how that gets into the stores. */
record CampaignExport(Invocation invocation, SparkLake lake, HoldoutArms arms) {
    static CampaignExport of(Invocation invocation, String campaign) {
        SparkLake lake = new SparkLake(SparkSessions.open(invocation), invocation.tenant());
        return new CampaignExport(
                invocation,
                lake,
                HoldoutArms.of(
                        new CampaignStore(SparkSessions.open(invocation), lake).named(campaign),
                        invocation.shell().clock().instant(),
                        invocation.configuration().value(Keys.TENANT_ZONE)));
    }

    /** Adds their arm to people, in the order of their keys. */
    Dataset<Row> inArms(Dataset<Row> people) {
        return arms.of(people, lake.read(EventsTable.TABLE)).sort(EventsTable.CUSTOMER_KEY);
    }

    /** Returns the arm that {@link #inArms} put somebody into. */
    static Arm armOf(Row person) {
        String arm = person.getAs(HoldoutArms.ARM);
        return new Arm(arm, HoldoutArms.isHeldOut(arm), person.getAs(HoldoutArms.RECORDED));
    }

    /** Returns where the arms are recorded: in both stores, like all events. */
    ArmsRecord record() {
        return new ArmsRecord(arms.campaign(), arms.event(), this::take);
    }

    private void take(Path file) {
        BatchReport report = IngestRun.with(
                invocation,
                (step, detail) -> invocation.say("  " + detail),
                batch -> batch.run(file.toString(), MappingFile.parse("of assignments", ArmsFile.MAPPING)));
        if (report.rejected() > 0) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot record the arms of campaign " + arms.campaign() + ": " + report.rejected() + " of "
                            + report.read() + " assignments were rejected, and no file of the export has its name."
                            + " `crmlake dead-letters list` says why.");
        }
    }
}
