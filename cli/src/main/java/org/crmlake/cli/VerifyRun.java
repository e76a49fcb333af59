package org.crmlake.cli;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.verify.Verify;
import org.crmlake.jobs.verify.VerifyReport;
import org.crmlake.jobs.verify.VerifyReport.Day;
import org.crmlake.jobs.verify.VerifyReport.Sample;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** What {@link VerifyCommand} does with Spark: loaded only when it runs. */
final class VerifyRun {
    private VerifyRun() {}

    /**
     * Writes how the stores compare.
     *
     * @throws CrmException of kind QUALITY_GATE if they differ
     */
    static void compare(Invocation invocation, LocalDate from, LocalDate to) {
        JobContext context = new JobContext(
                SparkSessions.open(invocation),
                invocation.tenant(),
                StoreSettings.of(invocation).configuration());
        VerifyReport report = Verify.days(context, from, to);
        write(invocation, report);
        if (!report.agrees()) {
            throw new CrmException(
                    Kind.QUALITY_GATE,
                    "Cannot vouch for the events of tenant " + invocation.tenant() + ": the lake and HBase differ on "
                            + report.differing().size() + " of " + report.days()
                            + " days. If an ingest is running, wait for it; else repeat the ingest that broke off.");
        }
    }

    private static void write(Invocation invocation, VerifyReport report) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("days", report.days());
        result.put("lake_events", report.lakeEvents());
        result.put("timeline_events", report.timelineEvents());
        result.put("differing_days", report.differing().size());
        boolean people = invocation.format() == Format.TABLE;
        if (!people) {
            result.put(
                    "differing",
                    report.differing().stream().map(VerifyRun::members).toList());
            result.put(
                    "samples", report.samples().stream().map(VerifyRun::members).toList());
        }
        invocation.result(result);
        if (people && !report.agrees()) {
            rows(invocation, report.differing().stream().map(VerifyRun::members).toList());
            rows(invocation, report.samples().stream().map(VerifyRun::members).toList());
        }
    }

    private static void rows(Invocation invocation, List<Map<String, Object>> things) {
        if (!things.isEmpty()) {
            try (RowSink rows = invocation.rows(things.get(0).keySet().toArray(String[]::new))) {
                things.forEach(thing -> rows.row(thing.values().toArray()));
            }
        }
    }

    private static Map<String, Object> members(Day day) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("day", day.day());
        members.put("lake_events", day.lakeEvents());
        members.put("lake_checksum", day.lakeChecksum());
        members.put("timeline_events", day.timelineEvents());
        members.put("timeline_checksum", day.timelineChecksum());
        members.put("missing_in_timeline", day.missingInTimeline());
        members.put("missing_in_lake", day.missingInLake());
        members.put("repeated_in_lake", day.repeatedInLake());
        members.put("different", day.different());
        return members;
    }

    private static Map<String, Object> members(Sample sample) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("kind", sample.kind());
        members.put("day", sample.day());
        members.put("customer_key", sample.customerKey());
        members.put("event_time", sample.eventTime());
        members.put("event_id", sample.eventId());
        members.put("row_key", sample.rowKey());
        return members;
    }
}
