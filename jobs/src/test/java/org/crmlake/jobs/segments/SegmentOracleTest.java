package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.crmlake.model.Event;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The evaluator says what the naive one says, for random definitions over random histories. */
class SegmentOracleTest {
    @ParameterizedTest
    @CsvSource({
        "1, Europe/London, 2011-03-28", // the day after the clocks went forward
        "2, Europe/London, 2011-10-31", // and back
        "3, America/New_York, 2012-02-29",
        "4, America/New_York, 2012-03-31",
        "5, America/Santiago, 2011-08-21", // clocks skip this midnight
        "6, Asia/Kathmandu, 2012-03-01",
        "7, UTC, 2011-12-31",
        "8, Australia/Lord_Howe, 2011-04-03"
    })
    void evaluatesAsTheNaiveOne(long seed, String zoneId, LocalDate date) {
        ZoneId zone = ZoneId.of(zoneId);
        Random random = new Random(seed);
        List<ObjectNode> definitions = new RandomSegments(random, date).draw(400);
        SegmentSet segments = SegmentSet.of(definitions.stream()
                .map(definition -> SegmentFile.parse(definition.toString(), LeafTypes.builtIn()))
                .toList());
        NaiveEvaluator naive = new NaiveEvaluator(definitions, date, zone);
        Evaluator evaluator = new Evaluator(segments);
        RandomHistories histories = new RandomHistories(random, date, zone);

        int in = 0;
        for (int customer = 0; customer < 25; customer++) {
            String key = "test:" + customer;
            List<Event> events = customer == 0 ? new ArrayList<>() : histories.draw(key);
            Map<String, String> scores = scores(random);
            CustomerHistory history =
                    CustomerHistory.of(key, events.stream().map(Occurrence::of).toList(), scores);
            Map<String, Boolean> found = evaluator.memberships(history, AsOf.startOf(date, zone));
            for (ObjectNode definition : definitions) {
                String segment = definition.get("segment").asText();
                boolean expected = naive.isIn(segment, key, events, scores);
                in += expected ? 1 : 0;
                assertThat(found.get(segment))
                        .as("%s for %s", definition, events)
                        .isEqualTo(expected);
                assertThat(evaluator
                                .explain(segment, history, AsOf.startOf(date, zone))
                                .holds())
                        .isEqualTo(expected);
            }
        }
        // A test in which all are in, or none, would show little.
        assertThat(in).isBetween(25 * 400 / 10, 25 * 400 * 9 / 10);
    }

    private static Map<String, String> scores(Random random) {
        Map<String, String> scores = new HashMap<>();
        if (random.nextBoolean()) {
            scores.put("rfm_segment", random.nextBoolean() ? "x" : "GB");
            scores.put("rfm_monetary", String.valueOf(random.nextInt(20)));
        }
        return scores;
    }
}
