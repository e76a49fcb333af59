package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;

import org.crmlake.lake.LakeColumn;
import org.crmlake.model.segment.KnownScores;
import org.junit.jupiter.api.Test;

class ScoreSourceTest {
    @Test
    void everyKnownScoreIsInAColumnOfTheLake() {
        assertThat(ScoreSource.ALL).extracting(ScoreSource::name).isEqualTo(KnownScores.NAMES);
        assertThat(ScoreSource.ALL)
                .allSatisfy(source -> assertThat(source.table().columns())
                        .extracting(LakeColumn::name)
                        .contains(source.column(), ScoreSource.CUSTOMER_KEY));
    }
}
