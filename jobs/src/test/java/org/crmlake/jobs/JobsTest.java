package org.crmlake.jobs;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

class JobsTest {
    private final Jobs jobs = new Jobs(JobSettings.DEFAULT, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void findsEveryJobByItsName() {
        assertThat(jobs.all()).isNotEmpty().doesNotHaveDuplicates().allSatisfy(job -> assertThat(jobs.named(job.name()))
                .isSameAs(job));
    }

    @Test
    void everyJobSaysWhatItReadsAndWrites() {
        assertThat(jobs.all()).allSatisfy(job -> {
            assertThat(job.description()).endsWith(".");
            assertThat(job.inputs()).isNotEmpty();
            assertThat(job.outputs()).isNotEmpty();
        });
    }

    @Test
    void everyJobWithOptionsIsAJob() {
        assertThat(jobs.all())
                .extracting(Job::name)
                .containsAll(JobOptions.all().keySet());
    }

    @Test
    void optionsOfOneNameAllHaveAValueOrAllHaveNone() {
        Map<String, Set<Boolean>> kinds = JobOptions.all().values().stream()
                .flatMap(List::stream)
                .collect(groupingBy(JobOption::name, mapping(JobOption::isFlag, toSet())));

        assertThat(kinds.values()).allSatisfy(ofOneName -> assertThat(ofOneName).hasSize(1));
    }

    @Test
    void saysWhichJobsThereAre() {
        assertThatThrownBy(() -> jobs.named("rmf"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage(
                        "Cannot run job 'rmf': there is none of that name. Choose from: customer-daily, rfm, churn-supervised,"
                                + " churn-table, campaigns, churn, clv, backtest, segments,"
                                + " maintenance.");
    }
}
