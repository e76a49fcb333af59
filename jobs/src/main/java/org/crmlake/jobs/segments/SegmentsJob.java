package org.crmlake.jobs.segments;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.ChurnScoresTable;
import org.crmlake.lake.ClvTable;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SegmentLedgerTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.lake.SegmentRunsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.lake.UpliftScoresTable;
import org.crmlake.model.segment.AsOf;

/** Evaluates all segments as of a date, those customers again in whom something changed, and writes who entered and left. */
public final class SegmentsJob implements Job {
    private final ZoneId zone;
    private final Clock clock;

    /** @param zone of the tenant's calendar */
    public SegmentsJob(ZoneId zone, Clock clock) {
        this.zone = requireNonNull(zone, "zone is null");
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "segments";
    }

    @Override
    public String description() {
        return "Evaluates all segments: who is in, who entered and left since the run before, and why.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(
                TableRef.of(EventsTable.TABLE),
                TableRef.of(RfmScoresTable.TABLE),
                TableRef.of(UpliftScoresTable.TABLE),
                TableRef.of(ChurnScoresTable.TABLE),
                TableRef.of(ClvTable.TABLE),
                new TableRef("hbase", "segments"));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(
                TableRef.of(SegmentMembersTable.TABLE),
                TableRef.of(SegmentLedgerTable.TABLE),
                TableRef.of(SegmentRunsTable.TABLE),
                TableRef.PROFILE);
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        Instant now = clock.instant();
        LocalDate asOf = arguments.asOf();
        SparkLake lake = context.lake();
        Definitions definitions = Definitions.read(context);
        RunLog log = new RunLog(context);
        Optional<EarlierRun> before = log.before(asOf, zone, definitions.versions());
        // What another run for this date, perhaps one that died, has put into profiles is not known: all are written
        // again.
        boolean all = arguments.value(SegmentsOptions.FULL) || log.has(asOf) || hasRows(lake, asOf);
        try (SegmentRun run = new SegmentRun(lake, definitions, AsOf.startOf(asOf, zone), before, all)) {
            long looked = run.looked();
            long customers = run.customers();
            lake.overwritePartition(run.members(), SegmentMembersTable.TABLE, SegmentMembersTable.AS_OF, asOf);
            lake.overwritePartition(run.ledger(now), SegmentLedgerTable.TABLE, SegmentLedgerTable.AS_OF, asOf);
            long profiles = SegmentProfiles.write(run.toPublish(), context, asOf);
            // Last: a run that died before this is no run, and the next one starts from the one before.
            log.write(asOf, zone, definitions.versions(), run.snapshot(), customers, looked, now);
            return new JobOutcome(
                    List.of(
                            new Written(TableRef.of(SegmentMembersTable.TABLE), rows(lake, asOf)),
                            new Written(TableRef.of(SegmentLedgerTable.TABLE), ledgerRows(lake, asOf)),
                            new Written(TableRef.of(SegmentRunsTable.TABLE), 1),
                            new Written(TableRef.PROFILE, profiles)),
                    findings(definitions, before, customers, looked),
                    warnings(log.datesAfter(asOf)));
        }
    }

    private static boolean hasRows(SparkLake lake, LocalDate asOf) {
        Optional<LocalDate> date = Optional.of(asOf);
        return lake.lastDate(SegmentMembersTable.TABLE, SegmentMembersTable.AS_OF, asOf)
                        .equals(date)
                || lake.lastDate(SegmentLedgerTable.TABLE, SegmentLedgerTable.AS_OF, asOf)
                        .equals(date);
    }

    private static long rows(SparkLake lake, LocalDate asOf) {
        return lake.read(SegmentMembersTable.TABLE)
                .filter(col(SegmentMembersTable.AS_OF).equalTo(lit(asOf)))
                .count();
    }

    private static long ledgerRows(SparkLake lake, LocalDate asOf) {
        return lake.read(SegmentLedgerTable.TABLE)
                .filter(col(SegmentLedgerTable.AS_OF).equalTo(lit(asOf)))
                .count();
    }

    private static Map<String, Object> findings(
            Definitions definitions, Optional<EarlierRun> before, long customers, long evaluated) {
        Map<String, Object> findings = new LinkedHashMap<>();
        findings.put("segments", definitions.versions().size());
        findings.put("customers", customers);
        findings.put("evaluated", evaluated);
        findings.put("spared", Math.max(0, customers - evaluated));
        before.ifPresent(run ->
                findings.put("changes_since", run.asOf().moment().toLocalDate().toString()));
        return findings;
    }

    private static List<String> warnings(List<String> later) {
        return later.isEmpty()
                ? List.of()
                : List.of("The ledger of " + later.get(0)
                        + " still tells changes against what was there before this run. Run segments again as of "
                        + String.join(", ", later) + ".");
    }
}
