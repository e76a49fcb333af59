package org.crmlake.jobs.verify;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * How the lake and HBase compare.
 *
 * @param days how many days have events in either
 * @param lakeEvents events in the lake
 * @param timelineEvents events in HBase
 * @param differing the days on which they do not agree, oldest first
 * @param samples some of the events on which they do not agree, at most {@value #MOST_SAMPLES}
 */
public record VerifyReport(long days, long lakeEvents, long timelineEvents, List<Day> differing, List<Sample> samples) {
    /** The most samples a report has. */
    public static final int MOST_SAMPLES = 20;

    /** How an event can differ. */
    public enum Kind {
        /** The lake has it and HBase does not. */
        MISSING_IN_TIMELINE,
        /** HBase has it and the lake does not. */
        MISSING_IN_LAKE,
        /** The lake has it more than once. */
        REPEATED_IN_LAKE,
        /** Both have it, with different content. */
        DIFFERENT
    }

    /**
     * A day on which the stores do not agree.
     *
     * @param day the day of the event time, UTC
     * @param lakeEvents events in the lake
     * @param lakeChecksum the sum of the hashes of their contents
     * @param timelineEvents events in HBase
     * @param timelineChecksum the sum of the hashes of their contents
     * @param missingInTimeline how many only the lake has
     * @param missingInLake how many only HBase has
     * @param repeatedInLake how many the lake has more than once
     * @param different how many have different content
     */
    public record Day(
            LocalDate day,
            long lakeEvents,
            String lakeChecksum,
            long timelineEvents,
            String timelineChecksum,
            long missingInTimeline,
            long missingInLake,
            long repeatedInLake,
            long different) {
        public Day {
            requireNonNull(day, "day is null");
        }
    }

    /**
     * An event on which the stores do not agree.
     *
     * @param kind in which way
     * @param day the day of the event time, UTC
     * @param rowKey the row key in HBase, in hex
     * @param customerKey the customer, or null if the row key cannot be read
     * @param eventTime when it happened, or null if the row key cannot be read
     * @param eventId the identity of the event, or null if the row key cannot be read
     */
    public record Sample(
            Kind kind, LocalDate day, String rowKey, String customerKey, Instant eventTime, String eventId) {
        public Sample {
            requireNonNull(kind, "kind is null");
            requireNonNull(day, "day is null");
            requireNonNull(rowKey, "rowKey is null");
        }
    }

    public VerifyReport {
        differing = List.copyOf(differing);
        samples = List.copyOf(samples);
    }

    /** Returns whether both stores hold the same events. */
    public boolean agrees() {
        return differing.isEmpty();
    }
}
