package org.crmlake.ingest.batch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.crmlake.model.BatchReport;

/**
 * What became of dead letters, or would become of them.
 *
 * @param batch the counts; what was rejected is a dead letter still, with one more attempt
 * @param unchanged open letters that were left alone, because this very mapping has turned them down already
 * @param samples of a dry run, the first events as JSON, five at most
 * @param rejections of a dry run, the first that would be turned down as {@code fingerprint: stage: reason}, five at most
 */
public record ReplayReport(BatchReport batch, long unchanged, List<String> samples, List<String> rejections) {
    public ReplayReport {
        requireNonNull(batch, "batch is null");
        samples = List.copyOf(samples);
        rejections = List.copyOf(rejections);
    }
}
