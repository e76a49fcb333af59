package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;

class InitCommandTest {
    @Test
    void saysWhereToLookForALakeThatIsNotThere() {
        CrmException refusal = InitCommand.emptyLake(new Tenant("shop"), "jdbc:postgresql://db/lake");

        assertThat(refusal.kind()).isEqualTo(Kind.CONFIG);
        assertThat(refusal)
                .hasMessage(
                        "Cannot create the tables of tenant shop in the lake at jdbc:postgresql://db/lake: it has none of"
                                + " its events, and HBase holds rows of it already. Set lake.catalog.* to the catalog that has them, and"
                                + " lake.catalog.moved-from to the folder if plain files kept them in one of their own; or use another"
                                + " tenant.");
    }
}
