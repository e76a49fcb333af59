package org.crmlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Table;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InProfilesTest {
    private static final LocalDate JUNE_1 = LocalDate.of(2026, 6, 1);

    private Table scores;

    @BeforeEach
    void create(@TempDir Path folder) {
        LakeCatalog catalog = LakeCatalog.open(LakeSettings.inFolder(folder.toUri()), new Configuration());
        catalog.createAndVerify(Tenant.DEFAULT);
        scores = catalog.table(Tenant.DEFAULT, RfmScoresTable.TABLE);
    }

    @Test
    void nothingIsShownOfANewTable() {
        assertThat(InProfiles.of(scores)).isEmpty();
    }

    @Test
    void showsWhatWasNotedLast() {
        InProfiles first = committed(JUNE_1);
        first.note(scores);
        InProfiles again = committed(JUNE_1);
        again.note(scores);
        assertThat(InProfiles.of(scores)).contains(again);

        InProfiles next = committed(JUNE_1.plusDays(1));
        next.note(scores);
        assertThat(InProfiles.of(scores)).contains(next);
    }

    @Test
    void whatIsOlderIsNoNews() {
        InProfiles shown = committed(JUNE_1);
        shown.note(scores);

        committed(JUNE_1.minusDays(1)).note(scores);

        assertThat(InProfiles.of(scores)).contains(shown);
    }

    @Test
    void outlivesTheExpiryOfItsSnapshot() {
        InProfiles shown = committed(JUNE_1);
        shown.note(scores);
        long between = committed(JUNE_1.plusDays(1)).snapshot();
        committed(JUNE_1.plusDays(2));

        scores.expireSnapshots().expireOlderThan(Long.MAX_VALUE).retainLast(1).commit();

        scores.refresh();
        assertThat(scores.snapshot(between)).isNull();
        assertThat(InProfiles.of(scores)).contains(shown);
        assertThat(scores.snapshot(shown.snapshot())).isNotNull();
    }

    private InProfiles committed(LocalDate asOf) {
        scores.newAppend().commit();
        return new InProfiles(scores.currentSnapshot().snapshotId(), asOf);
    }
}
