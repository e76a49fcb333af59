package org.crmlake.cli;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.hbase.Profile;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.segment.Statement;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code crmlake profile}: what is known of a customer now, straight from HBase. */
@Command(
        name = "profile",
        description = "Show a customer's traits, scores and consents.",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake profile retail:17850", "  crmlake profile retail:17850 -o json"})
final class ProfileCommand implements Action {
    @Parameters(paramLabel = "CUSTOMER", description = "The customer's key, namespace:id.")
    String customer;

    @Override
    public int run(Invocation invocation) {
        CustomerKey key = new CustomerKey(customer);
        Configuration configuration = StoreSettings.ofQuestions(invocation);
        try (ProfileStore profiles = ProfileStore.open(configuration, invocation.tenant())) {
            write(invocation, profiles.profile(key).orElseThrow(() -> missing(invocation, configuration, key)));
        }
        return ExitCode.DONE;
    }

    /** Somebody who has events and no profile is known: only no job has looked at them yet. */
    private static CrmException missing(Invocation invocation, Configuration configuration, CustomerKey key) {
        String reason;
        try (TimelineStore timeline = TimelineStore.open(configuration, invocation.tenant())) {
            reason = timeline.newest(key).isPresent()
                    ? "no job has scored this customer yet. Run `crmlake run rfm --as-of DATE`, or see `crmlake history "
                            + key + "`."
                    : "tenant " + invocation.tenant() + " does not know this customer. Check the key, and --tenant.";
        }
        return new CrmException(Kind.NOT_FOUND, "Cannot show the profile of " + key + ": " + reason);
    }

    /** A table and CSV have a row for each thing known; JSON has one object. */
    private static void write(Invocation invocation, Profile profile) {
        Instant now = invocation.shell().clock().instant();
        if (invocation.format() == Format.JSON || invocation.format() == Format.NDJSON) {
            invocation.result(members(profile, now));
            return;
        }
        try (RowSink rows = invocation.rows("kind", "name", "value", "as_of", "source")) {
            profile.traits().forEach((name, said) -> rows.row("trait", name, said.value(), said.time(), said.source()));
            profile.scores().forEach((name, score) -> rows.row("score", name, score.value(), score.asOf(), null));
            profile.consentsInForce(now)
                    .forEach((name, said) -> rows.row("consent", name, said.value(), said.time(), said.source()));
        }
    }

    private static Map<String, Object> members(Profile profile, Instant now) {
        Map<String, Object> scores = new LinkedHashMap<>();
        profile.scores().forEach((name, score) -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("value", score.value());
            members.put("as_of", score.asOf());
            scores.put(name, members);
        });
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("customer_key", profile.customer());
        members.put("traits", members(profile.traits()));
        members.put("scores", scores);
        members.put("consents", members(profile.consentsInForce(now)));
        return members;
    }

    private static Map<String, Object> members(Map<String, Statement> statements) {
        Map<String, Object> all = new LinkedHashMap<>();
        statements.forEach((name, said) -> {
            Map<String, Object> members = new LinkedHashMap<>();
            members.put("value", said.value());
            members.put("as_of", said.time());
            members.put("source", said.source());
            all.put(name, members);
        });
        return all;
    }
}
