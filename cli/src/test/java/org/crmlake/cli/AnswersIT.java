package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.crmlake.hbase.NewestStatements;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.hbase.TimelineStore;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Consents;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a support agent asks: history and profile, straight from HBase. */
@ExtendWith(MiniHBase.class)
class AnswersIT {
    private static final CustomerKey ANNA = new CustomerKey("shop:anna");
    private static final Instant MAY = Instant.parse("2011-05-01T10:00:00Z");
    private static final Instant JUNE = Instant.parse("2011-06-01T10:00:00Z");

    private final Tenant tenant = new Tenant(UniqueName.of("answers"));

    @TempDir
    private Path folder;

    private Map<String, String> environment;

    @BeforeEach
    void writeTwoEventsAndAScore(Configuration stores) {
        environment = MiniStores.environment(stores, folder);
        try (SchemaAdmin admin = SchemaAdmin.open(stores)) {
            admin.createAndVerify(tenant, 1);
        }
        try (TimelineStore timeline = TimelineStore.open(stores, tenant)) {
            timeline.put(List.of(event("e1", "Order Completed", MAY), event("e2", "Order Refunded", JUNE)));
        }
        try (ProfileStore profiles = ProfileStore.open(stores, tenant)) {
            NewestStatements said = new NewestStatements();
            said.add(ANNA, new Statement(Topic.TRAIT, "city", "Ulm", MAY, "e3", "shop"));
            said.add(ANNA, new Statement(Topic.CONSENT, "email", "granted", JUNE, "e4", "desk"));
            profiles.putStatements(said);
            profiles.putScores(ANNA, Map.of("rfm_segment", "Champions"), Instant.parse("2011-07-01T00:00:00Z"));
        }
    }

    @Test
    void aHistoryIsNewestFirst() {
        assertThat(ask("history", "shop:anna").out()).isEqualTo("""
                        event_time            name             amount  currency  source  properties
                        2011-06-01T10:00:00Z  Order Refunded   9.9000  EUR       shop    {"colour": "red", "size": "\\u001b[31m"}
                        2011-05-01T10:00:00Z  Order Completed  9.9000  EUR       shop    {"colour": "red", "size": "\\u001b[31m"}
                        """);
    }

    @Test
    void aHistoryOfAnIntervalLeavesItsEndOut() {
        Outcome outcome =
                ask("history", "shop:anna", "--from", "2011-05-01", "--to", "2011-06-01T10:00:00Z", "-o", "json");

        assertThat(outcome.out())
                .isEqualTo(
                        "[\n  {\"event_id\": \"e1\", \"kind\": \"track\", \"name\": \"Order Completed\", \"customer_key\":"
                                + " \"shop:anna\", \"user_id\": null, \"anonymous_id\": null, \"event_time\":"
                                + " \"2011-05-01T10:00:00Z\", \"received_at\": null, \"source\": \"shop\", \"channel\": null,"
                                + " \"campaign_id\": null, \"amount\": 9.9000, \"currency\": \"EUR\", \"properties\": {\"colour\":"
                                + " \"red\", \"size\": \"\\u001b[31m\"}, \"context\": {}, \"clock_suspect\": false, \"batch_id\":"
                                + " \"b1\"}\n]\n");
    }

    @Test
    void aHistoryCanBeCutAndPickedByName() {
        assertThat(ask("history", "shop:anna", "--limit", "1", "-o", "ndjson")
                        .out()
                        .lines())
                .singleElement()
                .asString()
                .contains("\"e2\"");
        assertThat(ask("history", "shop:anna", "--name", "Order Completed", "-o", "ndjson")
                        .out()
                        .lines())
                .singleElement()
                .asString()
                .contains("\"e1\"");
    }

    @Test
    void aKnownCustomerWithoutSuchEventsHasAnEmptyHistory() {
        Outcome outcome = ask("history", "shop:anna", "--name", "Order Cancelled", "-o", "json");

        assertThat(outcome).isEqualTo(new Outcome(0, "[]\n", ""));
    }

    @Test
    void anUnknownCustomerIsNotFound() {
        assertThat(ask("history", "shop:bert"))
                .isEqualTo(new Outcome(
                        6,
                        "",
                        "crmlake: Cannot show the history of shop:bert: tenant " + tenant
                                + " has no events of this customer. Check the key, and --tenant.\n"));
        assertThat(ask("profile", "shop:bert"))
                .isEqualTo(new Outcome(
                        6,
                        "",
                        "crmlake: Cannot show the profile of shop:bert: tenant " + tenant
                                + " does not know this customer. Check the key, and --tenant.\n"));
    }

