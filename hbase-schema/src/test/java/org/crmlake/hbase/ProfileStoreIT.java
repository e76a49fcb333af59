package org.crmlake.hbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.hbase.Profile.Score;
import org.crmlake.model.CrmException;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MiniHBase.class)
class ProfileStoreIT {
    private static final Instant TODAY = Instant.parse("2011-12-10T00:00:00Z");
    private static final Instant YESTERDAY = TODAY.minus(Duration.ofDays(1));

    private static Tenant tenant;
    private static ProfileStore store;

    private final String namespace = UniqueName.of("profile");
    private final CustomerKey alice = customer(17850);

    @BeforeAll
    static void open(Configuration configuration) {
        tenant = new Tenant(UniqueName.of("profile"));
        try (SchemaAdmin schema = SchemaAdmin.open(configuration)) {
            schema.createAndVerify(tenant, 1);
        }
        store = ProfileStore.open(configuration, tenant);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void readsScoresWithTheDayTheyAreOf() {
        store.putScores(alice, Map.of("rfm_segment", "Champions", "rfm_score", "555"), TODAY);

        Profile profile = store.profile(alice).orElseThrow();

        assertThat(profile.customer()).isEqualTo(alice);
        assertThat(profile.scores())
                .containsExactly(
                        Map.entry("rfm_score", new Score("555", TODAY)),
                        Map.entry("rfm_segment", new Score("Champions", TODAY)));
        assertThat(profile.traits()).isEmpty();
        assertThat(profile.consents()).isEmpty();
    }

    @Test
    void knowsNothingOfAnUnknownCustomer() {
        store.putScores(customer(178501), Map.of("rfm_score", "111"), TODAY);

        assertThat(store.profile(alice)).isEmpty();
    }

    @Test
    void keepsTheNewerScoreWhenAnOlderDayIsRunAgain() {
        store.putScores(alice, Map.of("rfm_score", "555"), TODAY);

        store.putScores(alice, Map.of("rfm_score", "111", "churn", "0.20"), YESTERDAY);

        assertThat(store.profile(alice).orElseThrow().scores())
                .containsExactly(
                        Map.entry("churn", new Score("0.20", YESTERDAY)),
                        Map.entry("rfm_score", new Score("555", TODAY)));
    }

    @Test
    void writesManyCustomersAtOnceAndTheSameAgain() {
        for (int time = 0; time < 2; time++) {
            Iterator<CustomerScores> scores = IntStream.range(0, 500)
                    .mapToObj(i -> new CustomerScores(customer(i), i == 0 ? Map.of() : Map.of("n", "" + i)))
                    .iterator();
            assertThat(store.putScores(scores, TODAY)).isEqualTo(499);
        }

        assertThat(store.profile(customer(0))).isEmpty();
        assertThat(store.profile(customer(499)).orElseThrow().scores())
                .containsOnly(Map.entry("n", new Score("499", TODAY)));
    }

    @Test
    void keepsTheLatestWordWhicheverComesFirst() {
        Statement france = statement(Topic.TRAIT, "country", "France", YESTERDAY, "e1");
        Statement spain = statement(Topic.TRAIT, "country", "Spain", TODAY, "e2");
        Statement yes = statement(Topic.CONSENT, "email", "granted", TODAY, "e3");
        Statement no = statement(Topic.CONSENT, "email", "withdrawn", TODAY, "e4");

        assertThat(store.putStatements(of(spain, no))).isEqualTo(1);
        assertThat(store.putStatements(of(france, yes, no)))
                .as("customers of whom something was newer")
                .isZero();

        Profile profile = store.profile(alice).orElseThrow();
        assertThat(profile.traits()).containsExactly(Map.entry("country", spain));
        assertThat(profile.consents()).containsExactly(Map.entry("email", no));
        assertThat(profile.scores()).isEmpty();
    }

    @Test
    void saysWhichTableIsMissing(Configuration configuration) {
        try (ProfileStore missing = ProfileStore.open(configuration, new Tenant("nobody"))) {
            assertThatThrownBy(() -> missing.profile(alice))
                    .isInstanceOf(CrmException.class)
                    .hasMessageStartingWith("Cannot read the profile of " + alice + " from crm_nobody:profile: ")
                    .hasMessageEndingWith(". Check that HBase runs and that the tenant was initialised.");
            assertThatThrownBy(
                            () -> missing.putStatements(of(statement(Topic.TRAIT, "country", "France", TODAY, "e1"))))
                    .isInstanceOf(CrmException.class)
                    .hasMessageStartingWith("Cannot write traits and consents to crm_nobody:profile: ");
            assertThatThrownBy(() -> missing.putScores(alice, Map.of("n", "1"), TODAY))
                    .isInstanceOf(CrmException.class)
                    .hasMessageStartingWith("Cannot write scores to crm_nobody:profile: ");
        }
    }

    private static Statement statement(Topic topic, String name, String value, Instant time, String eventId) {
        return new Statement(topic, name, value, time, eventId, "shop");
    }

    private NewestStatements of(Statement... said) {
        NewestStatements statements = new NewestStatements();
        List.of(said).forEach(statement -> statements.add(alice, statement));
        return statements;
    }

    private CustomerKey customer(int number) {
        return new CustomerKey(namespace + ":" + number);
    }
}
