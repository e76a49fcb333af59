package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.Event;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark says of random definitions over random histories what the evaluator says of one customer, and what the naive one says. */
@ExtendWith(SharedSpark.class)
class SegmentParityTest {
    private static final int DEFINITIONS = 400;
    private static final int CUSTOMERS = 30;

    @ParameterizedTest
    @CsvSource({
        "11, Europe/London, 2011-03-28",
        "12, America/New_York, 2011-11-07",
        "13, America/Santiago, 2011-08-21",
        "14, UTC, 2012-02-29",
        "15, Asia/Kathmandu, 2012-03-31"
    })
    void membersAreTheSame(long seed, String zoneId, LocalDate date, SparkSession spark) {
        ZoneId zone = ZoneId.of(zoneId);
        Random random = new Random(seed);
        List<ObjectNode> definitions = new RandomSegments(random, date).draw(DEFINITIONS);
        SegmentSet segments = segments(definitions);
        AsOf asOf = AsOf.startOf(date, zone);
        Map<String, List<Event>> histories = histories(random, date, zone);
        Map<String, Map<String, String>> scores = new TreeMap<>();
        histories.keySet().forEach(customer -> scores.put(customer, scores(random)));

        Map<String, Set<String>> inSpark = inSpark(histories, scores, segments, asOf, spark);

        Evaluator evaluator = new Evaluator(segments);
        NaiveEvaluator naive = new NaiveEvaluator(definitions, date, zone);
        histories.forEach((customer, events) -> {
            if (events.stream().noneMatch(event -> event.eventTime().isBefore(asOf.instant()))) {
                assertThat(inSpark.keySet()).as("who did nothing yet").doesNotContain(customer);
                return;
            }
            Set<String> inMemory = new HashSet<>();
            Set<String> expected = new HashSet<>();
            CustomerHistory history = CustomerHistory.of(
                    customer, events.stream().map(Occurrence::of).toList(), scores.get(customer));
            evaluator.memberships(history, asOf).forEach((segment, holds) -> {
                if (holds) {
                    inMemory.add(segment);
                }
                if (naive.isIn(segment, customer, events, scores.get(customer))) {
                    expected.add(segment);
                }
            });
            assertThat(inSpark.get(customer)).as(customer + " " + events).isEqualTo(inMemory);
            assertThat(inMemory).isEqualTo(expected);
        });
    }

    /** What is evaluated again after some days must be all in whom anything differs. */
    @ParameterizedTest
    @CsvSource({
        "21, Europe/London, 2011-03-26, 2011-03-28",
        "22, UTC, 2012-02-28, 2012-03-01",
        "23, America/New_York, 2011-12-31, 2012-01-31",
        "24, America/Santiago, 2011-08-20, 2011-08-21"
    })
    void nobodyChangesWhoIsNotEvaluatedAgain(
            long seed, String zoneId, LocalDate before, LocalDate now, SparkSession spark) {
        ZoneId zone = ZoneId.of(zoneId);
        Random random = new Random(seed);
        Map<String, List<Event>> histories = histories(random, before, zone);
        Evaluator evaluator;
        for (int part = 0; part < 4; part++) {
            SegmentSet segments = segments(new RandomSegments(random, now).draw(3));
            evaluator = new Evaluator(segments);
            Set<String> changed = new HashSet<>();
            SegmentTransform.changed(
                            EventRows.of(all(histories), spark),
                            EventRows.of(List.of(), spark),
                            null,
                            segments,
                            AsOf.startOf(before, zone),
                            AsOf.startOf(now, zone))
                    .collectAsList()
                    .forEach(row -> changed.add(row.getString(0)));
            for (Map.Entry<String, List<Event>> customer : histories.entrySet()) {
                CustomerHistory history = CustomerHistory.of(
                        customer.getKey(),
                        customer.getValue().stream().map(Occurrence::of).toList(),
                        Map.of());
                if (!changed.contains(customer.getKey())) {
                    assertThat(evaluator.memberships(history, AsOf.startOf(now, zone)))
                            .as(segments.definitions() + " " + customer)
                            .isEqualTo(evaluator.memberships(history, AsOf.startOf(before, zone)));
                }
            }
        }
        assertThat(Duration.between(before.atStartOfDay(zone), now.atStartOfDay(zone)))
                .isPositive();
    }

    private static Map<String, Set<String>> inSpark(
            Map<String, List<Event>> histories,
            Map<String, Map<String, String>> scores,
            SegmentSet segments,
            AsOf asOf,
            SparkSession spark) {
        Map<String, Set<String>> found = new HashMap<>();
        for (Row row : SegmentTransform.evaluate(
                        EventRows.of(all(histories), spark), EventRows.scores(scores, spark), segments, asOf)
                .collectAsList()) {
            List<String> in = row.getList(1);
            assertThat(found.put(row.getString(0), new HashSet<>(in))).isNull();
        }
        return found;
    }

    private static List<Event> all(Map<String, List<Event>> histories) {
        List<Event> all = new ArrayList<>();
        histories.values().forEach(all::addAll);
        return all;
    }

    private static SegmentSet segments(List<ObjectNode> definitions) {
        return SegmentSet.of(definitions.stream()
                .map(definition -> SegmentFile.parse(definition.toString(), LeafTypes.builtIn()))
                .toList());
    }

    private static Map<String, List<Event>> histories(Random random, LocalDate date, ZoneId zone) {
        RandomHistories drawn = new RandomHistories(random, date, zone);
        Map<String, List<Event>> histories = new TreeMap<>();
        for (int customer = 0; customer < CUSTOMERS; customer++) {
            histories.put("test:" + customer, drawn.draw("test:" + customer));
        }
        return histories;
    }

    private static Map<String, String> scores(Random random) {
        return random.nextBoolean()
                ? Map.of()
                : Map.of("rfm_segment", random.nextBoolean() ? "x" : "GB", "rfm_monetary", "" + random.nextInt(20));
    }
}
