package org.crmlake.cli;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.hbase.HistoryQuery;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake history}: what happened with a customer, straight from HBase. */
@Command(
        name = "history",
        description = "Show what happened with a customer, newest first.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake history retail:17850",
            "  crmlake history retail:17850 --from 2011-06-01 --to 2011-07-01 --name \"Order Completed\" -o ndjson"
        })
final class HistoryCommand implements Action {
    private static final String[] OVERVIEW = {"event_time", "name", "amount", "currency", "source", "properties"};
    private static final String[] EVERYTHING = {
        "event_id",
        "kind",
        "name",
        "customer_key",
        "user_id",
        "anonymous_id",
        "event_time",
        "received_at",
        "source",
        "channel",
        "campaign_id",
        "amount",
        "currency",
        "properties",
        "context",
        "clock_suspect",
        "batch_id"
    };

    @Parameters(paramLabel = "CUSTOMER", description = "The customer's key, namespace:id.")
    String customer;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Converters.ToMoment.class,
            description = "The first moment that counts; a date is its midnight in UTC.")
    Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Converters.ToMoment.class,
            description = "The first moment that no longer counts.")
    Instant to;

    @Option(names = "--name", paramLabel = "NAME", description = "Only events of exactly this name.")
    String name;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            converter = Converters.ToCount.class,
            description = "The most events to show (default: 50).")
    int limit;

    @Override
    public int run(Invocation invocation) {
        CustomerKey key = new CustomerKey(customer);
        Configuration configuration = StoreSettings.ofQuestions(invocation);
        try (TimelineStore timeline = TimelineStore.open(configuration, invocation.tenant())) {
            List<Event> events = timeline.history(key, new HistoryQuery(from, to, name, limit));
            if (events.isEmpty() && timeline.newest(key).isEmpty()) {
                throw new CrmException(
                        Kind.NOT_FOUND,
                        "Cannot show the history of " + key + ": tenant " + invocation.tenant()
                                + " has no events of this customer. Check the key, and --tenant.");
            }
            write(invocation, events);
        }
        return ExitCode.DONE;
    }

    /** A table has what a person asks for first; the other formats have everything that HBase knows. */
    private static void write(Invocation invocation, List<Event> events) {
        boolean overview = invocation.format() == Format.TABLE;
        try (RowSink rows = invocation.rows(overview ? OVERVIEW : EVERYTHING)) {
            for (Event event : events) {
                rows.row(overview ? overview(event) : everything(event));
            }
        }
    }

    private static Object[] overview(Event event) {
        return new Object[] {
            event.eventTime(),
            event.name(),
            event.amount(),
            event.currency(),
            event.source(),
            sorted(event.properties())
        };
    }

    private static Object[] everything(Event event) {
        return new Object[] {
            event.eventId(),
            event.kind().text(),
            event.name(),
            event.customerKey(),
            event.userId(),
            event.anonymousId(),
            event.eventTime(),
            event.receivedAt(),
            event.source(),
            event.channel(),
            event.campaignId(),
            event.amount(),
            event.currency(),
            sorted(event.properties()),
            sorted(event.context()),
            event.clockSuspect(),
            event.batchId()
        };
    }

    /** The same event reads the same each time. */
    private static Map<String, String> sorted(Map<String, String> map) {
        return new TreeMap<>(map);
    }
}
