package org.crmlake.jobs.campaign;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.segment.AsOf;

/** The rows that a definition has computed as of a day after its window, and how to find one. */
final class ComputedRows {
    static final LocalDate AS_OF = LocalDate.of(2026, 6, 20);

    private ComputedRows() {}

    static List<ResultRow> run(SparkSession spark, String definition, CampaignEvents events) {
        return run(spark, definition, events, ZoneOffset.UTC);
    }

    static List<ResultRow> run(SparkSession spark, String definition, CampaignEvents events, ZoneId zone) {
        try (CampaignRun run =
                new CampaignRun(CampaignFile.parse("test", definition), AsOf.startOf(AS_OF, zone), events.in(spark))) {
            return run.rows();
        }
    }

    static double value(List<ResultRow> rows, String section, String subject, String arm, String measure) {
        return find(rows, section, subject, arm, measure).value();
    }

    static ResultRow find(List<ResultRow> rows, String section, String subject, String arm, String measure) {
        return rows.stream()
                .filter(row -> row.section().equals(section) && row.subject().equals(subject))
                .filter(row -> row.measure().equals(measure))
                .filter(row -> Objects.equals(row.arm(), arm))
                .filter(row -> row.item() == null && row.day() == null)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        "no " + section + " " + subject + " " + arm + " " + measure + " in " + rows));
    }
}
