package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.JobReport.Written;

/**
 * What a job has to say when it is done.
 *
 * @param written how many rows it wrote to each of its outputs, in their order
 * @param findings what else somebody wants to read, by names in {@code snake_case}, in their order: numbers, texts, dates, and
 *     maps and lists of them
 * @param warnings what is not as it should be though the job could be done, each in full sentences
 */
public record JobOutcome(List<Written> written, Map<String, Object> findings, List<String> warnings) {
    public JobOutcome {
        written = List.copyOf(written);
        requireNonNull(findings, "findings is null");
        findings = Collections.unmodifiableMap(new LinkedHashMap<>(findings));
        warnings = List.copyOf(warnings);
    }

    /** The outcome of a job that has nothing more to say than what it wrote. */
    public static JobOutcome wrote(Written... written) {
        return new JobOutcome(List.of(written), Map.of(), List.of());
    }
}
