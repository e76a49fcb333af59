package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.crmlake.jobs.JobOption;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The options of jobs, as `crmlake run` shows them. */
class RunOptionsTest {
    private static final JobOption<Integer> PERIODS = JobOption.wholeNumber(
                    "periods", "N", "How many periods, 10 % of them for a test.", 1, 9)
            .otherwise("4");
    private static final JobOption<Boolean> AGAIN = JobOption.flag("again", "Fit anew.");
    private static final JobOption<String> NAME =
            JobOption.text("name", "NAME", "What to call it.").required();

    private final CommandLine run =
            RunCommand.withOptionsOf(Map.of("bake", List.of(PERIODS, AGAIN), "boil", List.of(PERIODS, NAME)));

    @Test
    void areShownOnceWithTheJobsThatTakeThem() {
        assertThat(run.getUsageMessage())
                .contains("Options of jobs, each with the names of those that take it:")
                .containsPattern("--again +bake: Fit anew\\.")
                .containsPattern("--name=NAME +boil: What to call it \\(required\\)\\.")
                .containsPattern(
                        "--periods=N +bake, boil: How many periods, 10 % of them for a\\s+test\\s+\\(default: 4\\)\\.");
    }

    @Test
    void areReadByPicocli() {
        run.parseArgs("bake", "--as-of", "2026-06-01", "--periods", "7", "--again");

        assertThat(run.getParseResult().matchedOptions())
                .extracting(option -> option.longestName())
                .contains("--periods", "--again");
    }

    @Test
    void theCutIsTheLastDayThatCounts() {
        run.parseArgs("bake", "--cut", "2026-06-01");

        assertThat(((RunCommand) run.getCommand()).date(Clock.systemUTC())).isEqualTo("2026-06-02");
    }

    @Test
    void areRefusedWhereTheJobDoesNotTakeThem() {
        assertThat(RunCrmlake.run("run", "rfm", "--as-of", "2026-06-01", "--periods", "7")
                        .err())
                .contains("there is no option '--periods'");
    }
}
