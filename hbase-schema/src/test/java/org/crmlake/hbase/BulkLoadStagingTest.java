package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BulkLoadStagingTest {
    private static final Instant NOW = Instant.parse("2026-02-01T12:00:00Z");

    @TempDir
    private Path root;

    private BulkLoadStaging staging;

    @BeforeEach
    void open() {
        Configuration local = new Configuration(false);
        local.set("hbase.rootdir", root.resolve("hbase").toUri().toString());
        staging = new BulkLoadStaging(local, new Tenant("shop"));
    }

    @Test
    void removesTheFoldersInWhichNothingHasChangedForLong() throws IOException {
        Path abandoned = batch("abandoned", NOW.minus(Duration.ofDays(4)));
        Path atWork = batch("at-work", NOW.minus(Duration.ofDays(4)));
        Files.setLastModifiedTime(atWork.resolve("e/region-0"), FileTime.from(NOW));
        Instant threeDaysAgo = NOW.minus(Duration.ofDays(3));

        assertThat(staging.removeAbandoned(threeDaysAgo, true)).isEqualTo(1);
        assertThat(abandoned).exists();
        assertThat(staging.removeAbandoned(threeDaysAgo, false)).isEqualTo(1);

        assertThat(abandoned).doesNotExist();
        assertThat(atWork.resolve("e/region-0")).exists();
        assertThat(staging.removeAbandoned(threeDaysAgo, false)).isZero();
    }

    @Test
    void twoAttemptsAtABatchShareNoFolder() throws IOException {
        Path first = batch("b1", NOW);
        Path second = batch("b1", NOW);

        staging.remove(new org.apache.hadoop.fs.Path(first.toUri()));

        assertThat(first).doesNotExist();
        assertThat(second.resolve("e/region-0")).exists();
    }

    @Test
    void thereMayBeNoneAtAll() {
        assertThat(staging.removeAbandoned(NOW, false)).isZero();
    }

    private Path batch(String id, Instant changed) throws IOException {
        Path folder = Path.of(staging.newAttempt(id).toUri());
        Path file = Files.createDirectories(folder.resolve("e")).resolve("region-0");
        Files.writeString(file, "cells");
        Files.setLastModifiedTime(file, FileTime.from(changed));
        Files.setLastModifiedTime(folder, FileTime.from(changed));
        return folder;
    }
}
