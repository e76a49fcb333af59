package org.crmlake.jobs.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.campaign.Campaign.Machines;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class MachineTransformTest {
    private static final Instant SENT = Instant.parse("2026-06-01T08:00:00Z");
    private static final String OPENED = "Email Opened";
    private static final String CLICKED = "Email Link Clicked";

    private final CampaignEvents events = new CampaignEvents();
    private final SplittableRandom random = new SplittableRandom(12);

    /**
     * 600 persons, some of whom click at once and some two or three links in a row; 200 mailboxes behind scanners that click
     * most links within a second or two, some slowly or only two links; and 200 whose images a mail program fetches, some without
     * saying so.
     */
    @Test
    void tellsMostMachinesFromPersons(SparkSession spark) {
        for (int i = 0; i < 600; i++) {
            person("crm:p" + i);
        }
        for (int i = 0; i < 200; i++) {
            scanner("crm:s" + i);
        }
        for (int i = 0; i < 200; i++) {
            boolean says = random.nextInt(20) > 0;
            open(
                    "crm:f" + i,
                    1 + random.nextInt(600_000),
                    says ? "Mozilla/5.0" : "Mozilla/5.0 (Macintosh) Mail",
                    "machine");
        }

        List<Row> rows = MachineTransform.classified(events.in(spark), OPENED, CLICKED, Machines.DEFAULT)
                .selectExpr("name", "properties['truth'] = 'machine' as truth", "machine")
                .collectAsList();

        assertThat(rows).hasSizeGreaterThan(1500);
        assertThat(precision(rows, CLICKED)).as("precision of clicks").isGreaterThan(0.98);
        assertThat(recall(rows, CLICKED)).as("recall of clicks").isGreaterThan(0.90);
        assertThat(precision(rows, OPENED)).as("precision of opens").isGreaterThan(0.98);
        assertThat(recall(rows, OPENED)).as("recall of opens").isGreaterThan(0.85);
    }

    private void person(String customer) {
        if (random.nextInt(2) == 0) {
            return;
        }
        // A tenth sit in front of the mailbox when the mail comes.
        long opened = random.nextInt(10) == 0 ? 2000 + random.nextInt(5000) : random.nextInt(86_400_000);
        open(customer, opened, "Mozilla/5.0 (Windows NT 10.0) Thunderbird", "person");
        int links = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : 0;
        long at = opened + 1000 + random.nextInt(20_000);
        for (int link = 0; link < links; link++) {
            click(customer, at, "link" + link, "person");
            at += 1200 + (long) (15_000 * random.nextExponential());
        }
    }

    private void scanner(String customer) {
        int links = random.nextInt(20) == 0 ? 2 : 4 + random.nextInt(6);
        long gap = random.nextInt(20) == 0 ? 4000 : 50 + random.nextInt(400);
        // Some scan on delivery, some when the mail lies there for hours.
        long at = random.nextBoolean() ? 500 + random.nextInt(20_000) : random.nextInt(20_000_000);
        open(customer, at, "Mozilla/5.0 (Windows NT 10.0) Chrome", "machine");
        for (int link = 0; link < links; link++) {
            at += gap;
            click(customer, at, "link" + link, "machine");
        }
        if (random.nextInt(3) == 0) {
            person(customer);
        }
    }

    private void open(String customer, long millis, String agent, String truth) {
        add(customer, OPENED, millis, Map.of("user_agent", agent, "truth", truth));
    }

    private void click(String customer, long millis, String link, String truth) {
        add(customer, CLICKED, millis, Map.of("link_url", link, "truth", truth));
    }

    private void add(String customer, String name, long millis, Map<String, String> properties) {
        events.add(customer, name, SENT.plusMillis(millis), null, new HashMap<>(properties));
    }

    private static double precision(List<Row> rows, String name) {
        return share(rows, name, 2, 1);
    }

    private static double recall(List<Row> rows, String name) {
        return share(rows, name, 1, 2);
    }

    /** Of the events for which one column is true, the share for which the other is. */
    private static double share(List<Row> rows, String name, int of, int with) {
        List<Row> chosen = rows.stream()
                .filter(row -> row.getString(0).equals(name) && row.getBoolean(of))
                .toList();
        return (double) chosen.stream().filter(row -> row.getBoolean(with)).count() / chosen.size();
    }
}
