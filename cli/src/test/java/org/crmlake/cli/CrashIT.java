package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.reliability.Ending;
import org.crmlake.reliability.Report;
import org.crmlake.reliability.ShortForm;
import org.crmlake.testing.MiniHBase;
import org.crmlake.testing.MiniKafka;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The command line, killed, paused and cut off from its catalog in the middle of its work: docs/reliability.md has the long form. */
@Tag("long")
@ExtendWith({MiniHBase.class, MiniKafka.class})
class CrashIT {
    @Test
    void losesNothingAndTakesNothingTwiceWhateverIsDoneToIt(
            Configuration conf, MiniKafka.Broker broker, @TempDir Path folder) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream progress = new PrintStream(said, true, StandardCharsets.UTF_8);

        Report report = ShortForm.run(
                folder,
                broker,
                ChildJvm.withSpark().line(),
                MiniStores.environment(conf, folder),
                folder,
                20260131,
                progress);

        report.print(progress);
        assertThat(report.agrees())
                .as(() -> said.toString(StandardCharsets.UTF_8))
                .isTrue();
        assertThat(report.deaths())
                .as(() -> said.toString(StandardCharsets.UTF_8))
                .hasSize(3);
        assertThat(report.deaths()).anyMatch(death -> death.timelineAhead() > 0);
        // Who has stood still while its source was taken over is refused, or finds that the other one has committed its
        // batch.
        assertThat(report.pauses()).singleElement().satisfies(pause -> {
            assertThat(pause.rival()).isTrue();
            assertThat(pause.ending()).isIn(Ending.REFUSED, Ending.COMMITTED);
        });
        assertThat(report.answers()).singleElement().satisfies(answer -> assertThat(answer.ending())
                .isEqualTo(Ending.COMMITTED));
    }
}
