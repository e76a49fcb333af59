package org.crmlake.jobs;

import static java.util.Objects.requireNonNull;

import java.time.LocalDate;

/**
 * What one run is asked for.
 *
 * @param asOf the date that the result is true for: what happened before its midnight UTC counts
 */
public record JobArguments(LocalDate asOf) {
    public JobArguments {
        requireNonNull(asOf, "asOf is null");
    }
}
