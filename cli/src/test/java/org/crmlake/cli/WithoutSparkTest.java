package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must start at once runs in a JVM that has never heard of Spark. */
class WithoutSparkTest {
    @Test
    void theClassPathHasNoSpark() {
        assertThat(ChildJvm.withoutSpark().classPath())
                .contains("hbase-shaded")
                .doesNotContain("spark")
                .doesNotContain("iceberg");
    }

    @Test
    void helpKnowsEveryCommand() throws IOException, InterruptedException {
        RunCrmlake.Outcome outcome = ChildJvm.withoutSpark().run(Map.of(), "help");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains(Commands.names());
        assertThat(outcome.code()).isZero();
    }
}
