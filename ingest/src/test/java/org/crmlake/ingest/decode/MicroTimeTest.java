package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;

class MicroTimeTest {
    private static final String EXAMPLE = "2026-01-31T12:34:56.789012Z";

    @Property(tries = 2000)
    void readsWhatOffsetDateTimeReads(
            @ForAll("times") LocalDateTime time,
            @ForAll("offsets") String offset,
            @ForAll @IntRange(max = 6) int places) {
        String text = seconds(time) + fraction(time.getNano(), places) + offset;

        assertThat(MicroTime.parse(text)).as(text).isEqualTo(byTheLibrary(text));
        assertThat(MicroTime.parse(text)).as(text).isPresent();
    }

    @Property(tries = 5000)
    void agreesOnMangledTimesAsWell(
            @ForAll @IntRange(max = 26) int at,
            @ForAll @CharRange(from = '-', to = ':') @Chars({'T', 'Z', ' ', '+', '٣'}) char with,
            @ForAll @IntRange(min = 19, max = 27) int length) {
        String cut = EXAMPLE.substring(0, length - 1) + "Z";
        String text = at < cut.length() ? cut.substring(0, at) + with + cut.substring(at + 1) : cut;

        assertThat(MicroTime.parse(text)).as(text).isEqualTo(byTheLibrary(text));
    }

    @Property
    void writesWhatItReads(@ForAll("times") LocalDateTime time) {
        Instant instant = time.toInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
        long micros = micros(instant);

        assertThat(MicroTime.text(micros)).isEqualTo(instant.toString());
        assertThat(MicroTime.parse(MicroTime.text(micros))).hasValue(micros);
    }

    @Example
    void readsTheEndsOfMonths() {
        assertThat(MicroTime.parse("2000-02-29T23:59:59Z")).isPresent();
        assertThat(MicroTime.parse("2024-02-29T00:00:00.1Z")).isPresent();
        assertThat(MicroTime.parse("1900-02-29T00:00:00Z")).isEmpty();
        assertThat(MicroTime.parse("2023-02-29T00:00:00Z")).isEmpty();
        assertThat(MicroTime.parse("2026-04-31T00:00:00Z")).isEmpty();
        assertThat(MicroTime.parse("1970-01-01T00:00:00Z")).hasValue(0);
        assertThat(MicroTime.parse("1969-12-31T23:59:59.999999Z")).hasValue(-1);
    }

    @Example
    void cutsWhatIsFinerThanAMicrosecond() {
        assertThat(MicroTime.parse("1970-01-01T00:00:00.0000019Z")).hasValue(1);
        assertThat(MicroTime.parse("1969-12-31T23:59:59.999999999Z")).hasValue(-1);
    }

    @Example
    void refusesWhatIsNoTimeWithAnOffset() {
        for (String text : new String[] {
            "",
            "yesterday",
            "1769862896",
            "2026-01-31",
            "2026-01-31T12:34:56",
            "2026-01-31 12:34:56Z",
            "31.01.2026 12:34:56Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-31T24:00:00Z",
            "2026-01-31T23:60:00Z",
            "2026-01-31T23:59:60Z",
            "2026-01-31T12:34:56.7890123456Z",
            "2026-01-31T12:34:56Z trailing",
            " 2026-01-31T12:34:56Z",
            "2026-01-31T12:34:56.7-9Z",
            "٢٠٢٦-01-31T12:34:56Z",
        }) {
            assertThat(MicroTime.parse(text)).as(text).isEmpty();
        }
    }

    @Example
    void refusesYearsThatFourDigitsDoNotWrite() {
        // Differences of such times need not fit into a long.
        assertThat(MicroTime.parse("+10000-01-01T00:00:00Z")).isEmpty();
        assertThat(MicroTime.parse("-0001-01-01T00:00:00Z")).isEmpty();
        assertThat(MicroTime.parse("+290000-01-01T00:00:00Z")).isEmpty();
        assertThat(MicroTime.parse("+999999999-12-31T23:59:59Z")).isEmpty();
        assertThat(MicroTime.parse("9999-12-31T23:59:59.999999Z")).isPresent();
        assertThat(MicroTime.parse("0000-01-01T00:00:00Z")).isPresent();
    }

    @Provide
    Arbitrary<LocalDateTime> times() {
        return Combinators.combine(
                        Arbitraries.longs()
                                .between(
                                        LocalDateTime.of(1, 1, 2, 0, 0).toEpochSecond(ZoneOffset.UTC),
                                        LocalDateTime.of(9999, 12, 30, 0, 0).toEpochSecond(ZoneOffset.UTC)),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((second, nano) -> LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC));
    }

    @Provide
    Arbitrary<String> offsets() {
        return Arbitraries.of("Z", "Z", "Z", "+00:00", "+05:45", "-03:00", "+14:00", "-18:00", "+01:02:03");
    }

    private static String seconds(LocalDateTime time) {
        return String.format(
                "%04d-%02d-%02dT%02d:%02d:%02d",
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    private static String fraction(int nano, int places) {
        return places == 0 ? "" : "." + String.format("%09d", nano).substring(0, places);
    }

    private static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1000;
    }

    private static OptionalLong byTheLibrary(String text) {
        try {
            return OptionalLong.of(micros(OffsetDateTime.parse(text).toInstant()));
        } catch (DateTimeException e) {
            return OptionalLong.empty();
        }
    }
}
