package org.crmlake.jobs.verify;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobContext;

/** Compares the traits and consents of profiles with the events of the lake, which they come from. */
public final class VerifyProfiles {
    private VerifyProfiles() {}

    /**
     * Compares all of them. As with {@link Verify}, profiles may be ahead of the lake while an ingest runs.
     *
     * @throws org.crmlake.model.CrmException NOT_FOUND if the tenant has no lake, EXTERNAL if a store does not do its part
     */
    public static ProfileReport all(JobContext context) {
        Column lake = ProfileStatements.inLake();
        Column profile = ProfileStatements.inProfile();
        Row counts = ProfileStatements.joined(context)
                .agg(
                        count(lit(1)),
                        count(when(profile.isNull(), 1)),
                        count(when(lake.isNull(), 1)),
                        count(when(lake.isNotNull().and(profile.isNotNull()).and(lake.notEqual(profile)), 1)))
                .first();
        return new ProfileReport(counts.getLong(0), counts.getLong(1), counts.getLong(2), counts.getLong(3));
    }
}
