package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.crmlake.ingest.batch.IngestStep;
import org.junit.jupiter.api.Test;

class BatchProgressTest {
    @Test
    void showsTheStepItsRateAndTheTimeLeftAndLeavesTheDetails() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (BatchProgress progress = new BatchProgress(print(err), 10_000_000, () -> 0.5)) {
            progress.refresh();
            progress.reached(IngestStep.DECODED, "7 records decoded and mapped");
            progress.refresh();
            progress.reached(IngestStep.JUDGED, "0 duplicates found");
        }

        String written = err.toString(StandardCharsets.UTF_8);
        assertThat(written)
                .containsSubsequence(
                        "reading",
                        "5/10 MB",
                        "MB/s",
                        "7 records decoded and mapped\n",
                        "finding duplicates",
                        "50%",
                        "0 duplicates found\n",
                        "writing the timeline");
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
