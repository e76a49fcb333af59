package org.crmlake.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.hbase.HistoryQuery;
import org.crmlake.hbase.Profile;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.Evaluator.Answer;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code crmlake segment explain}: why a customer is in a segment or not, from HBase alone. */
@Command(
        name = "explain",
        description = "Show whether a customer is in a segment, what each leaf found, and on which events that rests.",
        footerHeading = "%nExamples:%n",
        footer = "  crmlake segment explain big-spenders --customer retail:16013 --as-of 2011-07-16")
final class SegmentExplainCommand implements Action {
    /** More events than this are not explained to a person. */
    private static final int MOST_EVENTS = 1_000_000;

    private static final int SHOWN_EVENTS = 3;

    @Mixin
    SegmentName segment;

    @Option(
            names = "--customer",
            paramLabel = "CUSTOMER",
            required = true,
            description = "The customer's key, namespace:id.")
    String customer;

    @Mixin
    AsOfOption asOf;

    @Override
    public int run(Invocation invocation) {
        CustomerKey key = new CustomerKey(customer);
        ZoneId zone = invocation.configuration().value(Keys.TENANT_ZONE);
        LocalDate date = asOf.orToday(invocation);
        AsOf moment = AsOf.startOf(date, zone);
        Configuration configuration = StoreSettings.ofQuestions(invocation);
        SegmentSet segments;
        try (SegmentStore store = SegmentStore.open(configuration, invocation.tenant())) {
            SegmentFiles.versions(store, segment.name);
            segments = SegmentFiles.defined(store);
        }
        CustomerHistory history = history(invocation, configuration, key, moment, date);
        write(invocation, key, date, new Evaluator(segments).explain(segment.name, history, moment));
        return ExitCode.DONE;
    }

    private static CustomerHistory history(
            Invocation invocation, Configuration configuration, CustomerKey key, AsOf moment, LocalDate date) {
        List<Event> events;
        try (TimelineStore timeline = TimelineStore.open(configuration, invocation.tenant())) {
            events = timeline.history(key, new HistoryQuery(null, moment.instant(), null, MOST_EVENTS));
        }
        if (events.isEmpty()) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot explain segments of " + key + ": tenant " + invocation.tenant()
                            + " knows nothing of this customer before " + moment.instant()
                            + ". Check the key, --as-of and --tenant.");
        }
        Map<String, String> scores = new TreeMap<>();
        try (ProfileStore profiles = ProfileStore.open(configuration, invocation.tenant())) {
            Instant midnight = date.atStartOfDay(ZoneOffset.UTC).toInstant();
            profiles.profile(key)
                    .map(Profile::scores)
                    .ifPresent(found -> found.forEach((name, score) -> {
                        // A profile has the newest scores only; those of a later date say nothing of this one.
                        if (!score.asOf().isAfter(midnight)) {
                            scores.put(name, score.value());
                        }
                    }));
        }
        return CustomerHistory.of(
                key.text(), events.stream().map(Occurrence::of).toList(), scores);
    }

    private void write(Invocation invocation, CustomerKey key, LocalDate date, Answer answer) {
        if (invocation.format() == Format.JSON || invocation.format() == Format.NDJSON) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("segment", segment.name);
            result.put("customer_key", key);
            result.put("as_of", date);
            result.put("in", answer.holds());
            result.put("why", members(answer));
            invocation.result(result);
            return;
        }
        try (RowSink rows = invocation.rows("condition", "holds", "found", "events")) {
            rows.row(segment.name, answer.holds() ? "in" : "out", null, null);
            write(rows, answer, "  ");
        }
    }

    private static void write(RowSink rows, Answer answer, String indent) {
        rows.row(
                indent + answer.node(),
                answer.holds() ? "yes" : "no",
                answer.finding()
                        .map(finding -> String.valueOf(finding.measured()))
                        .orElse(null),
                answer.finding().map(finding -> shown(finding.evidence())).orElse(null));
        answer.parts().forEach(part -> write(rows, part, indent + "  "));
    }

    /** The last ones are those that mattered most recently. */
    private static String shown(List<Occurrence> evidence) {
        List<String> last = evidence.subList(Math.max(0, evidence.size() - SHOWN_EVENTS), evidence.size()).stream()
                .map(event -> event.time() + " "
                        + (event.name() == null ? event.kind().text() : event.name()))
                .toList();
        return (evidence.size() > SHOWN_EVENTS ? "… " : "") + String.join(", ", last);
    }

    private static Map<String, Object> members(Answer answer) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("condition", answer.node());
        members.put("holds", answer.holds());
        answer.finding().ifPresent(finding -> {
            members.put(
                    "found",
                    finding.measured() == null ? null : finding.measured().toString());
            members.put(
                    "events", finding.evidence().stream().map(Occurrence::id).toList());
        });
        if (!answer.parts().isEmpty()) {
            members.put(
                    "parts",
                    answer.parts().stream().map(SegmentExplainCommand::members).toList());
        }
        return members;
    }
}
