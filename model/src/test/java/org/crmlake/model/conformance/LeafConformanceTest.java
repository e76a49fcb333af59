package org.crmlake.model.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.Bound;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.EventFilter;
import org.crmlake.model.segment.Finding;
import org.crmlake.model.segment.Inputs;
import org.crmlake.model.segment.Leaf;
import org.crmlake.model.segment.LeafType;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.Period;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.Settings;
import org.crmlake.model.segment.Span;
import org.crmlake.model.segment.Window;
import org.junit.jupiter.api.Test;

class LeafConformanceTest {
    private static final EventFilter BOUGHT = EventFilter.named("Order Completed");
    private static final String ODD = "segment: odd-example\nwhere: { odd: { event: Order Completed } }\n";

    /** What a faulty leaf does. */
    private interface Behaviour extends Serializable {
        Finding find(CustomerHistory history, AsOf asOf);
    }

    private record Odd(Inputs inputs, Behaviour does) implements Leaf {
        @Override
        public String type() {
            return "odd";
        }

        @Override
        public Finding test(CustomerHistory history, AsOf asOf) {
            return does.find(history, asOf);
        }
    }

    @Test
    void ourOwnLeavesKeepToEverything() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("crmlake.repository"), "docs", "segments.md"));
        Set<String> checked = new HashSet<>();

        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .forEach(example -> {
                    assertThat(LeafConformance.problems(example.group(1), LeafTypes.builtIn()))
                            .as(example.group(1))
                            .isEmpty();
                    SegmentFile.parse(example.group(1), LeafTypes.builtIn())
                            .leaves()
                            .forEach(placed -> checked.add(placed.leaf().type()));
                });

        assertThat(checked).isEqualTo(LeafTypes.builtIn().byName().keySet());
    }

    @Test
    void aLeafThatDoesWhatItSaysPasses() {
        assertThat(problems(Inputs.of(BOUGHT), (history, asOf) -> found(history, Window.EVER.period(history, asOf))))
                .isEmpty();
    }

    @Test
    void aLeafThatSeesTheFutureIsFound() {
        assertThat(problems(
                        Inputs.of(BOUGHT),
                        (history, asOf) ->
                                found(history, new Period(Instant.EPOCH, Instant.parse("2100-01-01T00:00:00Z")))))
                .contains("odd: it sees events of the moment asked for, or later ones");
    }

    @Test
    void aLeafThatLooksAtMoreThanItNamesIsFound() {
        assertThat(problems(
                        Inputs.of(EventFilter.named("Order Refunded")),
                        (history, asOf) -> found(history, Window.EVER.period(history, asOf))))
                .contains("odd: it looks at something that inputs() does not name");
    }

    @Test
    void aLeafThatKeepsTheEndOfItsWindowToItselfIsFound() {
        Window month = new Window.Between(new Bound.Ago(new Span(1, Span.Unit.DAY)), null);

        assertThat(problems(month.inputs(BOUGHT), (history, asOf) -> found(history, month.period(history, asOf))))
                .isEmpty();
        assertThat(problems(Inputs.of(BOUGHT), (history, asOf) -> found(history, month.period(history, asOf))))
                .singleElement()
                .asString()
                .contains("though nothing happened and no end in inputs() passed an event");
    }

    @Test
    void aLeafThatCannotTravelIsFound() {
        AtomicInteger local = new AtomicInteger(1);
        Object stays = new Object();

        assertThat(problems(Inputs.NONE, (history, asOf) -> Finding.of(stays.hashCode() == local.get(), null)))
                .first()
                .asString()
                .startsWith("odd: it cannot be sent to another JVM: java.io.NotSerializableException");
    }

    @Test
    void aLeafThatRemembersIsFound() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(problems(Inputs.NONE, (history, asOf) -> Finding.of(asked.incrementAndGet() % 2 == 0, null)))
                .contains("odd: asked twice, it answers twice");
    }

    @Test
    void aReaderThatFailsInsteadOfNotingAProblemIsFound() {
        LeafType type = type(settings -> {
            if (!settings.text("event").startsWith("Order")) {
                settings.problem("event", "it is no order");
            }
            return new Odd(Inputs.NONE, (history, asOf) -> Finding.of(true, null));
        });

        assertThat(LeafConformance.problems(ODD, LeafTypes.with(List.of(type))))
                .anyMatch(problem -> problem.startsWith("reading {\"segment\":\"odd-example\",")
                        && problem.contains("NullPointerException"));
    }

    private static List<String> problems(Inputs inputs, Behaviour does) {
        Supplier<Leaf> leaf = () -> new Odd(inputs, does);
        return LeafConformance.problems(ODD, LeafTypes.with(List.of(type(settings -> {
            settings.requiredText("event");
            return leaf.get();
        }))));
    }

    private static LeafType type(java.util.function.Function<Settings, Leaf> read) {
        return new LeafType() {
            @Override
            public String name() {
                return "odd";
            }

            @Override
            public Leaf read(Settings settings) {
                return read.apply(settings);
            }
        };
    }

    private static Finding found(CustomerHistory history, Period period) {
        List<Occurrence> found = history.matching(BOUGHT, period);
        return new Finding(!found.isEmpty(), found.size(), found);
    }
}
