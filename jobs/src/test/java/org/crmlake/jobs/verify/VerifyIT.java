package org.crmlake.jobs.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.EventCells;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.hbase.TimelineCell;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.verify.VerifyReport.Day;
import org.crmlake.jobs.verify.VerifyReport.Kind;
import org.crmlake.jobs.verify.VerifyReport.Sample;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scala.jdk.javaapi.CollectionConverters;

@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class VerifyIT {
    private static final LocalDate MAY_1 = LocalDate.of(2026, 5, 1);
    private static final LocalDate MAY_2 = LocalDate.of(2026, 5, 2);
    private static final LocalDate MAY_3 = LocalDate.of(2026, 5, 3);
    private static final Event FIRST = event("e1", "crm:1", "2026-05-01T00:00:00Z", "10");
    private static final Event LAST = event("e2", "crm:2", "2026-05-01T23:59:59.999999Z", "20.5");
    private static final Event NEXT_DAY = event("e3", "crm:1", "2026-05-02T00:00:00.000001Z", null);

    private final Tenant tenant = new Tenant(UniqueName.of("verify"));
    private JobContext context;

    @BeforeEach
    void create(SparkSession spark, Configuration hbase) {
        context = new JobContext(spark, tenant, hbase);
        try (LakeCatalog catalog = LakeCatalog.open(LakeSettings.onClusterOf(hbase), hbase);
                SchemaAdmin admin = SchemaAdmin.open(hbase)) {
            catalog.createAndVerify(tenant);
            admin.createAndVerify(tenant);
        }
    }

    @Test
    void agreesWhereBothStoresHoldTheSame() {
        putIntoLake(FIRST, LAST, NEXT_DAY);
        putIntoTimeline(NEXT_DAY, LAST, FIRST);

        assertThat(Verify.all(context)).isEqualTo(new VerifyReport(2, 3, 3, List.of(), List.of()));
    }

    @Test
    void agreesOnEmptyStores() {
        VerifyReport report = Verify.all(context);

        assertThat(report).isEqualTo(new VerifyReport(0, 0, 0, List.of(), List.of()));
        assertThat(report.agrees()).isTrue();
    }

    @Test
    void findsMissingExtraAndChangedCells() {
        Event extra = event("e4", "crm:4", "2026-05-01T12:00:00Z", "1");
        Event changed = event("e5", "crm:5", "2026-05-01T13:00:00Z", "1");
        putIntoLake(FIRST, LAST, NEXT_DAY, changed);
        putIntoTimeline(FIRST, NEXT_DAY, extra, event("e5", "crm:5", "2026-05-01T13:00:00Z", "1.0001"));

        VerifyReport report = Verify.all(context);

        assertThat(report.agrees()).isFalse();
        assertThat(report.days()).isEqualTo(2);
        assertThat(report.differing()).singleElement().satisfies(day -> {
            assertThat(day.day()).isEqualTo(MAY_1);
            assertThat(day.lakeEvents()).isEqualTo(3);
            assertThat(day.timelineEvents()).isEqualTo(3);
            assertThat(day.lakeChecksum()).isNotEqualTo(day.timelineChecksum());
            assertThat(List.of(day.missingInTimeline(), day.missingInLake(), day.repeatedInLake(), day.different()))
                    .containsExactly(1L, 1L, 0L, 1L);
        });
        assertThat(report.samples())
                .containsExactlyInAnyOrder(
                        sample(Kind.MISSING_IN_TIMELINE, LAST),
                        sample(Kind.MISSING_IN_LAKE, extra),
                        sample(Kind.DIFFERENT, changed));
    }

    @Test
    void findsAnEventThatTheLakeHasTwice() {
        putIntoLake(FIRST);
        putIntoLake(FIRST);
        putIntoTimeline(FIRST);

        VerifyReport report = Verify.all(context);

        assertThat(report.differing()).extracting(Day::repeatedInLake).containsExactly(1L);
        assertThat(report.samples()).containsExactly(sample(Kind.REPEATED_IN_LAKE, FIRST));
    }

    @Test
    void findsACellWhoseTimestampIsNotTheEventsTime() {
        putIntoLake(FIRST);
        TimelineCell cell = cell(FIRST);
        putIntoTimeline(new TimelineCell(cell.rowKey(), cell.timestamp() + 1, cell.value()));

        assertThat(Verify.all(context).samples()).containsExactly(sample(Kind.DIFFERENT, FIRST));
    }

    @Test
    void reportsWhatNobodyCanRead() {
        putIntoLake(FIRST);
        byte[] noKey = "nonsense".getBytes(StandardCharsets.UTF_8);
        putIntoTimeline(
                new TimelineCell(cell(FIRST).rowKey(), cell(FIRST).timestamp(), noKey),
                new TimelineCell(
                        noKey, cell(NEXT_DAY).timestamp(), cell(NEXT_DAY).value()));

        assertThat(Verify.all(context).samples())
                .containsExactly(
                        sample(Kind.DIFFERENT, FIRST),
                        new Sample(Kind.MISSING_IN_LAKE, MAY_2, HexFormat.of().formatHex(noKey), null, null, null));
    }

    @Test
    void comparesTheDaysAskedFor() {
        putIntoLake(FIRST, LAST, NEXT_DAY);
        putIntoTimeline(FIRST, NEXT_DAY);

        assertThat(Verify.days(context, MAY_2, MAY_3)).isEqualTo(new VerifyReport(1, 1, 1, List.of(), List.of()));
        assertThat(Verify.days(context, MAY_1, MAY_2).samples())
                .containsExactly(sample(Kind.MISSING_IN_TIMELINE, LAST));
    }

    @Test
    void namesNoMoreThanTwentySamples() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            events.add(event("e" + i, "crm:" + i, "2026-05-01T00:00:00Z", "1"));
        }
        putIntoLake(events.toArray(Event[]::new));

        VerifyReport report = Verify.all(context);

        assertThat(report.samples()).hasSize(20);
        assertThat(report.differing()).extracting(Day::missingInTimeline).containsExactly(25L);
    }

    private void putIntoLake(Event... events) {
        List<Row> rows = Arrays.stream(events).map(VerifyIT::row).toList();
        Dataset<Row> dataset = context.spark().createDataFrame(rows, SparkLake.columns(EventsTable.TABLE));
        context.lake().append(dataset, EventsTable.TABLE, Map.of());
    }

    private void putIntoTimeline(Event... events) {
        putIntoTimeline(Arrays.stream(events).map(VerifyIT::cell).toArray(TimelineCell[]::new));
    }

    private void putIntoTimeline(TimelineCell... cells) {
        try (TimelineStore timeline = TimelineStore.open(context.hbase(), tenant)) {
            timeline.put(Arrays.asList(cells).iterator());
        }
    }

    private static TimelineCell cell(Event event) {
        long timestamp = event.eventTime().toEpochMilli();
        return new TimelineCell(EventCells.rowKey(event), timestamp, EventCells.encode(event));
    }

    private static Sample sample(Kind kind, Event event) {
        return new Sample(
                kind,
                MAY_1,
                HexFormat.of().formatHex(EventCells.rowKey(event)),
                event.customerKey().text(),
                event.eventTime(),
                event.eventId());
    }

    private static Row row(Event event) {
        return RowFactory.create(
                event.eventId(),
                event.kind().text(),
                event.name(),
                event.customerKey().text(),
                event.userId(),
                event.anonymousId(),
                Timestamp.from(event.eventTime()),
                event.receivedAt() == null ? null : Timestamp.from(event.receivedAt()),
                Timestamp.from(Instant.parse("2026-06-01T00:00:00Z")),
                event.source(),
                event.channel(),
                event.campaignId(),
                event.amount(),
                event.currency(),
                CollectionConverters.asScala(event.properties()),
                CollectionConverters.asScala(event.context()),
                event.clockSuspect(),
                event.batchId());
    }

    private static Event event(String id, String customer, String time, String amount) {
        Instant at = Instant.parse(time);
        return new Event(
                id,
                EventKind.TRACK,
                "Order Completed",
                new CustomerKey(customer),
                "u1",
                null,
                at,
                at.plusSeconds(2),
                "shop",
                "web",
                null,
                amount == null ? null : new BigDecimal(amount).setScale(4),
                "EUR",
                Map.of("order_id", "7", "quantity", "1", "price", "9"),
                Map.of("locale", "de-DE"),
                false,
                "b1");
    }
}
