package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What must start at once runs in a JVM that has never heard of Spark. */
class WithoutSparkTest {
    @Test
    void theClassPathOfTheTestHasNoSpark() throws IOException, InterruptedException {
        assertThat(SparkFreeJvm.classPath()).doesNotContain("spark").doesNotContain("iceberg");
    }

    @Test
    void helpKnowsEveryCommand() throws IOException, InterruptedException {
        RunCrmlake.Outcome outcome = SparkFreeJvm.run("help");

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains(Commands.names());
        assertThat(outcome.code()).isZero();
    }
}
