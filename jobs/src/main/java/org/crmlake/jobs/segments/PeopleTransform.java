package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.Consents;

/** What is known of customers and what they consented to: the newest word by event time, and of one moment the one of the last id. */
final class PeopleTransform {
    static final String TRAITS = "traits";
    static final String CONSENTS = "consents";

    private static final String KEY = "key";
    private static final String VALUE = "value";

    private PeopleTransform() {}

    /** Returns {@code customer_key, traits} of those of whom sources said anything. */
    static Dataset<Row> traits(Dataset<Row> events) {
        Dataset<Row> said = events.filter(col(EventsTable.KIND).equalTo(lit(EventKind.IDENTIFY.text())))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        explode(col(EventsTable.PROPERTIES)));
        return newest(said, TRAITS);
    }

    /** Returns {@code customer_key, consents} of those who said anything: the state of each purpose, as {@link Consents} reads it. */
    static Dataset<Row> consents(Dataset<Row> events) {
        Column left = col(EventsTable.NAME).equalTo(lit(Consents.UNSUBSCRIBED));
        Column updated = col(EventsTable.NAME).equalTo(lit(Consents.UPDATED));
        Object[] states =
                Arrays.stream(Consents.State.values()).map(Consents.State::text).toArray();
        Dataset<Row> said = events.filter(col(EventsTable.KIND)
                        .equalTo(lit(EventKind.TRACK.text()))
                        .and(left.or(updated)))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        when(left, coalesce(property("channel"), lit("email")))
                                .otherwise(property("purpose"))
                                .as(KEY),
                        when(left, lit(Consents.State.WITHDRAWN.text()))
                                .otherwise(property("state"))
                                .as(VALUE))
                .filter(col(KEY).isNotNull().and(col(VALUE).isin(states)));
        return newest(said, CONSENTS);
    }

    private static Column property(String name) {
        return element_at(col(EventsTable.PROPERTIES), lit(name));
    }

    private static Dataset<Row> newest(Dataset<Row> said, String as) {
        return said.groupBy(EventsTable.CUSTOMER_KEY, KEY)
                .agg(max_by(col(VALUE), struct(col(EventsTable.EVENT_TIME), col(EventsTable.EVENT_ID)))
                        .as(VALUE))
                .groupBy(EventsTable.CUSTOMER_KEY)
                .agg(map_from_entries(collect_list(struct(col(KEY), col(VALUE))))
                        .as(as));
    }
}
