package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.crmlake.jobs.campaign.ComputedRows.find;
import static org.crmlake.jobs.campaign.ComputedRows.run;
import static org.crmlake.jobs.campaign.ComputedRows.value;
import static org.crmlake.jobs.campaign.SpringCampaign.DEFINITION;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.LeafTypes;
import org.crmlake.model.segment.SegmentFile;
import org.crmlake.model.segment.SegmentSet;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class HoldoutArmsTest {
    private static final String HELD = """
            campaign: held
            window: { from: 2026-06-01, to: 2026-06-15 }
            arms: { holdout: { salt: spring-2012, percent: 50 } }
            outcomes: [ { name: order, event: Order Completed } ]
            """;

    private static final BigInteger PLACES = BigInteger.valueOf(10_000);

    private SparkSession spark;

    @BeforeEach
    void use(SparkSession spark) {
        this.spark = spark;
    }

    @Test
    void splitsByTheSaltAsTheExportDoes() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 2000; i++) {
            events.add("crm:" + i, "Exported", "2026-06-02T00:00:00Z");
        }

        List<ResultRow> rows = run(spark, """
                campaign: held
                window: { from: 2026-06-01, to: 2026-06-15 }
                arms: { event: Exported, holdout: { salt: spring-2012, percent: 10 } }
                outcomes: [ { name: order, event: Order Completed } ]
                """, events);

        long heldOut = Stream.iterate(0, i -> i + 1)
                .limit(2000)
                .filter(i -> place("spring-2012", "crm:" + i) < 1000)
                .count();
        assertThat(value(rows, "check", "arms", "holdout", "customers")).isEqualTo(heldOut);
        assertThat(heldOut).isBetween(160L, 240L);
        assertThat(find(rows, "check", "arms", null, "sample_ratio").pValue()).isGreaterThan(0.001);
    }

    @Test
    void aBucketOfTheSameSaltIsTheHoldoutAndOneOfAnotherIsNot() {
        SegmentSet segments = SegmentSet.of(List.of(
                SegmentFile.parse(
                        "{ segment: same, where: { bucket: { salt: spring-2012, to: 50 } } }", LeafTypes.builtIn()),
                SegmentFile.parse("{ segment: other, where: { bucket: { salt: x, to: 50 } } }", LeafTypes.builtIn())));
        int same = 0;
        int other = 0;
        for (int i = 0; i < 1_000; i++) {
            String customer = "crm:" + i;
            boolean held = place("spring-2012", customer) < 5000;
            Map<String, Boolean> memberships = new Evaluator(segments)
                    .memberships(
                            CustomerHistory.of(customer, List.of(), Map.of()),
                            AsOf.startOf(LocalDate.of(2026, 6, 1), ZoneOffset.UTC));
            same += memberships.get("same") == held ? 1 : 0;
            other += memberships.get("other") == held ? 1 : 0;
        }

        assertThat(same).isEqualTo(1_000);
        assertThat(other).isBetween(400, 600);
    }

    @Test
    void theArmThatAnExportRecordedCountsWhateverTheDefinitionSaysByNow() {
        CampaignEvents events = new CampaignEvents();
        for (int i = 0; i < 10; i++) {
            String customer = "crm:" + i;
            boolean held = place("spring-2012", customer) < 5000;
            // The other way round than the shuffle has it.
            events.add(
                    customer,
                    "Campaign Assigned",
                    "2026-06-02T00:00:00Z",
                    "campaign",
                    "held",
                    "arm",
                    held ? "treated" : "holdout");
        }
        events.add("crm:99", "Campaign Assigned", "2026-06-02T00:00:00Z", "campaign", "other", "arm", "treated");

        List<ResultRow> rows = run(spark, HELD, events);

        long held = Stream.iterate(0, i -> i + 1)
                .limit(10)
                .filter(i -> place("spring-2012", "crm:" + i) < 5000)
                .count();
        assertThat(value(rows, "check", "arms", "treated", "customers")).isEqualTo(held);
        assertThat(value(rows, "check", "arms", "holdout", "customers")).isEqualTo(10 - held);
    }

    @Test
    void whoHasAnArmKeepsItAndOthersGetTheirs() {
        Instant now = Instant.parse("2026-06-03T08:00:00Z");
        HoldoutArms arms = HoldoutArms.of(CampaignFile.parse("test", HELD), now, ZoneOffset.UTC);
        boolean held = place("spring-2012", "crm:1") < 5000;
        CampaignEvents events = new CampaignEvents()
                .add(
                        "crm:1",
                        "Campaign Assigned",
                        "2026-06-02T00:00:00Z",
                        "campaign",
                        "held",
                        "arm",
                        held ? "treated" : "holdout")
                .add("crm:2", "Campaign Assigned", "2026-05-02T00:00:00Z", "campaign", "held", "arm", "treated");
        Dataset<Row> people = spark.createDataset(List.of("crm:1", "crm:2"), Encoders.STRING())
                .toDF("customer_key");

        assertThat(arms.of(people, events.in(spark)).sort("customer_key").collectAsList())
                .extracting(row -> row.getAs(HoldoutArms.ARM), row -> row.getAs(HoldoutArms.RECORDED))
                .containsExactly(
                        tuple(held ? "treated" : "holdout", true),
                        tuple(place("spring-2012", "crm:2") < 5000 ? "holdout" : "treated", false));
        assertThat(arms.event()).isEqualTo("Campaign Assigned");
    }

    @Test
    void anExportThatWouldNotCountIsRefused() {
        Instant before = Instant.parse("2026-05-31T23:00:00Z");

        assertThatThrownBy(() -> HoldoutArms.of(CampaignFile.parse("test", HELD), before, ZoneOffset.UTC))
                .hasMessage(
                        "Cannot export for campaign held: it is from 2026-06-01 to 2026-06-15, and who is assigned on"
                                + " 2026-05-31 would not count. Define it with a window that holds this day.");
        // In Berlin it is June already.
        assertThat(HoldoutArms.of(CampaignFile.parse("test", HELD), before, ZoneId.of("Europe/Berlin"))
                        .campaign())
                .isEqualTo("held");
        assertThatThrownBy(() -> HoldoutArms.of(CampaignFile.parse("test", DEFINITION), before, ZoneOffset.UTC))
                .hasMessage(
                        "Cannot export for campaign spring: its arms come from an event. Write 'arms.holdout' to have a"
                                + " part held out.");
        String other = HELD.replace("arms: {", "arms: { event: Mailed, where: { list: a },");
        assertThatThrownBy(() -> HoldoutArms.of(CampaignFile.parse("test", other), before, ZoneOffset.UTC))
                .hasMessage(
                        "Cannot export for campaign held: what an export records does not have 'list' as 'arms.where' asks."
                                + " Leave out 'arms.event' and 'arms.where'.");
    }

    private static int place(String salt, String customer) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((salt + '\0' + customer).getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, Arrays.copyOf(hash, 4))
                    .multiply(PLACES)
                    .shiftRight(32)
                    .intValue();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
