package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;

class TimelineRowKeyTest {
    private static final Comparator<TimelineRowKey> NEWEST_FIRST =
            Comparator.comparingLong(TimelineRowKey::eventTimeMicros).reversed();

    @Example
    void laysOutHashCustomerEndReversedTimeAndId() {
        byte[] row = TimelineRowKey.of("retail:17850", 1_323_432_000_000_000L, "0b5d3c5e-9b1f-5c2a-8d53-7f1f6c1f2a10");

        // The hash is the head of `printf retail:17850 | md5sum`; the time is 7fffffffffffffff - 0004b3a7863e9000.
        assertThat(HexFormat.of().formatHex(row))
                .isEqualTo("19f2" + "72657461696c3a3137383530" + "00" + "7ffb4c5879c16fff" + "01"
                        + "0b5d3c5e9b1f5c2a8d537f1f6c1f2a10");
    }

    @Example
    void keepsAnIdThatIsNoUuidAsText() {
        byte[] row = TimelineRowKey.of("a:1", 0, "order-7");

        assertThat(HexFormat.of().formatHex(row)).endsWith("007fffffffffffffff" + "00" + "6f726465722d37");
    }

    @Property
    void comesBackAsItWas(@ForAll("keys") TimelineRowKey key) {
        assertThat(TimelineRowKey.parse(bytes(key))).isEqualTo(key);
    }

    @Property
    void isTheSameFromTextAndFromBytes(@ForAll("keys") TimelineRowKey key) {
        byte[] fromBytes = TimelineRowKey.of(
                key.customerKey().getBytes(StandardCharsets.UTF_8),
                key.eventTimeMicros(),
                key.eventId().getBytes(StandardCharsets.UTF_8));

        assertThat(fromBytes).isEqualTo(bytes(key));
    }

