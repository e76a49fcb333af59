package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class EventIdTest {
    private static final byte[] CONTENT = "17850,WHITE LANTERN,6".getBytes(StandardCharsets.UTF_8);

    /** Worked out by Python: uuid.uuid5(uuid.NAMESPACE_DNS, 'crmlake.org'). */
    @Test
    void derivesItsNameSpaceAsRfc9562Says() {
        assertThat(EventId.NAMESPACE).isEqualTo(UUID.fromString("282ef586-daa9-56e2-9ae6-ecf29a3915d6"));
    }

    @Test
    void isTheSameForTheSameInput() {
        assertThat(EventId.ofContent("shop", CONTENT, 0)).isEqualTo(EventId.ofContent("shop", CONTENT.clone(), 0));
        assertThat(EventId.ofNaturalKey("shop", "order-1")).isEqualTo(EventId.ofNaturalKey("shop", "order-1"));
    }

    @Test
    void isAnotherWhateverDiffers() {
        Set<String> ids = new HashSet<>();
        ids.add(EventId.ofContent("shop", CONTENT, 0));
        ids.add(EventId.ofContent("shop", CONTENT, 1));
        ids.add(EventId.ofContent("shops", CONTENT, 0));
        ids.add(EventId.ofNaturalKey("shop", "17850,WHITE LANTERN,6"));
        ids.add(EventId.ofConflict("shop", "1", CONTENT));
        ids.add(EventId.ofConflict("shop", "2", CONTENT));

        assertThat(ids).hasSize(6).allSatisfy(id -> {
            assertThat(UUID.fromString(id).version()).isEqualTo(5);
            assertThat(UUID.fromString(id).variant()).isEqualTo(2);
        });
    }
}
