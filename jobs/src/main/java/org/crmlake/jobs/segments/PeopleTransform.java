package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map_from_entries;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.max_by;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.time.Instant;
import java.util.List;
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

/**
 * What is known of customers and what they consented to: the newest word by event time; of one moment, of consents what is no yes, and
 * then the one of the last id.
 */
public final class PeopleTransform {
    static final String TRAITS = "traits";
    static final String CONSENTS = "consents";

    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String AT = "at";
    private static final String NO_YES = "no_yes";
    private static final String COUNTS = "counts";

    private static final UserDefinedFunction WORDS = udf(
            (UDF4<String, String, String, String, List<Row>>) PeopleTransform::words,
            DataTypes.createArrayType(
                    new StructType().add(KEY, DataTypes.StringType).add(VALUE, DataTypes.StringType)));

    private PeopleTransform() {}

    /** Returns {@code customer_key, traits} of those of whom sources said anything. */
    static Dataset<Row> traits(Dataset<Row> events) {
        Dataset<Row> said = events.filter(col(EventsTable.KIND).equalTo(lit(EventKind.IDENTIFY.text())))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        explode(col(EventsTable.PROPERTIES)));
        return newest(said.withColumn(NO_YES, lit(false)).withColumn(COUNTS, lit(true)), TRAITS);
    }

    /**
     * Returns {@code customer_key, consents} of those who said anything: the state of each purpose, as {@link Consents} reads it. What was said
     * of {@link Consents#ALL} after a purpose is said of that one too, and is there for those that were not named. A yes of a time to come
     * does not count, lest no later word could take it back; whatever is no yes counts.
     *
     * @param now after which a time is one to come
     */
    public static Dataset<Row> consents(Dataset<Row> events, Instant now) {
        Column words = WORDS.apply(col(EventsTable.NAME), property("purpose"), property("state"), property("channel"));
        Dataset<Row> said = events.filter(col(EventsTable.KIND)
                        .equalTo(lit(EventKind.TRACK.text()))
                        .and(col(EventsTable.NAME).isin(Consents.EVENTS.names().toArray())))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        explode(words).as(VALUE))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        col(EventsTable.EVENT_TIME),
                        col(EventsTable.EVENT_ID),
                        col(VALUE).getField(KEY).as(KEY),
                        col(VALUE).getField(VALUE).as(VALUE));
        Column noYes = col(VALUE).notEqual(lit(Consents.State.GRANTED.text()));
        return newest(
                said.withColumn(NO_YES, noYes)
                        .withColumn(COUNTS, noYes.or(col(EventsTable.EVENT_TIME).leq(lit(now)))),
                CONSENTS);
    }

    private static List<Row> words(String name, String purpose, String state, String channel) {
        return Consents.words(name, purpose, state, channel).stream()
                .map(word -> RowFactory.create(word.purpose(), word.state().text()))
                .toList();
    }

    private static Column property(String name) {
        return element_at(col(EventsTable.PROPERTIES), lit(name));
    }

    private static Dataset<Row> newest(Dataset<Row> said, String as) {
        Column at = when(col(COUNTS), struct(col(EventsTable.EVENT_TIME), col(NO_YES), col(EventsTable.EVENT_ID)));
        Column entry = struct(col(KEY), col(VALUE), col(AT));
        return said.groupBy(EventsTable.CUSTOMER_KEY, KEY)
                .agg(coalesce(max_by(col(VALUE), at), lit(Consents.FUTURE)).as(VALUE), max(at).as(AT))
                .groupBy(EventsTable.CUSTOMER_KEY)
                .agg(
                        collect_list(entry).as(as),
                        max(when(col(KEY).equalTo(lit(Consents.ALL)), entry)).as(AT))
                .select(
                        col(EventsTable.CUSTOMER_KEY),
                        map_from_entries(transform(col(as), one -> struct(one.getField(KEY), value(one, as))))
                                .as(as));
    }

    /** A trait may have any name: of all is said of consents only. */
    private static Column value(Column entry, String as) {
        Column saidOfAllLater = col(AT).getField(AT)
                .gt(entry.getField(AT))
                .or(entry.getField(AT).isNull().and(col(AT).isNotNull()));
        return as.equals(CONSENTS)
                ? when(saidOfAllLater, col(AT).getField(VALUE)).otherwise(entry.getField(VALUE))
                : entry.getField(VALUE);
    }
}
