package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.lake.EventsTable;

/** The first few rows of a batch as text, for a person to look at. */
final class PlanSamples {
    private static final int MOST = 5;

    private PlanSamples() {}

    /** Returns the first events as JSON. */
    static List<String> events(Dataset<Row> events) {
        Column[] columns =
                List.of(events.columns()).stream().map(name -> col(name)).toArray(Column[]::new);
        return events.select(to_json(struct(columns)))
                .limit(MOST)
                .as(Encoders.STRING())
                .collectAsList();
    }

    /** Returns the first rejections as {@code position: stage: reason}. */
    static List<String> rejections(Dataset<Row> rejections) {
        return rejections(rejections, Candidates.POSITION);
    }

    /** Returns the first dead letters that stay what they are as {@code fingerprint: stage: reason}. */
    static List<String> rejectedAgain(Dataset<Row> rejections) {
        return rejections(rejections, EventsTable.EVENT_ID);
    }

    private static List<String> rejections(Dataset<Row> rejections, String label) {
        return rejections
                .select(concat_ws(": ", col(label), col(Candidates.STAGE), col(Candidates.REASON)))
                .limit(MOST)
                .as(Encoders.STRING())
                .collectAsList();
    }
}
