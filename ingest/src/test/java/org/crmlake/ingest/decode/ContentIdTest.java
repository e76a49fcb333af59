package org.crmlake.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.crmlake.model.EventId;
import org.junit.jupiter.api.Test;

class ContentIdTest {
    private static final byte[] LINE =
            ("536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom")
                    .getBytes(StandardCharsets.UTF_8);

    @Test
    void givesTheIdsOfTheDataModelPage() {
        byte[] content = ContentId.digest(LINE, 0);

        // Stored ids must never change: these stand in docs/data-model.md.
        assertThat(ContentId.of(Candidates.EVENT, "online-retail", content, 0))
                .isEqualTo("969eb61a-369a-5f2b-a232-c0b79bb6c117");
        assertThat(ContentId.of(Candidates.EVENT, "online-retail", content, 1))
                .isEqualTo("af1deddb-b188-5337-b9b8-93044b79042f");
        assertThat(EventId.ofNaturalKey("shop", "order-4711")).isEqualTo("b214f7b2-73e9-5963-baaf-1def439d7ec8");
    }

    @Test
    void digestsTheBytesOfTheRecord() {
        assertThat(ContentId.digest("abc".getBytes(StandardCharsets.UTF_8), 0))
                .isEqualTo(HexFormat.of().parseHex("900150983cd24fb0d6963f7d28e17f72"));
    }

    @Test
    void aPartIsNotTakenForTheEndOfARecord() {
        byte[] record = "{\"id\":\"1\"}".getBytes(StandardCharsets.UTF_8);
        for (int part : new int[] {1, 2, 255, 256, 2303, 2304, 0x3130, 0x7D7D, 0xFFFF, 0x10001}) {
            byte[] longer = Arrays.copyOf(record, record.length + 2);
            longer[record.length] = (byte) part;
            longer[record.length + 1] = (byte) (part >> 8);

            assertThat(ContentId.digest(record, part)).isNotEqualTo(ContentId.digest(longer, 0));
            assertThat(ContentId.earlierDigest(record, part)).isEqualTo(ContentId.earlierDigest(longer, 0));
        }
        byte[] numbered = "crmlake: event number \0\0\0\0{}".getBytes(StandardCharsets.UTF_8);
        assertThat(ContentId.digest(numbered, 0))
                .isNotEqualTo(ContentId.digest("{}".getBytes(StandardCharsets.UTF_8), 0))
                .isNotEqualTo(ContentId.digest("{}\0".getBytes(StandardCharsets.UTF_8), 0));
    }

    @Test
    void givesRecordsThatCannotBeMistakenTheDigestTheyAlwaysHad() {
        for (int part : new int[] {0, 1, 300, 2303}) {
            assertThat(ContentId.digest(LINE, part)).isEqualTo(ContentId.earlierDigest(LINE, part));
        }
        assertThat(ContentId.digest(new byte[0], 1)).isEqualTo(ContentId.earlierDigest(new byte[0], 1));
    }

    @Test
    void tellsSourcesOrdinalsPartsContentsAndOutcomesApart() {
        Set<String> ids = new HashSet<>();
        int made = 0;
        for (int outcome : new int[] {Candidates.EVENT, Candidates.REJECTED}) {
            for (String source : new String[] {"shop", "web"}) {
                for (int part : new int[] {0, 1, 256, 257}) {
                    for (int ordinal : new int[] {0, 1, 256, 65536}) {
                        ids.add(ContentId.of(outcome, source, ContentId.digest(LINE, part), ordinal));
                        made++;
                    }
                }
            }
        }

        assertThat(ids).hasSize(made).doesNotContain(EventId.ofNaturalKey("shop", "536365"));
    }

    @Test
    void derivesTheIdOfAConflictFromTheTakenIdAndTheContent() {
        byte[] content = ContentId.digest(LINE, 0);
        byte[] other = ContentId.digest(LINE, 1);

        assertThat(EventId.ofConflict("shop", "m-1", content))
                .isEqualTo(EventId.ofConflict("shop", "m-1", content))
                .isNotEqualTo(EventId.ofConflict("shop", "m-2", content))
                .isNotEqualTo(EventId.ofConflict("shop", "m-1", other))
                .isNotEqualTo(EventId.ofConflict("web", "m-1", content))
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    }
}
