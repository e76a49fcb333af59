package org.crmlake.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantTest {
    @Test
    void namesItsNamespace() {
        assertThat(new Tenant("north_1").namespace()).isEqualTo("crm_north_1");
        assertThat(Tenant.DEFAULT.namespace()).isEqualTo("crm_default");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "1a", "North", "a-b", "../etc", "a.b", "a b", "a;drop", "abcdefghijklmnopqrstuvwxyz_123456"})
    void refusesANameThatIsNotOnTheAllowList(String name) {
        assertThatThrownBy(() -> new Tenant(name))
                .isInstanceOf(CrmException.class)
                .hasMessage(
                        "Cannot use tenant '" + name + "': a tenant name is a lower-case letter followed by at most 30"
                                + " lower-case letters, digits or underscores. Choose such a name.");
    }
}
