package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.HistoryQuery;
import org.crmlake.hbase.Profile;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.lake.CommittedBatch;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.BatchReport;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Statement;
import org.crmlake.testing.UniqueName;

/** A tenant of its own for one test, with tables in both stores. */
final class TestTenant implements AutoCloseable {
    /** More than one, so that a batch is cut at regions; each costs every batch its tasks. */
    private static final int REGIONS = 2;

    private final SparkSession spark;
    private final Configuration conf;
    private final Tenant tenant;
    private final LakeCatalog catalog;
    private final SparkLake lake;

    TestTenant(SparkSession spark, Configuration conf) {
        this.spark = spark;
        this.conf = conf;
        this.tenant = new Tenant(UniqueName.of("t"));
        this.catalog = LakeCatalog.open(LakeSettings.onClusterOf(conf), conf);
        catalog.createAndVerify(tenant);
        try (SchemaAdmin admin = SchemaAdmin.open(conf)) {
            admin.createAndVerify(tenant, REGIONS);
        }
        this.lake = new SparkLake(spark, tenant);
    }

    static Path repository() {
        return Path.of(System.getProperty("crmlake.repository"));
    }

    static Mapping shippedMapping(String name) {
        return MappingFile.read(repository().resolve("conf/mappings").resolve(name));
    }

    BatchIngest ingest() {
        return ingest(IngestSettings.DEFAULT);
    }

    BatchIngest ingest(IngestSettings settings) {
        return ingest(settings, IngestListener.SILENT);
    }

    BatchIngest ingest(IngestSettings settings, IngestListener listener) {
        return ingest(settings, listener, Clock.fixed(Instant.parse("2026-02-03T04:05:06Z"), ZoneOffset.UTC));
    }

    BatchIngest ingest(IngestSettings settings, IngestListener listener, Clock clock) {
        return new BatchIngest(spark, conf, catalog, tenant, settings, clock, listener);
    }

    BatchReport ingest(Path file, Mapping mapping) {
        return ingest().run(file.toString(), mapping);
    }

    Tenant tenant() {
        return tenant;
    }

    SparkLake lake() {
        return lake;
    }

    List<Row> events() {
        return lake.read(EventsTable.TABLE).orderBy(EventsTable.EVENT_ID).collectAsList();
    }

    List<Row> deadLetters() {
        return lake.read(DeadLettersTable.TABLE)
                .orderBy(DeadLettersTable.POSITION, DeadLettersTable.PART)
                .collectAsList();
    }

    /** How many snapshots each table has: a batch that changes nothing makes none. */
    List<Integer> commits() {
        return List.of(
                snapshots(catalog.table(tenant, EventsTable.TABLE)),
                snapshots(catalog.table(tenant, DeadLettersTable.TABLE)));
    }

    /** What the lake's history says of this batch. */
    CommittedBatch committed(BatchReport report) {
        return ingest().committed().find(report.batchId()).orElseThrow();
    }

    List<Event> history(String customer) {
        try (TimelineStore timeline = TimelineStore.open(conf, tenant)) {
            return timeline.history(new CustomerKey(customer), new HistoryQuery(null, null, null, Integer.MAX_VALUE));
        }
    }

    /** What the profile says of a customer: traits, then consents, each with the event that says so. */
    String profile(String customer) {
        try (ProfileStore profiles = ProfileStore.open(conf, tenant)) {
            Profile profile = profiles.profile(new CustomerKey(customer)).orElseThrow();
            return said(profile.traits()) + " " + said(profile.consents());
        }
    }

    boolean hasProfile(String customer) {
        try (ProfileStore profiles = ProfileStore.open(conf, tenant)) {
            return profiles.profile(new CustomerKey(customer)).isPresent();
        }
    }

    private static Map<String, String> said(Map<String, Statement> statements) {
        Map<String, String> said = new TreeMap<>();
        statements.forEach((name, statement) -> said.put(name, statement.value() + " of " + statement.eventId()));
        return said;
    }

    /** All events of both stores as text by id, to be compared: the lake's and the timeline's must be the same. */
    Map<String, String> timelineOf(List<String> customers) {
        Map<String, String> events = new TreeMap<>();
        for (String customer : customers) {
            history(customer).forEach(event -> events.put(event.eventId(), text(event)));
        }
        return events;
    }

    /** How many rows the timeline has, whoever they belong to. */
    int timelineRows() {
        try (Connection connection = ConnectionFactory.createConnection(conf);
                Table timeline = connection.getTable(TableName.valueOf(tenant.namespace(), "timeline"));
                ResultScanner rows = timeline.getScanner(new Scan())) {
            int count = 0;
            while (rows.next() != null) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The lake's events as {@link #timelineOf} writes the timeline's, but for the batch that brought them. */
    Map<String, String> lakeEvents() {
        Map<String, String> events = new TreeMap<>();
        for (Row row : events()) {
            events.put(
                    row.getAs(EventsTable.EVENT_ID),
                    text(new Event(
                            row.getAs(EventsTable.EVENT_ID),
                            EventKind.parse(row.getAs(EventsTable.KIND)).orElseThrow(),
                            row.getAs(EventsTable.NAME),
                            new CustomerKey(row.getAs(EventsTable.CUSTOMER_KEY)),
                            row.getAs(EventsTable.USER_ID),
                            row.getAs(EventsTable.ANONYMOUS_ID),
                            row.<Timestamp>getAs(EventsTable.EVENT_TIME).toInstant(),
                            row.isNullAt(row.fieldIndex(EventsTable.RECEIVED_AT))
                                    ? null
                                    : row.<Timestamp>getAs(EventsTable.RECEIVED_AT)
                                            .toInstant(),
                            row.getAs(EventsTable.SOURCE),
                            row.getAs(EventsTable.CHANNEL),
                            row.getAs(EventsTable.CAMPAIGN_ID),
                            row.getAs(EventsTable.AMOUNT),
                            row.getAs(EventsTable.CURRENCY),
                            new TreeMap<>(row.getJavaMap(row.fieldIndex(EventsTable.PROPERTIES))),
                            new TreeMap<>(row.getJavaMap(row.fieldIndex(EventsTable.CONTEXT))),
                            row.getAs(EventsTable.CLOCK_SUSPECT),
                            row.getAs(EventsTable.BATCH_ID))));
        }
        return events;
    }

    /** Writes an event with the names of its maps in order: those that have one hash code have none of their own. */
    private static String text(Event event) {
        return event.toString()
                .replace(event.properties().toString(), new TreeMap<>(event.properties()).toString())
                .replace(event.context().toString(), new TreeMap<>(event.context()).toString());
    }

    /** Asserts that the timeline has exactly the events of the lake. */
    void assertStoresAgree() {
        List<String> customers = events().stream()
                .map(row -> row.<String>getAs(EventsTable.CUSTOMER_KEY))
                .distinct()
                .toList();
        assertThat(timelineOf(customers)).isEqualTo(lakeEvents());
        assertThat(timelineRows()).isEqualTo(events().size());
    }

    static Path write(Path folder, String name, String text) throws IOException {
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        catalog.close();
    }

    private static int snapshots(org.apache.iceberg.Table table) {
        table.refresh();
        int count = 0;
        for (var ignored : table.snapshots()) {
            count++;
        }
        return count;
    }
}
