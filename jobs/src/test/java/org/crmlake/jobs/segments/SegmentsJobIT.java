package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlake.jobs.segments.SegmentRuns.ZONE;
import static org.crmlake.jobs.segments.SegmentRuns.append;
import static org.crmlake.jobs.segments.SegmentRuns.context;
import static org.crmlake.jobs.segments.SegmentRuns.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.Profile.Score;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobReport;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.LakeUpkeep;
import org.crmlake.lake.SegmentLedgerTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.lake.UpkeepSettings;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runs over random histories, some of whose events come late: members, ledger and profiles against the naive evaluator. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class SegmentsJobIT {
    private static final LocalDate FIRST = LocalDate.of(2011, 10, 29);

    /** Every day is a file to read. */
    private static final Instant OLDEST = Instant.parse("2011-10-15T00:00:00Z");

    private static final int CUSTOMERS = 40;

    private static final int DEFINITIONS = 12;

    @Test
    void ledgerMembersAndProfilesEqualARebuildAtEachDate(SparkSession spark, Configuration hbase) {
        Tenant tenant = new Tenant(UniqueName.of("segments"));
        JobContext context = context(spark, hbase, tenant);
        Random random = new Random(7);
        List<ObjectNode> definitions = new RandomSegments(random, FIRST).draw(DEFINITIONS);
        define(context, definitions);
        List<Event> late = new ArrayList<>();
        List<Event> known = new ArrayList<>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            for (Event event : new RandomHistories(random, FIRST, ZONE).draw("test:" + customer)) {
                if (event.eventTime().isBefore(OLDEST)) {
                    continue;
                }
                (random.nextInt(8) == 0 ? late : known).add(event);
            }
        }
        append(context, known);

        TreeMap<String, SortedSet<String>> ledger = new TreeMap<>();
        List<Object> evaluated = new ArrayList<>();
        for (LocalDate date : List.of(FIRST, FIRST.plusDays(1), FIRST.plusDays(2), FIRST.plusDays(12))) {
            if (date.equals(FIRST.plusDays(2))) {
                append(context, late);
                // What the run before has read can be opened no longer; what came since is told by its batch.
                forgetAllButTheNewest(context);
                known.addAll(late);
            }
            JobReport report = run(context, date);
            evaluated.add(report.outcome().findings().get("evaluated"));

            Map<String, SortedSet<String>> rebuilt = rebuilt(definitions, known, date);
            assertThat(members(context, date)).as("members as of " + date).isEqualTo(rebuilt);
            fold(context, date, ledger);
            assertThat(ledger).as("ledger up to " + date).isEqualTo(rebuilt);
            assertThat(members(context, "s1", date)).isEqualTo(rebuilt.getOrDefault("s1", new TreeSet<>()));
            assertThat(report.outcome().findings().get("customers")).isEqualTo(customersBefore(known, date));
            assertThat(profiles(context)).as("profiles as of " + date).isEqualTo(byCustomer(rebuilt));
        }
        assertThat((Long) evaluated.get(1))
                .as("who was evaluated again after a day")
                .isLessThan((Long) evaluated.get(0));
        assertThat(members(context, "s1", FIRST.plusDays(9)))
                .as("of a date without a run")
                .isEqualTo(rebuilt(definitions, known, FIRST.plusDays(9)).getOrDefault("s1", new TreeSet<>()));

        List<String> before = ledgerRows(context);
        JobReport again = run(context, FIRST.plusDays(2));
        assertThat(ledgerRows(context)).as("after the same run again").isEqualTo(before);
        assertThat(before).allSatisfy(row -> assertThat(row).matches(".*(event|window|late_event|first_run|score).*"));
        assertThat(again.outcome().warnings())
                .singleElement()
                .asString()
                .contains("Run segments again as of 2011-11-10");
    }

    private static void define(JobContext context, List<ObjectNode> definitions) {
        try (SegmentStore store = SegmentStore.open(context.hbase(), context.tenant())) {
            for (ObjectNode definition : definitions) {
                String name = definition.get("segment").asText();
                assertThat(store.define(name, "{}", Instant.EPOCH).version()).isEqualTo(1);
                assertThat(store.define(name, definition.toString(), Instant.EPOCH)
                                .version())
                        .isEqualTo(2);
                assertThat(store.define(name, definition.toString(), Instant.EPOCH)
                                .version())
                        .isEqualTo(2);
            }
        }
    }

    private static void forgetAllButTheNewest(JobContext context) {
        UpkeepSettings inAYear = new UpkeepSettings(
                Instant.now().plus(Duration.ofDays(365)), UpkeepSettings.FLOOR, UpkeepSettings.FLOOR, false);
        new LakeUpkeep(context.spark(), context.lake(), inAYear).run(EventsTable.TABLE);
        assertThat(context.lake().table(EventsTable.TABLE).snapshots()).hasSize(1);
    }

    private static Map<String, SortedSet<String>> rebuilt(
            List<ObjectNode> definitions, List<Event> events, LocalDate date) {
        NaiveEvaluator naive = new NaiveEvaluator(definitions, date, ZONE);
        Map<String, List<Event>> byCustomer = new TreeMap<>();
        events.forEach(event -> byCustomer
                .computeIfAbsent(event.customerKey().text(), key -> new ArrayList<>())
                .add(event));
        Instant moment = date.atStartOfDay(ZONE).toInstant();
        byCustomer.values().removeIf(history -> history.stream()
                .noneMatch(event -> event.eventTime().isBefore(moment)));
        Map<String, SortedSet<String>> members = new TreeMap<>();
        for (int i = 0; i < DEFINITIONS; i++) {
            String segment = "s" + i;
            byCustomer.forEach((customer, history) -> {
                if (naive.isIn(segment, customer, history, Map.of())) {
                    members.computeIfAbsent(segment, key -> new TreeSet<>()).add(customer);
                }
            });
        }
        return members;
    }

    private static Map<String, SortedSet<String>> members(JobContext context, LocalDate date) {
        Map<String, SortedSet<String>> members = new TreeMap<>();
        context.lake()
                .read(SegmentMembersTable.TABLE)
                .filter(col(SegmentMembersTable.AS_OF).equalTo(lit(date)))
                .collectAsList()
                .forEach(row -> assertThat(members.computeIfAbsent(row.getString(0), key -> new TreeSet<>())
                                .add(row.getString(1)))
                        .as("no member twice")
                        .isTrue());
        return members;
    }

    private static SortedSet<String> members(JobContext context, String segment, LocalDate date) {
        return new TreeSet<>(
                new SegmentAnswers(context, ZONE).members(segment, date).keys().collectAsList());
    }

    private static void fold(JobContext context, LocalDate date, Map<String, SortedSet<String>> ledger) {
        for (Row row : context.lake()
                .read(SegmentLedgerTable.TABLE)
                .filter(col(SegmentLedgerTable.AS_OF).equalTo(lit(date)))
                .collectAsList()) {
            SortedSet<String> members = ledger.computeIfAbsent(row.getString(0), key -> new TreeSet<>());
            boolean entered = row.getString(3).equals(Changes.ENTERED);
            assertThat(entered ? members.add(row.getString(2)) : members.remove(row.getString(2)))
                    .as(row.toString())
                    .isTrue();
        }
        ledger.values().removeIf(SortedSet::isEmpty);
    }

    private static List<String> ledgerRows(JobContext context) {
        return context.lake().read(SegmentLedgerTable.TABLE).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private static long customersBefore(List<Event> events, LocalDate date) {
        Instant moment = date.atStartOfDay(ZONE).toInstant();
        return events.stream()
                .filter(event -> event.eventTime().isBefore(moment))
                .map(Event::customerKey)
                .distinct()
                .count();
    }

    /** The segments of each customer who is in any, as a profile has them. */
    private static Map<String, String> byCustomer(Map<String, SortedSet<String>> members) {
        Map<String, String> segments = new TreeMap<>();
        members.forEach((segment, customers) ->
                customers.forEach(customer -> segments.merge(customer, segment, (some, one) -> some + "," + one)));
        return segments;
    }

    private static Map<String, String> profiles(JobContext context) {
        Map<String, String> segments = new TreeMap<>();
        try (ProfileStore profiles = ProfileStore.open(context.hbase(), context.tenant())) {
            for (int customer = 0; customer < CUSTOMERS; customer++) {
                String key = "test:" + customer;
                profiles.profile(new CustomerKey(key))
                        .map(profile -> profile.scores().get(SegmentProfiles.SEGMENTS))
                        .map(Score::value)
                        .filter(value -> !value.isEmpty())
                        .ifPresent(value -> segments.put(key, value));
            }
        }
        return segments;
    }
}
