package org.crmlake.jobs.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.crmlake.jobs.segments.SegmentRuns.ZONE;
import static org.crmlake.jobs.segments.SegmentRuns.append;
import static org.crmlake.jobs.segments.SegmentRuns.context;
import static org.crmlake.jobs.segments.SegmentRuns.run;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.jobs.JobContext;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Event;
import org.crmlake.model.EventKind;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.SharedSpark;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is answered from a run, and what is evaluated because no run knew it. */
@ExtendWith({MiniHBase.class, SharedSpark.OnHdfs.class})
class SegmentAnswersIT {
    @Test
    void membersAreOfARunOnlyIfItKnewTheseDefinitions(SparkSession spark, Configuration hbase) {
        Tenant tenant = new Tenant(UniqueName.of("segments"));
        JobContext context = context(spark, hbase, tenant);
        append(
                context,
                List.of(new Event(
                        "e1",
                        EventKind.TRACK,
                        "A",
                        new CustomerKey("test:a"),
                        null,
                        null,
                        Instant.parse("2012-06-01T00:00:00Z"),
                        null,
                        "test",
                        null,
                        null,
                        null,
                        null,
                        Map.of(),
                        Map.of(),
                        false,
                        "b1")));
        LocalDate date = LocalDate.of(2013, 1, 1);
        define(context, "inner", "{ performed: { event: A } }");
        define(context, "outer", "{ member: { segment: inner } }");
        run(context, date);
        SegmentAnswers answers = new SegmentAnswers(context, ZONE);
        assertThat(answers.members("outer", date).isOfRun()).isTrue();

        define(context, "later", "{ performed: { event: A } }");
        define(context, "inner", "{ performed: { event: A, at_least: 1000 } }");

        SegmentAnswers.Members later = answers.members("later", date);
        assertThat(later.keys().collectAsList()).as("defined after the run").containsExactly("test:a");
        assertThat(later.isOfRun()).isFalse();
        SegmentAnswers.Members outer = answers.members("outer", date);
        assertThat(outer.keys().collectAsList())
                .as("what it refers to was redefined after the run")
                .isEmpty();
        assertThat(outer.versions()).isEqualTo(Map.of("outer", 1, "inner", 2));
        assertThat(outer.isOfRun()).isFalse();
        assertThat(new SegmentAnswers(context, ZoneId.of("Asia/Tokyo"))
                        .members("later", date)
                        .isOfRun())
                .isFalse();
        run(context, date);
        assertThat(answers.members("outer", date).isOfRun()).isTrue();
        assertThat(answers.members("later", date).isOfRun()).isTrue();
        assertThat(answers.members("later", date).keys().collectAsList()).containsExactly("test:a");
    }

    private static void define(JobContext context, String name, String where) {
        try (SegmentStore store = SegmentStore.open(context.hbase(), context.tenant())) {
            store.define(name, "{ segment: " + name + ", where: " + where + " }", Instant.EPOCH);
        }
    }
}
