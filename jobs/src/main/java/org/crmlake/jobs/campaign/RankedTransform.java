package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts customers by score. */
final class RankedTransform {
    static final String SCORE = "score";

    private RankedTransform() {}

    /**
     * One row for each score, the highest first.
     *
     * @param facts with {@code arm}, {@code score} and the column {@code outcome}
     * @return {@code score, treated, control, treated_did, control_did}
     */
    static Dataset<Row> counted(Dataset<Row> facts, String outcome, String arm, String control) {
        Column isTreated = col(ParticipantsTransform.ARM).equalTo(arm);
        Column did = col(outcome).gt(0);
        return facts.filter(col(ParticipantsTransform.ARM).isin(arm, control))
                .groupBy(SCORE)
                .agg(
                        count(when(isTreated, lit(1))).as("treated"),
                        count(when(isTreated, null).otherwise(1)).as("control"),
                        count(when(isTreated.and(did), 1)).as("treated_did"),
                        count(when(isTreated, null).when(did, 1)).as("control_did"))
                .orderBy(col(SCORE).desc());
    }
}
