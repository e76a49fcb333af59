package org.crmlake.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;

class JobsTest {
    private final Jobs jobs = new Jobs(JobSettings.DEFAULT);

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
    void saysWhichJobsThereAre() {
        assertThatThrownBy(() -> jobs.named("rmf"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.USAGE))
                .hasMessage("Cannot run job 'rmf': there is none of that name. Choose from: rfm.");
    }
}
