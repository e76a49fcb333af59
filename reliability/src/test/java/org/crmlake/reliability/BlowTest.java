package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlowTest {
    @Test
    void allThatIsWantedComesToItsEndTogether() {
        Toll toll = toll(200, 50, 50, Duration.ofHours(1));
        Random random = new Random(1);
        int commands = 0;
        for (; !toll.isEnough(); commands++) {
            for (Blow blow : Blow.some(random, 3, toll)) {
                if (toll.wants(blow.harm())) {
                    strike(toll, blow);
                }
            }
        }

        assertThat(commands).isBetween(100, 110);
        assertThat(toll.deaths()).hasSize(200);
        assertThat(toll.pauses()).hasSize(50);
        assertThat(toll.answers()).hasSize(50);
    }

    @Test
    void nothingIsKilledBehindTheOnlyCommitBeforeAPause() {
        Toll toll = toll(200, 5, 5, Duration.ofHours(1));

        for (int seed = 0; seed < 50; seed++) {
            List<Blow> blows = Blow.some(new Random(seed), 1, toll);
            assertThat(blows.subList(0, blows.size() - 1))
                    .allMatch(blow -> blow.harm() == Harm.KILL && blow.aim().after() != FailPoint.COMMITTED);
            assertThat(blows.get(blows.size() - 1).harm()).isNotEqualTo(Harm.KILL);
        }
    }

    @Test
    void afterTheLongestTimeItIsEnough() {
        Toll toll = toll(1, 1, 1, Duration.ZERO);

        assertThat(toll.isEnough()).isTrue();
        assertThat(toll.wants(Harm.KILL)).isFalse();
    }

    @Test
    void fewerThanWereWantedAreAFailure() {
        Toll toll = toll(1, 0, 1, Duration.ofHours(1));
        toll.add(new Death(SourceKind.TOPIC, FailPoint.JUDGED, FailPoint.JUDGED, 0), "a topic");

        toll.requireAll();

        assertThat(toll.failures()).containsExactly("of 1 times lost answer only 0 came about in 60 minutes");
    }

    private static void strike(Toll toll, Blow blow) {
        FailPoint after = blow.aim().after();
        switch (blow.harm()) {
            case KILL -> toll.add(new Death(SourceKind.TOPIC, after, after, 0), "a topic");
            case PAUSE ->
                toll.add(new Pause(SourceKind.TOPIC, after, after, true, false, 30, Ending.REFUSED), "a topic");
            case LOST_ANSWER ->
                toll.add(
                        new LostAnswer(SourceKind.TOPIC, CatalogInUse.DATABASE, "events", Ending.COMMITTED), "a topic");
        }
    }

    private static Toll toll(int kills, int pauses, int answers, Duration longest) {
        return new Toll(
                Map.of(Harm.KILL, kills, Harm.PAUSE, pauses, Harm.LOST_ANSWER, answers),
                longest,
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }
}
