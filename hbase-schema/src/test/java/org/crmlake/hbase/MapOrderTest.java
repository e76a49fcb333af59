package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MapOrderTest {
    @Test
    void ordersByTheBytesOfTheKeysHoweverManyThereAre() {
        for (int size : new int[] {0, 1, 2, 63, 64, 65, 100_000}) {
            List<String> keys = new ArrayList<>(IntStream.range(0, size)
                    .mapToObj(i -> new StringBuilder()
                            .appendCodePoint(0x61 + i % 7 * 0x3000)
                            .append(i)
                            .toString())
                    .toList());
            Collections.shuffle(keys, new Random(size));
            byte[][] bytes = keys.stream()
                    .map(key -> key.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);

            int[] order = new MapOrder().of(bytes);

            List<String> ordered =
                    IntStream.range(0, size).mapToObj(i -> keys.get(order[i])).toList();
            assertThat(ordered)
                    .isSortedAccordingTo((a, b) -> java.util.Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)))
                    .hasSameSizeAs(keys)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void anEmojiComesAfterAPrivateCharacterAsInItsBytes() {
        byte[] emoji = "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8);
        byte[] last = "\uFFFD".getBytes(StandardCharsets.UTF_8);

        assertThat(new MapOrder().of(new byte[][] {emoji, last})).startsWith(1, 0);
    }
}
