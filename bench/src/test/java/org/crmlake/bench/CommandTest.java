package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandTest {
    private static final String COUNT = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";

    @TempDir
    private Path folder;

    @Test
    void countsTheCpuTimeOfGrandchildrenThatHaveEnded() throws IOException, InterruptedException {
        Run run = sh("sh -c '" + COUNT + "'; echo done");

        assertThat(run.cpu()).isPositive();
        assertThat(run.wall()).isPositive();
        assertThat(run.out()).isEqualTo("done\n");
    }

    @Test
    void seesThePeakMemoryAndTheCommandLineOfTheLargestProcess() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        List<String> main = List.of(EventGenerator.class.getName(), "--events", "100000");

        Run run = sh("'" + java + "' -Xmx64m -cp '" + classPath + "' " + String.join(" ", main) + " | wc -l");

        assertThat(run.out().strip()).isEqualTo("100000");
        assertThat(run.peakMemory()).isGreaterThan(20 << 20);
        assertThat(run.jvm()).isEqualTo(new JvmCommand(java, List.of("-Xmx64m"), classPath, main));
    }

    @Test
    void knowsWhatARunWouldBeWithoutOneOfItsParts() throws IOException, InterruptedException {
        Run run = sh("echo 1 read >&2; " + COUNT + "; echo 1 written >&2; " + COUNT);

        Run without = run.without("read", "written");

        assertThat(run.said()).extracting(Stderr.Said::line).containsExactly("1 read", "1 written");
        assertThat(without.wall()).isPositive().isLessThan(run.wall());
        assertThat(without.cpu()).isLessThan(run.cpu());
        assertThatThrownBy(() -> run.without("read", "sorted"))
                .hasMessage("Cannot tell when this run was at 'sorted': it has not said so.");
    }

    @Test
    void aCommandThatFailsIsNotMeasured() {
        assertThatThrownBy(() -> sh("echo no such tenant >&2; exit 6"))
                .hasMessageStartingWith("Cannot measure 'sh -c ")
                .hasMessageEndingWith("it ended with exit code 6. It said: no such tenant");
    }

    private Run sh(String script) throws IOException, InterruptedException {
        return new Command(List.of("sh", "-c", script), Map.of(), folder).run();
    }
}
