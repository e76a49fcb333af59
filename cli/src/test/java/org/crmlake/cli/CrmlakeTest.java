package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.api.Test;

class CrmlakeTest {
    @Test
    void saysItsVersion() {
        assertThat(RunCrmlake.run("--version")).isEqualTo(new Outcome(0, "crmlake development\n", ""));
    }

    @Test
    void helpOfACommandIsTheSameHoweverItIsAskedFor() {
        Outcome asked = RunCrmlake.run("help", "sandbox", "start");

        assertThat(asked.out()).startsWith("Usage: crmlake sandbox start ").contains("Examples:", "--tenant");
        assertThat(RunCrmlake.run("sandbox", "start", "--help")).isEqualTo(asked);
    }

    @Test
    void helpOfACommandThatIsNoneNamesTheNearest() {
        assertThat(RunCrmlake.run("help", "histroy"))
                .isEqualTo(new Outcome(
                        2,
                        "",
                        "crmlake: Cannot run `crmlake help histroy`: there is no command 'histroy'. Did you mean"
                                + " 'history'? See `crmlake --help`.\n"));
    }

    @Test
    void optionsOfEveryCommandMayStandOnEitherSideOfItsName() {
        Outcome after = RunCrmlake.run("config", "explain", "crmlake.home", "-o", "csv");

        assertThat(after.out()).startsWith("key,value,said_by,takes,default,meaning\r\ncrmlake.home,.crmlake,default,");
        assertThat(RunCrmlake.run("-o", "csv", "config", "explain", "crmlake.home"))
                .isEqualTo(after);
    }

    @Test
    void quietLeavesTheWordsOut() {
        assertThat(RunCrmlake.run("config", "check").err()).startsWith("The settings are in order: ");
        assertThat(RunCrmlake.run("config", "check", "--quiet")).isEqualTo(new Outcome(0, "", ""));
    }

    @Test
    void completionKnowsTheCommandsAndTheirOptions() {
        assertThat(RunCrmlake.run("completion").out()).contains(List.of("history", "sandbox", "--max-bad"));
    }
}
