package org.crmlake.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.JobReport;
import org.crmlake.jobs.JobReport.Written;

/**
 * Writes what jobs did, and says what they warn of. A table and CSV have a row for each table that was written; a table is followed
 * by what the jobs found, a line each. JSON is an object for each job: alone if one job was asked for, else in an array.
 */
final class JobReports implements AutoCloseable {
    private final Invocation invocation;
    private final int asked;
    private final List<JobReport> reports = new ArrayList<>();

    JobReports(Invocation invocation, int asked) {
        this.invocation = invocation;
        this.asked = asked;
    }

    void add(JobReport report) {
        report.outcome().warnings().forEach(warning -> invocation.complain(report.job() + ": " + warning));
        reports.add(report);
    }

    /** Writes those that came to an end, also where the next one failed. */
    @Override
    public void close() {
        if (invocation.format() == Format.TABLE || invocation.format() == Format.CSV) {
            rows();
            return;
        }
        List<Map<String, Object>> objects =
                reports.stream().map(JobReports::members).toList();
        if (asked == 1) {
            objects.forEach(invocation::result);
        } else {
            invocation.objects(objects);
        }
    }

    private void rows() {
        try (RowSink rows = invocation.rows("job", "as_of", "table", "rows", "seconds")) {
            for (JobReport report : reports) {
                for (Written written : report.written()) {
                    rows.row(report.job(), report.asOf(), written.table(), written.rows(), report.took());
                }
            }
        }
        if (invocation.format() == Format.TABLE) {
            for (JobReport report : reports) {
                invocation.result(flat("", report.outcome().findings()));
            }
        }
    }

    private static Map<String, Object> members(JobReport report) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("job", report.job());
        members.put("as_of", report.asOf());
        members.putAll(report.outcome().findings());
        if (!report.outcome().warnings().isEmpty()) {
            members.put("warnings", report.outcome().warnings());
        }
        List<Map<String, Object>> written = new ArrayList<>();
        for (Written one : report.written()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("table", one.table());
            entry.put("rows", one.rows());
            written.add(entry);
        }
        members.put("written", written);
        members.put("seconds", report.took());
        return members;
    }

    /** A member that has members is shown as several, {@code parameters.alpha}. */
    private static Map<String, Object> flat(String prefix, Map<?, ?> members) {
        Map<String, Object> flat = new LinkedHashMap<>();
        members.forEach((name, value) -> {
            if (value instanceof Map<?, ?> inner) {
                flat.putAll(flat(prefix + name + ".", inner));
            } else {
                flat.put(prefix + name, value);
            }
        });
        return flat;
    }
}
