package org.crmlake.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.ingest.source.OtherDisk;
import org.crmlake.ingest.source.TornFiles;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchPlanFileTest {
    @Test
    void aPlanThatNobodyCanReadAnyMoreIsNone(@TempDir Path folder) throws IOException {
        BatchPlanFile plan = new BatchPlanFile(TornFiles.below(folder), Tenant.DEFAULT, "web");
        assertThat(plan.read()).isEmpty();
        Path file = folder.resolve("crmlake-locks/crm_default/web/plan");
        Files.createDirectories(file.getParent());
        Files.createFile(file);

        assertThat(plan.read()).isEmpty();
        plan.write("offsets");
        assertThat(plan.read()).contains("offsets");
    }

    @Test
    void aPlanThatAnEarlierReleaseNotedBesideHBaseCountsUntilThereIsANewerOne(@TempDir Path folder) throws IOException {
        Configuration conf = OtherDisk.at(folder.resolve("now"));
        conf.set("hbase.rootdir", folder.resolve("hbase").toUri().toString());
        Path earlier = folder.resolve("crmlake-locks/crm_default/web/plan");
        Files.createDirectories(earlier.getParent());
        Files.writeString(earlier, "old offsets");
        BatchPlanFile plan = new BatchPlanFile(conf, Tenant.DEFAULT, "web");

        assertThat(plan.read()).contains("old offsets");
        plan.write("offsets");
        assertThat(plan.read()).contains("offsets");
        assertThat(folder.resolve("now/crmlake-locks/crm_default/web/plan")).hasContent("offsets");
    }
}