    @Property
    void sortsByHashThenCustomerThenNewestFirst(@ForAll("keys") TimelineRowKey a, @ForAll("keys") TimelineRowKey b) {
        Comparator<TimelineRowKey> logical = Comparator.<TimelineRowKey>comparingInt(
                        key -> TimelineRowKey.hash(new CustomerKey(key.customerKey())))
                .thenComparing(key -> key.customerKey().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned)
                .thenComparing(NEWEST_FIRST);
        int expected = Integer.signum(logical.compare(a, b));

        int actual = Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b)));

        if (expected != 0) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Property
    void sortsTheEventsOfOneCustomerNewestFirst(
            @ForAll("keys") TimelineRowKey a, @ForAll("times") long time, @ForAll("ids") String id) {
        TimelineRowKey b = new TimelineRowKey(a.customerKey(), time, id);
        int expected = Integer.signum(NEWEST_FIRST.compare(a, b));

        int actual = Integer.signum(Arrays.compareUnsigned(bytes(a), bytes(b)));

        if (expected != 0) {
            assertThat(actual).isEqualTo(expected);
        }
    }

    @Property
    void aCustomersRangeHoldsExactlyTheirRows(@ForAll("keys") TimelineRowKey key, @ForAll("customers") String other) {
        RowRange range = TimelineRowKey.range(new CustomerKey(other), null, null);

        assertThat(range.contains(bytes(key))).isEqualTo(key.customerKey().equals(other));
    }

    @Property
    void aCustomerWhoseKeyBeginsWithAnothersNeverLeaksIntoTheirScan(
            @ForAll("customers") String customer, @ForAll("suffixes") String more, @ForAll("times") long time) {
        RowRange range = TimelineRowKey.range(new CustomerKey(customer), null, null);
        byte[] neighbour = TimelineRowKey.of(customer + more, time, "e1");
        byte[] own = TimelineRowKey.of(customer, time, "e1");
        // Even with the hash of the other, which one in 65,536 neighbours has.
        System.arraycopy(own, 0, neighbour, 0, 2);

        assertThat(range.contains(own)).isTrue();
        assertThat(range.contains(neighbour)).isFalse();
    }

    @Property
    void aRangeOfTimesIsHalfOpen(
            @ForAll("keys") TimelineRowKey key, @ForAll("times") long from, @ForAll("times") long to) {
        RowRange range =
                TimelineRowKey.range(new CustomerKey(key.customerKey()), Micros.instant(from), Micros.instant(to));

        boolean inside = from <= key.eventTimeMicros() && key.eventTimeMicros() < to;
        assertThat(range.contains(bytes(key))).isEqualTo(inside);
    }

    @Property
    void aRangeHoldsItsFirstMicrosecondAndNotItsLast(@ForAll("customers") String customer, @ForAll("times") long from) {
        CustomerKey key = new CustomerKey(customer);
        RowRange range = TimelineRowKey.range(
                key, Micros.instant(from), Micros.instant(from).plusNanos(1_000));

        assertThat(range.contains(TimelineRowKey.of(customer, from, "e1"))).isTrue();
        assertThat(range.contains(TimelineRowKey.of(customer, from + 1, "e1"))).isFalse();
        if (from > 0) {
            assertThat(range.contains(TimelineRowKey.of(customer, from - 1, "e1")))
                    .isFalse();
        }
    }

    @Example
    void aBoundBetweenTwoMicrosecondsLeavesTheEarlierOut() {
        byte[] row = TimelineRowKey.of("a:1", 5, "e1");
        Instant justAfter = Instant.EPOCH.plusNanos(5_001);

        assertThat(TimelineRowKey.range(new CustomerKey("a:1"), justAfter, null).contains(row))
                .isFalse();
        assertThat(TimelineRowKey.range(new CustomerKey("a:1"), null, justAfter).contains(row))
                .isTrue();
    }

    @Example
    void takesBoundsThatNoEventReaches() {
        byte[] row = TimelineRowKey.of("a:1", 5, "e1");

        assertThat(TimelineRowKey.range(new CustomerKey("a:1"), Instant.MIN, Instant.MAX)
                        .contains(row))
                .isTrue();
        assertThat(TimelineRowKey.range(new CustomerKey("a:1"), Instant.MAX, Instant.MIN)
                        .isEmpty())
                .isTrue();
    }

    @Example
    void refusesAnEventFromBefore1970() {
        assertThatThrownBy(() -> TimelineRowKey.of("a:1", -1, "e1"))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot make a row key: the event time 1969-12-31T23:59:59.999999Z is before 1970."
                        + " Reject such events before they are stored.");
    }

    @Example
    void refusesACustomerKeyWithANul() {
        assertThatThrownBy(() -> TimelineRowKey.of("a:1\0b", 0, "e1"))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot make a row key: the customer key has a NUL character."
                        + " Reject such events before they are stored.");
    }

    @Example
    void refusesToReadWhatIsNoRowKey() {
        assertThatThrownBy(() -> TimelineRowKey.parse(new byte[] {0x12, 0x34, 'a'}))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot read timeline row key 123461: it is too short."
                        + " Find out who wrote it: crmlake did not.");
        byte[] row = TimelineRowKey.of("a:1", Long.MAX_VALUE, "e");
        row[row.length - 2] = 7;
        assertThatThrownBy(() -> TimelineRowKey.parse(row))
                .isInstanceOf(CrmException.class)
                .hasMessageEndingWith("00" + "0000000000000000" + "0765: its event id is not of a known form."
                        + " Find out who wrote it: crmlake did not.");
    }

    @Example
    void splitsTheHashesEvenly() {
        assertThat(TimelineRowKey.regionStartKeys(1)).isEqualTo(new byte[][] {{}});
        assertThat(TimelineRowKey.regionStartKeys(4))
                .isEqualTo(new byte[][] {{}, {0x40, 0}, {(byte) 0x80, 0}, {(byte) 0xC0, 0}});
        assertThat(TimelineRowKey.regionStartKeys(3))
                .isEqualTo(new byte[][] {{}, {0x55, 0x55}, {(byte) 0xAA, (byte) 0xAA}});
    }

    @Example
    void refusesMoreRegionsThanThereAreHashes() {
        assertThatThrownBy(() -> TimelineRowKey.regionStartKeys(65_537))
                .isInstanceOf(CrmException.class)
                .hasMessage("Cannot split a table into 65537 regions: the row hash allows 1 to 65536."
                        + " Choose a number between them.");
    }

    @Provide
    Arbitrary<TimelineRowKey> keys() {
        return Combinators.combine(customers(), times(), ids()).as(TimelineRowKey::new);
    }

    @Provide
    Arbitrary<String> customers() {
        // Few letters, so that equal customers and prefixes of one another come up often.
        Arbitrary<String> id = Arbitraries.oneOf(
                Arbitraries.strings()
                        .withChars('a', '1', '\u0001', 'é')
                        .ofMinLength(1)
                        .ofMaxLength(3),
                Arbitraries.strings()
                        .withChars("a€\u0001\uFFFD ~")
                        .ofMinLength(1)
                        .ofMaxLength(20),
                Arbitraries.of("😀", "😀😀", "\u00ff", "17850"));
        return Combinators.combine(Arbitraries.of("a", "retail", "cdnow-2"), id)
                .as((namespace, text) -> namespace + ":" + text);
    }

    @Provide
    Arbitrary<String> suffixes() {
        return Arbitraries.strings().withChars("\u0001a0€").ofMinLength(1).ofMaxLength(12);
    }

    @Provide
    Arbitrary<Long> times() {
        return Arbitraries.oneOf(
                Arbitraries.longs().between(0, 3),
                Arbitraries.longs().between(1_262_304_000_000_000L, 1_800_000_000_000_000L),
                Arbitraries.longs().between(0, Long.MAX_VALUE - 1));
    }

    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> uuids = Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
                .as((high, low) -> new UUID(high, low).toString());
        return Arbitraries.oneOf(
                uuids,
                uuids.map(id -> id.toUpperCase(java.util.Locale.ROOT)),
                uuids.map(id -> id.substring(0, 35) + "g"),
                uuids.map(id -> id.replace('-', '0')),
                Arbitraries.strings().withChars("0123456789abcdef-").ofLength(36),
                Arbitraries.strings().withChars("az-_é€\u0000").ofMinLength(1).ofMaxLength(40),
                Arbitraries.strings().ascii().ofLength(16));
    }

    private static byte[] bytes(TimelineRowKey key) {
        return TimelineRowKey.of(key.customerKey(), key.eventTimeMicros(), key.eventId());
    }
}
