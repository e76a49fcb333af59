package org.crmlake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.export.DestinationExport;
import org.crmlake.cli.export.DestinationExport.Person;
import org.crmlake.cli.export.DestinationExport.Subject;
import org.crmlake.cli.output.RowSink;
import org.crmlake.hbase.StoredSegment;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.segments.SegmentAnswers;
import org.crmlake.jobs.segments.SegmentPreview;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.export.Destination;
import org.crmlake.model.segment.SegmentDefinition;

/** What {@link SegmentCommand} does with Spark: loaded only when it runs. */
final class SegmentQueries {
    private SegmentQueries() {}

    static void members(Invocation invocation, String segment, LocalDate asOf) {
        SegmentAnswers answers = answers(invocation);
        answers.defined().named(segment);
        Iterator<String> members = answers.members(segment, asOf).toLocalIterator();
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
            StoredSegment segment,
            LocalDate asOf,
            Destination destination,
            String folder,
            String campaign) {
        Dataset<Row> members = answers(invocation).people(segment.name(), asOf);
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
        return new DestinationExport(
                        destination,
                        suppressions(invocation),
                        StoreSettings.of(invocation).configuration(),
                        // Without a scheme it is a folder of this machine, as it is for every other command.
                        folder.contains(":")
                                ? folder
                                : Path.of(folder).toAbsolutePath().toUri().toString())
                .export(
                        new Subject(segment.name(), segment.version(), asOf),
                        people,
                        invocation.shell().clock().instant(),
                        exported.map(CampaignExport::record));
    }

    private static Map<String, String> words(Row row, int index) {
        return row.isNullAt(index) ? Map.of() : row.getJavaMap(index);
    }

    private static Set<String> suppressions(Invocation invocation) {
        Optional<Path> file = invocation.configuration().value(Keys.SUPPRESSIONS);
        if (file.isEmpty()) {
            return Set.of();
        }
        try {
            return Files.readAllLines(file.get()).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    // Addresses and hashes are compared in lower case, keys as they are.
                    .flatMap(line -> Stream.of(line, line.toLowerCase(Locale.ROOT)))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read the suppressions of " + file.get() + ": " + e + ". Set " + Keys.SUPPRESSIONS.name()
                            + " to a readable UTF-8 file: nothing is exported without it.",
                    e);
        }
    }

    private static SegmentAnswers answers(Invocation invocation) {
        JobContext context = new JobContext(
                SparkSessions.open(invocation),
                invocation.tenant(),
                StoreSettings.of(invocation).configuration());
        return new SegmentAnswers(context, invocation.configuration().value(Keys.TENANT_ZONE));
    }
}
