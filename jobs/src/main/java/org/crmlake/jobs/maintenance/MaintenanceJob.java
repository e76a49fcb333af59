package org.crmlake.jobs.maintenance;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.hbase.BulkLoadStaging;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.TableRef;
import org.crmlake.lake.ExpiredCommitsTable;
import org.crmlake.lake.LakeTable;
import org.crmlake.lake.LakeTables;
import org.crmlake.lake.LakeUpkeep;
import org.crmlake.lake.UpkeepDone;
import org.crmlake.lake.UpkeepSettings;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Maintains the lake's tables one by one: small files are brought together, old snapshots expire, files that no snapshot names are
 * removed, and with them the files of bulk loads that were begun and never repeated. It goes by the clock and not by the date of the
 * run, and may run beside everything else.
 */
public final class MaintenanceJob implements Job {
    private final Clock clock;

    public MaintenanceJob(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return MaintenanceOptions.JOB;
    }

    @Override
    public String description() {
        return "Brings small files of the lake together, lets old snapshots expire and removes files that none names.";
    }

    @Override
    public List<TableRef> inputs() {
        return LakeTables.ALL.stream().map(TableRef::of).toList();
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(ExpiredCommitsTable.TABLE));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        UpkeepSettings settings = new UpkeepSettings(
                clock.instant(),
                Duration.ofDays(arguments.value(MaintenanceOptions.KEEP_DAYS)),
                Duration.ofDays(arguments.value(MaintenanceOptions.ORPHAN_DAYS)),
                arguments.value(MaintenanceOptions.DRY_RUN));
        List<LakeTable> tables = tables(arguments);
        LakeUpkeep upkeep = new LakeUpkeep(context.spark(), context.lake(), settings);
        List<Map<String, Object>> findings = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        long kept = 0;
        for (LakeTable table : tables) {
            UpkeepDone done = upkeep.run(table);
            findings.add(finding(done));
            kept += done.keptCommits();
            done.left()
                    .ifPresent(reason -> warnings.add("Small files of " + table.name() + " were left as they are: "
                            + reason + ". The next run tries again."));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("dry_run", settings.dryRun());
        all.put("tables", findings);
        all.put(
                "abandoned_bulk_loads",
                new BulkLoadStaging(context.hbase(), context.tenant())
                        .removeAbandoned(settings.now().minus(settings.orphans()), settings.dryRun()));
        return new JobOutcome(List.of(new Written(TableRef.of(ExpiredCommitsTable.TABLE), kept)), all, warnings);
    }

    private static List<LakeTable> tables(JobArguments arguments) {
        return arguments
                .find(MaintenanceOptions.TABLES)
                .map(names -> names.stream().map(MaintenanceJob::table).toList())
                .orElse(LakeTables.ALL);
    }

    private static LakeTable table(String name) {
        return LakeTables.ALL.stream()
                .filter(table -> table.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CrmException(
                        Kind.USAGE,
                        "Cannot maintain table '" + Printable.of(name)
                                + "': the lake has none of that name. See docs/lake-tables.md for those it has."));
    }

    private static Map<String, Object> finding(UpkeepDone done) {
        Map<String, Object> finding = new LinkedHashMap<>();
        finding.put("table", done.table().name());
        finding.put("files", done.files());
        finding.put("compacted", done.compacted());
        finding.put("compacted_into", done.compactedInto());
        finding.put("expired_snapshots", done.expiredSnapshots());
        finding.put("orphans", done.orphans());
        return finding;
    }
}
