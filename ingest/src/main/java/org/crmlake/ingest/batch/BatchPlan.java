package org.crmlake.ingest.batch;

import java.util.List;

/**
 * What a batch would do, for {@code --dry-run}.
 *
 * @param report the counts as they would be
 * @param source the name of the source
 * @param format how its records are written down
 * @param files how many files it reads
 * @param bytes how many bytes they have
 * @param days how many days its events happened on
 * @param timeline how the timeline would be written
 * @param samples the first events as JSON, five at most
 * @param rejections the first rejections as {@code position: stage: reason}, five at most
 */
public record BatchPlan(
        org.crmlake.model.BatchReport report,
        String source,
        String format,
        int files,
        long bytes,
        int days,
        String timeline,
        List<String> samples,
        List<String> rejections) {
    public BatchPlan {
        samples = List.copyOf(samples);
        rejections = List.copyOf(rejections);
    }
}
