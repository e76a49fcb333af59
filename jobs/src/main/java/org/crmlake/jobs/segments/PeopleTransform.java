package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.udf;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.Consents;

/** What is known of customers and what they consented to: the newest word by event time, and of one moment the one of the last id. */
final class PeopleTransform {
    static final String TRAITS = "traits";
    static final String CONSENTS = "consents";

    private static final String KEY = "key";
    private static final String VALUE = "value";

    private static final UserDefinedFunction WORD = udf(
            (UDF4<String, String, String, String, Row>) PeopleTransform::word,
            new StructType().add(KEY, DataTypes.StringType).add(VALUE, DataTypes.StringType));

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
        Column word = WORD.apply(col(EventsTable.NAME), property("purpose"), property("state"), property("channel"));
        Dataset<Row> said = events.filter(col(EventsTable.KIND)
                        .equalTo(lit(EventKind.TRACK.text()))
                        .and(col(EventsTable.NAME).isin(Consents.EVENTS.names().toArray())))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        word.as(VALUE))
                .filter(col(VALUE).isNotNull())
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        col(VALUE).getField(KEY).as(KEY),
                        col(VALUE).getField(VALUE).as(VALUE));
        return newest(said, CONSENTS);
    }

    private static Row word(String name, String purpose, String state, String channel) {
        return Consents.word(name, purpose, state, channel)
                .map(word -> RowFactory.create(word.purpose(), word.state().text()))
                .orElse(null);
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
