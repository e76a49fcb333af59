package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.Event;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * In which order files come, and their lines in them, makes no difference to the timelines, but for one thing: of several contents under
 * one id, the one that came first keeps the id. Each of them is there once, whatever the order.
 */
@Tag("long")
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class AnyOrderIT {
    private static final int FILES = 2;

    /** Files, and the same with their lines in another order. */
    record Delivery(List<List<String>> files, List<List<String>> shuffled) {}

    private final TestTenant one;
    private final TestTenant other;

    @TempDir
    private Path folder;

    AnyOrderIT(SparkSession spark, Configuration conf) {
        this.one = new TestTenant(spark, conf);
        this.other = new TestTenant(spark, conf);
    }

    @Test
    void anyOrderOfDeliveryGivesTheSameTimelines() {
        Law.holds("order", deliveries(), (attempt, drawn) -> {
            for (int file = 0; file < FILES; file++) {
                take(one, attempt, "one-" + file, drawn.files().get(file));
            }
            for (int file = FILES - 1; file >= 0; file--) {
                take(other, attempt, "other-" + file, drawn.shuffled().get(file));
            }

            Held first = Held.by(one, attempt);
            Held second = Held.by(other, attempt);
            assertThat(second.whicheverCameFirst()).isEqualTo(first.whicheverCameFirst());
            assertThat(keptIds(second)).isEqualTo(keptIds(first));
            assertThat(first.conflicts()).isPositive();
            assertThat(first.deadLetters()).isNotEmpty();
        });
        one.assertStoresAgree();
        other.assertStoresAgree();
    }

    /** The ids that events have from their source: each is kept by one of those that claim it. */
    private static List<String> keptIds(Held held) {
        List<String> ids = held.events().stream()
                .filter(event -> !event.context().containsKey(JudgedTransform.ORIGINAL_EVENT_ID))
                .map(Event::eventId)
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        return ids;
    }

    private static Arbitrary<Delivery> deliveries() {
        return LawfulRecords.streams().flatMap(stream -> {
            List<List<String>> files = IntStream.range(0, FILES)
                    .<List<String>>mapToObj(file -> IntStream.range(0, stream.size())
                            .filter(line -> line % FILES == file)
                            .mapToObj(stream::get)
                            .toList())
                    .toList();
            List<Arbitrary<List<String>>> shuffled = new ArrayList<>();
            files.forEach(lines -> shuffled.add(Arbitraries.shuffle(lines)));
            return Combinators.combine(shuffled).as(lines -> new Delivery(files, lines));
        });
    }

    private void take(TestTenant tenant, String attempt, String name, List<String> records) throws IOException {
        List<String> lines =
                records.stream().map(r -> LawfulRecords.of(attempt, r)).toList();
        Path file = TestTenant.write(folder, attempt + "-" + name + ".json", String.join("\n", lines));
        tenant.ingest(file, LawfulRecords.MAPPING);
    }
}
