package org.crmlake.model.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SuppressionsTest {
    /** What is written into a file somebody must be able to keep out of it, by writing the same into the list. */
    @Property(tries = 3000)
    void anAddressThatIsExportedIsListedByItself(@ForAll("addresses") String text) throws IOException {
        Optional<String> address = Normal.email(text);
        Statistics.label("is an address").collect(address.isPresent());
        if (address.isPresent()) {
            Suppressions list = list(address.get());

            assertThat(list.entries()).isEqualTo(1);
            assertThat(list.lists(address.get(), new BitSet())).isTrue();
            assertThat(list.lists(text, new BitSet())).isTrue();
            assertThat(list.lists("(" + text + ")", new BitSet())).isTrue();
        }
    }

    @Provide
    Arbitrary<String> addresses() {
        Arbitrary<String> local =
                letters("ann.+-_'`{}#*%&=/()<>[]:;,\"\\!?|~^$ \t\u00a0\u200b\u00e9\uff08\u201c\u0085", 5);
        Arbitrary<String> domain = letters("example.-_\u3002\uff0e\uff61'\u00fc\u00df()#<>: \u200b\u2474/", 8);
        return Combinators.combine(
                        local,
                        Arbitraries.of("@", "@", "@", "@gmail.com", "\uff20"),
                        domain,
                        Arbitraries.of(".org", ""))
                .as((before, sign, after, end) -> sign.endsWith(".com") ? before + sign : before + sign + after + end);
    }

    private static Arbitrary<String> letters(String of, int most) {
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(
                                6, Arbitraries.strings().withChars("an.1").ofLength(1)),
                        net.jqwik.api.Tuple.of(
                                1,
                                Arbitraries.strings()
                                        .withChars(of.toCharArray())
                                        .ofLength(1)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(most)
                .map(parts -> String.join("", parts));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "#ann@example.org",
                "+news@gmail.com",
                "ann@[192.168.0.1]",
                "a:b@example.org",
                "ann@exam\u0000ple.org",
                "ann(x)@example.org"
            })
    void whatNoListCouldHaveIsNoAddress(String text) {
        assertThat(Normal.email(text)).isEmpty();
    }

    /** A number of a spreadsheet is the number, for the list and in the file. */
    @Test
    void anAmountIsItsDigits() {
        assertThat(Phones.ANYWHERE.e164("+14155552671.0")).contains("+14155552671");
        assertThat(new Phones("US").e164("4155552671.00")).contains("+14155552671");
    }

    @ParameterizedTest
    @ValueSource(strings = {"12 ", "1234567,", "a@b.de ", "a_b_c_d@e_f.de_", "k:1 "})
    @Timeout(30)
    void whoeverWritesMoreThanCanBeLookedThroughIsLeftOut(String part) throws IOException {
        Suppressions list = list("ann@example.org");

        assertThat(list.lists(numbered(part, 100), new BitSet())).isFalse();
        assertThat(list.lists(numbered(part, 60_000), new BitSet())).isTrue();
        assertThat(Suppressions.NONE.lists(numbered(part, 60_000), new BitSet()))
                .isFalse();
    }

    private static String numbered(String part, int times) {
        return IntStream.range(0, times).mapToObj(i -> i + part).collect(Collectors.joining());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "%40",
                "+",
                "0",
                "a",
                "a@",
                "Dear all, on 2026-05-01, 10:30, in room 12, bert@example.org says. "
            })
    @Timeout(30)
    void whateverElseIsLongIsLookedThrough(String part) throws IOException {
        Suppressions list = list("ann@example.org");
        String much = part.repeat(10_000);

        assertThat(list.lists(much, new BitSet())).isFalse();
        assertThat(list.lists(much + " ann@example.org", new BitSet())).isTrue();
    }

    private static Suppressions list(String line) throws IOException {
        Path file = Files.createTempFile("list", ".txt");
        try {
            Files.writeString(file, line + "\n");
            return Suppressions.read(file, Phones.ANYWHERE);
        } finally {
            Files.delete(file);
        }
    }
}
