package org.crmlake.cli;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.batch.IngestListener;
import org.crmlake.ingest.lock.SourceLock;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.verify.ProfileReport;
import org.crmlake.jobs.verify.Repair;
import org.crmlake.jobs.verify.RepairReport;
import org.crmlake.jobs.verify.Verify;
import org.crmlake.jobs.verify.VerifyProfiles;
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
        Compared compared = compared(context(invocation), from, to);
        write(invocation, compared, null);
        requireAlike(
                invocation,
                compared,
                "If an ingest is running, wait for it; else repeat the ingest that broke off, or run `crmlake verify --repair"
                        + " --dry-run`.");
    }

    /** Writes what {@link #repair} would do. */
    static void planRepair(Invocation invocation, LocalDate from, LocalDate to) {
        RepairReport plan = new Repair(context(invocation), from, to, whole(from, to)).plan();
        Map<String, Object> result = new LinkedHashMap<>();
        changes(result, plan);
        result.remove("busy");
        result.remove("left");
        invocation.result(result);
        invocation.say("Nothing was written. What belongs to a source that is being ingested would be left alone.");
    }

    /**
     * Brings HBase to what the lake says, and writes what was done and how the stores compare then.
     *
     * @throws CrmException of kind QUALITY_GATE if they differ still
     */
    static void repair(Invocation invocation, LocalDate from, LocalDate to) {
        JobContext context = context(invocation);
        RepairReport done = IngestRun.with(invocation, IngestListener.SILENT, (BatchIngest batches) -> new Repair(
                        context, from, to, whole(from, to))
                .run(source -> {
                    SourceLock lock = batches.lockAlone(source);
                    return lock::close;
                }));
        Compared after = compared(context, from, to);
        write(invocation, after, done);
        requireAlike(
                invocation,
                after,
                done.busy().isEmpty()
                        ? "What is left was not written by crmlake, or is in the lake more than once; the samples name it."
                        : "What belongs to " + String.join(", ", done.busy())
                                + " was left, because it is being ingested. Run this again when that has ended.");
    }

    /** @param profiles null if they were not compared */
    private record Compared(VerifyReport events, ProfileReport profiles) {
        boolean agree() {
            return events.agrees() && (profiles == null || profiles.differing() == 0);
        }
    }

    private static JobContext context(Invocation invocation) {
        return new JobContext(
                SparkSessions.open(invocation),
                invocation.tenant(),
                StoreSettings.of(invocation).configuration());
    }

    /** What a profile says is of no day. */
    private static boolean whole(LocalDate from, LocalDate to) {
        return from.equals(LocalDate.EPOCH) && to.equals(LocalDate.of(9999, 12, 31));
    }

    private static Compared compared(JobContext context, LocalDate from, LocalDate to) {
        return new Compared(Verify.days(context, from, to), whole(from, to) ? VerifyProfiles.all(context) : null);
    }

    private static void requireAlike(Invocation invocation, Compared compared, String whatToDo) {
        if (compared.agree()) {
            return;
        }
        List<String> where = new ArrayList<>();
        if (!compared.events().agrees()) {
            where.add("on " + compared.events().differing().size() + " of "
                    + compared.events().days() + " days");
        }
        if (compared.profiles() != null && compared.profiles().differing() > 0) {
            where.add("on " + compared.profiles().differing() + " of "
                    + compared.profiles().statements() + " traits and consents");
        }
        throw new CrmException(
                Kind.QUALITY_GATE,
                "Cannot vouch for the events of tenant " + invocation.tenant() + ": the lake and HBase differ "
                        + String.join(" and ", where) + ". " + whatToDo);
    }

    private static void changes(Map<String, Object> result, RepairReport changes) {
        result.put("events_removed", changes.eventsRemoved());
        result.put("events_written", changes.eventsWritten());
        result.put("statements_removed", changes.statementsRemoved());
        result.put("statements_written", changes.statementsWritten());
        result.put("left", changes.left());
        result.put("sources", List.copyOf(changes.sources()));
        result.put("busy", List.copyOf(changes.busy()));
    }

    private static void write(Invocation invocation, Compared compared, RepairReport repaired) {
        VerifyReport report = compared.events();
        Map<String, Object> result = new LinkedHashMap<>();
        if (repaired != null) {
            changes(result, repaired);
        }
        result.put("days", report.days());
        result.put("lake_events", report.lakeEvents());
        result.put("timeline_events", report.timelineEvents());
        result.put("differing_days", report.differing().size());
        if (compared.profiles() != null) {
            result.put("statements", compared.profiles().statements());
            result.put("differing_statements", compared.profiles().differing());
        }
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