    @Test
    void aProfileSaysFromWhenAndWhereItIs() {
        assertThat(ask("profile", "shop:anna", "-o", "json").out())
                .isEqualTo("{\"customer_key\": \"shop:anna\", \"traits\": {\"city\": {\"value\": \"Ulm\", \"as_of\":"
                        + " \"2011-05-01T10:00:00Z\", \"source\": \"shop\"}}, \"scores\": {\"rfm_segment\": {\"value\":"
                        + " \"Champions\", \"as_of\": \"2011-07-01T00:00:00Z\"}}, \"consents\": {\"email\": {\"value\":"
                        + " \"granted\", \"as_of\": \"2011-06-01T10:00:00Z\", \"source\": \"desk\"}}}\n");
        assertThat(ask("profile", "shop:anna", "-o", "csv").out()).isEqualTo("""
                        kind,name,value,as_of,source
                        trait,city,Ulm,2011-05-01T10:00:00Z,shop
                        score,rfm_segment,Champions,2011-07-01T00:00:00Z,
                        consent,email,granted,2011-06-01T10:00:00Z,desk
                        """);
    }

    @Test
    void aRefusalOfEverythingIsShownForEachPurposeThatHadAnOlderYes(Configuration stores) {
        try (ProfileStore profiles = ProfileStore.open(stores, tenant)) {
            NewestStatements said = new NewestStatements();
            said.add(ANNA, consent("sms", "granted", "2011-06-03T10:00:00Z", "e6"));
            said.add(ANNA, consent(Consents.ALL, "withdrawn", "2011-06-02T10:00:00Z", "e5"));
            profiles.putStatements(said);
        }

        assertThat(ask("profile", "shop:anna", "-o", "json").out())
                .endsWith("\"consents\": {\"*\": {\"value\": \"withdrawn\", \"as_of\": \"2011-06-02T10:00:00Z\","
                        + " \"source\": \"web\"}, \"email\": {\"value\": \"withdrawn\", \"as_of\":"
                        + " \"2011-06-02T10:00:00Z\", \"source\": \"web\"}, \"sms\": {\"value\": \"granted\","
                        + " \"as_of\": \"2011-06-03T10:00:00Z\", \"source\": \"web\"}}}\n");
        assertThat(ask("profile", "shop:anna", "-o", "csv").out()).endsWith("""
                        consent,*,withdrawn,2011-06-02T10:00:00Z,web
                        consent,email,withdrawn,2011-06-02T10:00:00Z,web
                        consent,sms,granted,2011-06-03T10:00:00Z,web
                        """);
    }

    @Test
    void aYesOfATimeToComeIsNotShownAsOne(Configuration stores) {
        CustomerKey early = new CustomerKey("shop:early");
        try (ProfileStore profiles = ProfileStore.open(stores, tenant)) {
            NewestStatements said = new NewestStatements();
            said.add(early, consent("email", "granted", "2011-09-01T12:00:01Z", "e8"));
            said.add(early, consent("push", "denied", "2011-09-01T12:00:01Z", "e9"));
            said.add(early, consent("sms", "granted", "2011-09-01T12:00:00Z", "e7"));
            profiles.putStatements(said);
        }

        assertThat(ask("profile", early.toString(), "-o", "csv").out()).isEqualTo("""
                        kind,name,value,as_of,source
                        consent,email,future,2011-09-01T12:00:01Z,web
                        consent,push,denied,2011-09-01T12:00:01Z,web
                        consent,sms,granted,2011-09-01T12:00:00Z,web
                        """);
        assertThat(ask("profile", early.toString(), "-o", "json").out()).contains("\"email\": {\"value\": \"future\",");
    }

    @Test
    void bothAnswerWithoutSparkOnTheClassPath() throws IOException, InterruptedException {
        for (String command : List.of("history", "profile")) {
            Outcome outcome = ChildJvm.withoutSpark()
                    .run(environment, command, "shop:anna", "--tenant", tenant.name(), "-o", "json");

            assertThat(outcome).isEqualTo(ask(command, "shop:anna", "-o", "json"));
        }
    }

    private static Statement consent(String purpose, String state, String time, String id) {
        return new Statement(Topic.CONSENT, purpose, state, Instant.parse(time), id, "web");
    }

    private Outcome ask(String command, String customer, String... options) {
        String[] args = new String[options.length + 4];
        System.arraycopy(new String[] {command, customer, "--tenant", tenant.name()}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        return new RunCrmlake().with(environment).go(args);
    }

    private static Event event(String id, String name, Instant time) {
        return new Event(
                id,
                EventKind.TRACK,
                name,
                ANNA,
                null,
                null,
                time,
                null,
                "shop",
                null,
                null,
                new BigDecimal("9.9000"),
                "EUR",
                Map.of("size", "\u001b[31m", "colour", "red"),
                Map.of(),
                false,
                "b1");
    }
}
