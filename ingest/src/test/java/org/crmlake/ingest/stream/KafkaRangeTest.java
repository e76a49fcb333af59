package org.crmlake.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.crmlake.ingest.stream.KafkaRange.Offsets;
import org.crmlake.ingest.stream.KafkaSettings.Beginning;
import org.crmlake.ingest.stream.KafkaSettings.Extent;
import org.crmlake.ingest.stream.KafkaSettings.OnGap;
import org.crmlake.model.CrmException;
import org.junit.jupiter.api.Test;

class KafkaRangeTest {
    private static final Map<String, String> CLIENT = Map.of("bootstrap.servers", "localhost:1");

    @Test
    void readsThePositionsItWrote() {
        KafkaRange range = range(Map.of(0, new Offsets(5, 17), 3, new Offsets(0, 0)));

        assertThat(range.positions()).isEqualTo("kafka topic orders Xyz-1\n0\t5\t17\n3\t0\t0\n");
        assertThat(KafkaRange.parse(range.positions(), "orders", CLIENT)).contains(range);
        assertThat(range.count()).isEqualTo(12);
    }

    @Test
    void takesNothingElseForPositions() {
        for (String text : List.of(
                "",
                "file:/in/a.csv\t10\t1700000000000\n",
                "kafka topic other Xyz-1\n0\t5\t17\n",
                "kafka topic orders Xyz-1\n0\t5",
                "kafka topic orders Xyz-1\n0\t5\tx\n")) {
            assertThat(KafkaRange.parse(text, "orders", CLIENT)).as(text).isEmpty();
        }
    }

    @Test
    void namesAnOriginForEachNumberOfAPartition() {
        assertThat(range(Map.of(0, new Offsets(0, 1), 2, new Offsets(0, 1))).origins())
                .containsExactly("kafka:orders/0", "kafka:orders/1", "kafka:orders/2");
    }

    @Test
    void cutsIntoSlicesThatHoldEveryOffsetOnce() {
        KafkaRange range = range(Map.of(0, new Offsets(7, 45_000), 1, new Offsets(3, 3), 2, new Offsets(0, 1)));

        for (int wanted : new int[] {1, 2, 3, 8, 1000}) {
            List<KafkaSlice> slices = range.slices(wanted);
            long next = 7;
            for (KafkaSlice slice : slices) {
                if (slice.partition() == 0) {
                    assertThat(slice.from()).isEqualTo(next);
                    assertThat(slice.to()).isGreaterThan(slice.from());
                    next = slice.to();
                }
            }
            assertThat(next).isEqualTo(45_000);
            assertThat(slices).contains(new KafkaSlice("orders", 2, 0, 1));
            assertThat(slices.stream().filter(slice -> slice.partition() == 1)).isEmpty();
        }
    }

    @Test
    void refusesSettingsWithoutABroker() {
        assertThatExceptionOfType(CrmException.class)
                .isThrownBy(
                        () -> new KafkaSettings("orders", Map.of(), Beginning.EARLIEST, OnGap.FAIL, 1, Extent.ENDLESS))
                .withMessage("Cannot ingest topic orders: no broker is named. Give --bootstrap host:port, or set"
                        + " bootstrap.servers in the file of --kafka-config.");
    }

    private static KafkaRange range(Map<Integer, Offsets> offsets) {
        SortedMap<Integer, Offsets> sorted = new TreeMap<>(offsets);
        return new KafkaRange("orders", "Xyz-1", sorted, CLIENT);
    }
}
