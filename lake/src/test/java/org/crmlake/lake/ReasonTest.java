package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ReasonTest {
    @Test
    void isTheInnermostMessageWithoutItsStack() {
        Exception quota = new IOException("The DiskSpace quota of /crmlake is exceeded\n\tat somewhere");
        Exception wrapped = new IllegalStateException(
                "Job aborted due to stage failure",
                new UncheckedIOException("Failed to close", new IOException(quota)));

        assertThat(Reason.of(wrapped)).isEqualTo("The DiskSpace quota of /crmlake is exceeded");
    }

    @Test
    void isTheLastMessageThatIsThereOrElseAName() {
        assertThat(Reason.of(new IllegalStateException("full", new IOException())))
                .isEqualTo("full");
        assertThat(Reason.of(new IllegalStateException())).isEqualTo("IllegalStateException");
    }
}
