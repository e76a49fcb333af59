package org.crmlake.cli;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.export.DestinationExport;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.cli.export.Gate;
import org.crmlake.cli.export.SegmentExport;
import org.crmlake.cli.export.SegmentExport.Exported;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.segments.SegmentAnswers;
import org.crmlake.jobs.segments.SegmentAnswers.Members;
import org.crmlake.jobs.segments.SegmentPreview;
import org.crmlake.model.export.Destination;
import org.crmlake.model.segment.SegmentDefinition;

/** What {@link SegmentCommand} does with Spark: loaded only when it runs. */
final class SegmentQueries {
    private SegmentQueries() {}

    static void members(Invocation invocation, String segment, LocalDate asOf) {
        SegmentAnswers answers = answers(invocation);
        Iterator<String> members = answers.members(segment, asOf).keys().toLocalIterator();
        try (RowSink rows = invocation.rows("customer_key")) {
            members.forEachRemaining(rows::row);
        }
    }

    static void ledger(Invocation invocation, String segment) {
        SegmentAnswers answers = answers(invocation);
        Iterator<Row> ledger = answers.ledger(segment)
                .select("as_of", "customer_key", "change", "cause", "effective_at", "reasons", "event_id", "version")
                .toLocalIterator();
        // One that was withdrawn has its history all the same.
        if (!ledger.hasNext()) {
            answers.defined().named(segment);
        }
        QueryRun.write(
                invocation,
                ledger,
                "as_of",
                "customer_key",
                "change",
                "cause",
                "effective_at",
                "reasons",
                "event_id",
                "version");
    }

    static void diff(Invocation invocation, SegmentDefinition before, SegmentDefinition after, LocalDate asOf) {
        SegmentAnswers answers = answers(invocation);
        Iterator<Row> differences = answers.differences(before, after, asOf).toLocalIterator();
        QueryRun.write(invocation, differences, "customer_key", "change");
    }

    static void preview(Invocation invocation, SegmentDefinition definition, LocalDate asOf, int percent) {
        SegmentPreview preview = answers(invocation).preview(definition, asOf, percent);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("segment", definition.name());
        result.put("as_of", asOf);
        result.put("customers", preview.customers());
        result.put("members", preview.members());
        result.put("members_at_least", preview.atLeast());
        result.put("members_at_most", preview.atMost());
        result.put("overlaps", preview.overlaps());
        result.put("examples", preview.examples());
        invocation.result(result);
    }

    static Map<String, Object> export(
            Invocation invocation,
            String segment,
            LocalDate asOf,
            Destination destination,
            String folder,
            String campaign) {
        Gate gate = SuppressionList.gate(invocation, destination);
        SegmentAnswers answers = answers(invocation);
        Members found = answers.members(segment, asOf);
        Instant now = invocation.shell().clock().instant();
        Dataset<Row> members = answers.people(found.keys(), now);
        Optional<CampaignExport> exported =
                Optional.ofNullable(campaign).map(name -> CampaignExport.of(invocation, name));
        Iterator<Row> rows =
                exported.map(one -> one.inArms(members)).orElse(members).toLocalIterator();
        Iterator<Person> people = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Person next() {
                Row row = rows.next();
                return DestinationExport.person(
                        row.getString(0),
                        words(row, 1),
                        words(row, 2),
                        exported.map(one -> CampaignExport.armOf(row)).orElse(null));
            }
        };
        return new DestinationExport(gate, StoreSettings.of(invocation).configuration(), folder)
                .export(
                        new Subject(invocation.tenant(), segment, found.versions(), found.isOfRun(), asOf),
                        people,
                        now,
                        exported.map(CampaignExport::record));
    }

    /** Exports an RFM segment: who is on the list of suppressions is not in it, by whatever is known of them. */
    static Map<String, Object> exportScores(
            Invocation invocation, String segment, Optional<LocalDate> asOf, Destination destination, Path folder) {
        Gate gate = SuppressionList.gate(invocation, destination);
        SegmentAnswers answers = answers(invocation);
        SegmentExport export =
                new SegmentExport(SparkSessions.open(invocation), invocation.tenant(), gate, answers::withTraits);
        Exported exported = export.export(segment, asOf, folder);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", exported.file());
        result.put("segment", exported.segment());
        result.put("as_of", exported.asOf());
        result.put("customers", exported.customers());
        result.put("suppressed", exported.suppressed());
        gate.count(result);
        return result;
    }

    private static Map<String, String> words(Row row, int index) {
        return row.isNullAt(index) ? Map.of() : row.getJavaMap(index);
    }

    private static SegmentAnswers answers(Invocation invocation) {
        JobContext context = new JobContext(
                SparkSessions.open(invocation),
                invocation.tenant(),
                StoreSettings.of(invocation).configuration());
        return new SegmentAnswers(context, invocation.configuration().value(Keys.TENANT_ZONE));
    }
}
