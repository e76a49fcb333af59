package org.crmlake.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class UniqueNameTest {
    @Test
    void neverGivesANameTwice() {
        assertThat(UniqueName.of("events"))
                .isNotEqualTo(UniqueName.of("events"))
                .matches("events_\\d+");
    }

    @Test
    void givesNamesFitForATenant() {
        assertThat(UniqueName.of("a_rather_long_stem_1")).matches("[a-z][a-z0-9_]{0,30}");
    }

    @Test
    void refusesAStemThatIsNoTenantName() {
        assertThatThrownBy(() -> UniqueName.of("Events"))
                .hasMessage("Cannot make a unique name from 'Events': it is not a lower-case letter followed by at most"
                        + " 19 letters, digits or underscores.");
    }
}
