package org.crmlake.jobs.verify;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.api.java.function.PairFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.crmlake.hbase.PortableConfiguration;
import org.crmlake.hbase.ProfileEntry;
import org.crmlake.hbase.StatementScan;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Consents;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;
import scala.Tuple2;
import scala.Tuple3;

/** Traits and consents: those that profiles hold, and those that the events of the lake say. */
final class ProfileStatements {
    private static final String CUSTOMER_KEY = "customer_key";
    private static final String TOPIC = "topic";
    private static final String NAME = "name";
    private static final String VALUE = "value";
    private static final String MICROS = "micros";
    private static final String EVENT_ID = "event_id";
    private static final String SOURCE = "source";
    private static final String LAKE = "lake";
    private static final String PROFILE = "profile";

    /** On what something is said, and what is said; the latter is null where nobody can read it. */
    private static final StructType STATEMENTS = new StructType()
            .add(CUSTOMER_KEY, DataTypes.StringType, false)
            .add(TOPIC, DataTypes.StringType, false)
            .add(NAME, DataTypes.StringType, false)
            .add(VALUE, DataTypes.StringType, true)
            .add(MICROS, DataTypes.LongType, true)
            .add(EVENT_ID, DataTypes.StringType, true)
            .add(SOURCE, DataTypes.StringType, true);

    private static final byte[] END = {};

    private ProfileStatements() {}

    /**
     * Returns {@code customer_key, topic, name, lake, profile} of what is not said alike, each of the last two a struct of {@code value,
     * micros, event_id, source}, or null where nothing is said.
     */
    static Dataset<Row> differences(JobContext context) {
        return joined(context).filter(col(LAKE).eqNullSafe(col(PROFILE)).equalTo(false));
    }

    /** Returns one row for each thing that is said of anybody, as {@link #differences}. */
    static Dataset<Row> joined(JobContext context) {
        return said(ofLake(context), LAKE)
                .join(said(ofProfiles(context), PROFILE), new String[] {CUSTOMER_KEY, TOPIC, NAME}, "full_outer");
    }

    /** Returns the source of the statement that the profile holds, as a column of {@link #differences}. */
    static Column sourceInProfile() {
        return col(PROFILE + "." + SOURCE);
    }

    static Column inLake() {
        return col(LAKE);
    }

    static Column inProfile() {
        return col(PROFILE);
    }

    /** Returns what the lake says of the thing that a row of {@link #differences} is about. */
    static ProfileEntry wanted(Row row) {
        Row said = row.getAs(LAKE);
        Topic topic = Topic.valueOf(row.getAs(TOPIC));
        String name = row.getAs(NAME);
        return new ProfileEntry(
                new CustomerKey(row.getAs(CUSTOMER_KEY)),
                topic,
                name,
                said == null ? null : statement(topic, name, said, 0));
    }

    private static Dataset<Row> said(Dataset<Row> statements, String as) {
        return statements.select(
                col(CUSTOMER_KEY),
                col(TOPIC),
                col(NAME),
                struct(col(VALUE), col(MICROS), col(EVENT_ID), col(SOURCE)).as(as));
    }

    /** Of all that was said on one thing the newest, by the very order in which profiles take statements in. */
    private static Dataset<Row> ofLake(JobContext context) {
        Column says = col(EventsTable.KIND)
                .equalTo(EventKind.IDENTIFY.text())
                .or(col(EventsTable.KIND)
                        .equalTo(EventKind.TRACK.text())
                        .and(col(EventsTable.NAME).isin(Consents.EVENTS.names().toArray())));
        FlatMapFunction<Row, Row> statements = row -> statements(LakeCells.event(row));
        PairFunction<Row, Tuple3<String, String, String>, Row> byThing =
                row -> new Tuple2<>(new Tuple3<>(row.getString(0), row.getString(1), row.getString(2)), row);
        Function2<Row, Row, Row> newer = (one, other) -> statement(other).isNewerThan(statement(one)) ? other : one;
        JavaRDD<Row> newest = context.lake()
                .read(EventsTable.TABLE)
                .filter(says)
                .javaRDD()
                .flatMap(statements)
                .mapToPair(byThing)
                .reduceByKey(newer)
                .values();
        return context.spark().createDataFrame(newest, STATEMENTS);
    }

    private static Iterator<Row> statements(Event event) {
        return Statement.of(Occurrence.of(event)).stream()
                .map(said -> row(event.customerKey().text(), said.topic(), said.name(), said))
                .iterator();
    }

    /** Returns the statement of a row of {@link #STATEMENTS} that holds one; rows in a task have no names. */
    private static Statement statement(Row row) {
        return statement(Topic.valueOf(row.getString(1)), row.getString(2), row, 3);
    }

    private static Statement statement(Topic topic, String name, Row row, int from) {
        Instant time = Instant.EPOCH.plus(row.getLong(from + 1), ChronoUnit.MICROS);
        return new Statement(topic, name, row.getString(from), time, row.getString(from + 2), row.getString(from + 3));
    }

    private static Dataset<Row> ofProfiles(JobContext context) {
        byte[][] starts = StatementScan.regionStartKeys(context.hbase(), context.tenant());
        List<Tuple2<byte[], byte[]>> regions = new ArrayList<>();
        for (int i = 0; i < starts.length; i++) {
            regions.add(new Tuple2<>(starts[i], i + 1 < starts.length ? starts[i + 1] : END));
        }
        JavaSparkContext spark =
                JavaSparkContext.fromSparkContext(context.spark().sparkContext());
        Broadcast<PortableConfiguration> portable = spark.broadcast(PortableConfiguration.of(context.hbase()));
        String tenant = context.tenant().name();
        FlatMapFunction<Tuple2<byte[], byte[]>, Row> scan =
                region -> scan(portable.value().configuration(), new Tenant(tenant), region._1(), region._2());
        return context.spark()
                .createDataFrame(spark.parallelize(regions, regions.size()).flatMap(scan), STATEMENTS);
    }

    private static Iterator<Row> scan(Configuration hbase, Tenant tenant, byte[] start, byte[] stop) {
        StatementScan scan = StatementScan.open(hbase, tenant, start, stop);
        TaskCompletionListener close = task -> scan.close();
        TaskContext.get().addTaskCompletionListener(close);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return scan.hasNext();
            }

            @Override
            public Row next() {
                ProfileEntry entry = scan.next();
                return row(entry.customer().text(), entry.topic(), entry.name(), entry.said());
            }
        };
    }

    private static Row row(String customer, Topic topic, String name, Statement said) {
        return said == null
                ? RowFactory.create(customer, topic.name(), name, null, null, null, null)
                : RowFactory.create(
                        customer,
                        topic.name(),
                        name,
                        said.value(),
                        LakeCells.micros(said.time()),
                        said.eventId(),
                        said.source());
    }
}
