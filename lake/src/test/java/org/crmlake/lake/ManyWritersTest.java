package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.AppendFiles;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyWritersTest {
    private static final int WRITERS = 8;
    private static final int BATCHES = 15;

    @TempDir
    Path folder;

    @Test
    void eightSourcesThatCommitWithoutPauseAllGetThrough() throws Exception {
        try (LakeCatalog catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration())) {
            catalog.createAndVerify(Tenant.DEFAULT);
        }
        ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String source = "s" + writer;
                all.add(writers.submit(() -> commitAll(source)));
            }
            for (Future<?> writer : all) {
                writer.get();
            }
        } finally {
            writers.shutdown();
        }
        try (LakeCatalog catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration())) {
            assertThat(new CommittedBatches(
                                    catalog.table(Tenant.DEFAULT, EventsTable.TABLE),
                                    catalog.table(Tenant.DEFAULT, ExpiredCommitsTable.TABLE))
                            .ids())
                    .hasSize(WRITERS * BATCHES);
            assertThat(catalog.table(Tenant.DEFAULT, EventsTable.TABLE).snapshots())
                    .hasSize(WRITERS * BATCHES);
        }
    }

    private void commitAll(String source) {
        try (LakeCatalog catalog = LakeCatalog.open(OtherProcess.lake(folder), FaultyDisk.configuration())) {
            for (int i = 0; i < BATCHES; i++) {
                FencedTable table = FencedTable.of(catalog.table(Tenant.DEFAULT, EventsTable.TABLE), source);
                AppendFiles append = table.newFastAppend();
                new CommittedBatch(source + "-" + i, source, "p", 0, 0, 0, 0, 0, new TreeSet<>())
                        .summary()
                        .forEach(append::set);
                append.commit();
            }
        }
    }
}
