package org.crmlake.hbase;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;

/** Events with all that a cell may have to hold: any text or none, times and amounts of any size, maps of any size. */
final class AnyEvent {
    private AnyEvent() {}

    static Arbitrary<Event> arbitrary() {
        Arbitrary<String> text =
                Arbitraries.strings().withChars("aZ09 :/é€\u0000\uFFFD").ofMaxLength(70);
        Arbitrary<String> optional =
                Arbitraries.oneOf(text, Arbitraries.just("😀")).injectNull(0.3);
        Arbitrary<Instant> time =
                Arbitraries.longs().between(0, 4_000_000_000_000_000L).map(Micros::instant);
        Arbitrary<BigDecimal> amount = Arbitraries.oneOf(
                        Arbitraries.of(
                                0L,
                                1L,
                                -1L,
                                127L,
                                128L,
                                -128L,
                                -129L,
                                32_767L,
                                32_768L,
                                -32_769L,
                                999_999_999_999_999_999L),
                        Arbitraries.longs().between(-999_999_999_999_999_999L, 999_999_999_999_999_999L))
                .map(unscaled -> BigDecimal.valueOf(unscaled, 4));
        Arbitrary<Map<String, String>> map =
                Arbitraries.maps(text, text).ofMaxSize(40).map(Map::copyOf);
        return Combinators.combine(
                        Combinators.combine(Arbitraries.of(EventKind.class), optional, optional, optional)
                                .as((kind, name, user, anonymous) -> new Object[] {kind, name, user, anonymous}),
                        time,
                        time.injectNull(0.3),
                        Combinators.combine(text, optional, optional, optional)
                                .as((a, b, c, d) -> new String[] {a, b, c, d}),
                        amount.injectNull(0.3),
                        map,
                        map,
                        Arbitraries.of(true, false))
                .as((who, at, received, texts, worth, properties, context, suspect) -> new Event(
                        "e1",
                        (EventKind) who[0],
                        (String) who[1],
                        Events.ALICE,
                        (String) who[2],
                        (String) who[3],
                        at,
                        received,
                        texts[0],
                        texts[1],
                        texts[2],
                        worth,
                        texts[3],
                        properties,
                        context,
                        suspect,
                        "b1"));
    }
}
