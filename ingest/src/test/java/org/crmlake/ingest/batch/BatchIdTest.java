package org.crmlake.ingest.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;

class BatchIdTest {
    private static final Tenant SHOP = new Tenant("shop");
    private static final Mapping TEXT = MappingFile.parse("test", """
            source: shop
            format: text
            fields: {customer_key: value, name: "'seen'", event_time: "timestamp '2026-01-31'"}
            """);
    private static final IngestSettings SETTINGS = new IngestSettings(20_000, 1000);

    @Test
    void isOfAllThatDecidesWhatBecomesOfARecord() {
        String id = id(SHOP, Mapping.SEGMENT, SETTINGS, "a");

        assertThat(id).hasSize(21).isEqualTo(id(SHOP, Mapping.SEGMENT, SETTINGS, "a"));
        assertThat(List.of(
                        id(new Tenant("other"), Mapping.SEGMENT, SETTINGS, "a"),
                        id(SHOP, TEXT, SETTINGS, "a"),
                        id(SHOP, Mapping.SEGMENT, new IngestSettings(20_000, 999), "a"),
                        id(SHOP, Mapping.SEGMENT, SETTINGS.withLargestCell(20 << 20), "a"),
                        id(SHOP, Mapping.SEGMENT, SETTINGS, "b")))
                .doesNotHaveDuplicates()
                .doesNotContain(id);
    }

    @Test
    void isNotOfHowTheTimelineIsWritten() {
        assertThat(id(SHOP, Mapping.SEGMENT, new IngestSettings(0, 1000), "a"))
                .isEqualTo(id(SHOP, Mapping.SEGMENT, SETTINGS, "a"));
    }

    /** So that a replay tries again what was too large for HBase. */
    @Test
    void theRulesAreOthersOnceHBaseTakesLargerCells() {
        assertThat(BatchId.ofRules(Mapping.SEGMENT, SETTINGS.withLargestCell(20 << 20)))
                .isNotEqualTo(BatchId.ofRules(Mapping.SEGMENT, SETTINGS));
    }

    private static String id(Tenant tenant, Mapping mapping, IngestSettings settings, String positions) {
        return BatchId.of(tenant, mapping, settings, positions);
    }
}
