package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

        assertThat(after.out()).startsWith("key,value,said_by,takes,default,meaning\ncrmlake.home,.crmlake,default,");
        assertThat(RunCrmlake.run("-o", "csv", "config", "explain", "crmlake.home"))
                .isEqualTo(after);
    }

    @Test
    void quietLeavesTheWordsOut() {
        assertThat(RunCrmlake.run("config", "check").err()).startsWith("The settings are in order: ");
        assertThat(RunCrmlake.run("config", "check", "--quiet")).isEqualTo(new Outcome(0, "", ""));
    }

    @Test
    void checkingTheSettingsReadsTheListOfSuppressions(@TempDir Path folder) throws IOException {
        Path list = Files.writeString(folder.resolve("list.txt"), "# theirs\n+44 20 7946 0958\nann@example.org\n");
        Path wrong = Files.writeString(folder.resolve("wrong.txt"), "ann@example.org\nnot an address\n");

        Outcome fine = RunCrmlake.run("config", "check", "--set", "export.suppressions=" + list);
        Outcome refused = RunCrmlake.run("config", "check", "--set", "export.suppressions=" + wrong);
        Outcome missing = RunCrmlake.run("config", "check", "--set", "export.suppressions=" + folder.resolve("none"));

        assertThat(fine.err()).endsWith("The list of suppressions has 2 entries.\n");
        assertThat(refused)
                .isEqualTo(new Outcome(
                        ExitCode.USAGE,
                        "",
                        "crmlake: Cannot use the suppressions of " + wrong
                                + ": no customer key, e-mail address, telephone"
                                + " number or SHA-256 is in line 2. Correct that, or begin with # what is a comment, and"
                                + " write one entry a line, with nothing after it: nothing is exported before.\n"));
        assertThat(missing.err()).startsWith("crmlake: Cannot read the suppressions of ");
        assertThat(RunCrmlake.run("config", "check", "--set", "tenant.country=XY")
                        .err())
                .contains("tenant.country cannot be 'XY': there is no such country");
    }

    @Test
    void completionKnowsTheCommandsAndTheirOptions() {
        assertThat(RunCrmlake.run("completion").out()).contains(List.of("history", "sandbox", "--max-bad"));
    }
}
