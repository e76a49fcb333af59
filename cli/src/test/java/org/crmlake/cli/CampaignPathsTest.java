package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlake.cli.RunCrmlake.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignPathsTest {
    @TempDir
    private Path folder;

    @Test
    void areAttributedWithoutAStore() {
        String sample = RunCrmlake.REPOSITORY
                .resolve("samples/pathdata/PathData.csv.gz")
                .toString();

        Outcome outcome = RunCrmlake.run("campaign", "paths", sample, "--draws", "0", "-o", "csv");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains("attribution,first,,alpha,,conversions,6308.0,,,,6308.0000,")
                .contains("attribution,last,,iota,,conversions,3355.0,,,,3355.0000,")
                .containsPattern("attribution,markov,,alpha,,conversions,5344\\.94[78]")
                .contains("attribution,markov,,unattributed,,conversions,0.0,,,,0.0000,")
                .doesNotContain("time_decay");
    }

    @Test
    void moneyStaysWithThePathThatEarnedItAndIsComparedWithWhatWasSpent() throws IOException {
        Path file = Files.writeString(
                folder.resolve("paths.csv"),
                "path,conversions,value,nulls\nnewsletter | newsletter,10,100,0\naffiliate,10,100000,0\n");

        Outcome outcome = RunCrmlake.run(
                "campaign",
                "paths",
                file.toString(),
                "--draws",
                "0",
                "--separator",
                "|",
                "--spend",
                "newsletter=50",
                "-o",
                "csv");

        assertThat(outcome.code()).as(outcome.err()).isZero();
        for (String model : List.of("first", "last", "linear", "position", "markov", "shapley", "shapley_rate")) {
            assertThat(outcome.out())
                    .contains("attribution," + model + ",,newsletter,,revenue,100.0,,,,100.00,")
                    .contains("attribution," + model + ",,affiliate,,revenue,100000.0,,,,100000.00,")
                    .contains("attribution," + model + ",,newsletter,,return_on_spend,2.0,");
        }
        Outcome unknown =
                RunCrmlake.run("campaign", "paths", file.toString(), "--separator", "|", "--spend", "afiliate=1");
        assertThat(unknown.err())
                .isEqualTo(
                        "crmlake: Cannot attribute the paths of " + file + ": money was spent on 'afiliate', which is"
                                + " no channel of it. Did you mean 'affiliate'? Correct --spend or --separator.\n");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(RunCrmlake.run("campaign", "paths", file.toString(), "--separator", " ")
                        .err())
                .endsWith(": --separator is blank. Give what is between two channels.\n");
        assertThat(RunCrmlake.run("campaign", "paths", file.toString(), "--spend", "affiliate=-1")
                        .err())
                .endsWith(": --spend of 'affiliate' is -1. Give an amount like 12.50.\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1,2                   | line 2: it has fewer than four columns
            a > b,one,2,3         | line 2: 'one,2,3' is not a count, an amount and a count from 0 on
            a > b,1,2,-3          | line 2: '1,2,-3' is not a count, an amount and a count from 0 on
            a > > b,1,2,3         | line 2: a channel of 'a > > b' has no name
            """)
    void areRefusedWithTheLineThatIsWrong(String line, String reason) throws IOException {
        Path file = Files.writeString(folder.resolve("paths.csv"), "path,conversions,value,nulls\n" + line + "\n");

        Outcome outcome = RunCrmlake.run("campaign", "paths", file.toString());

        assertThat(outcome.err())
                .isEqualTo("crmlake: Cannot read paths of " + file + ": " + reason
                        + ". Write path,conversions,value,nulls under a header line.\n");
        assertThat(outcome.code()).isEqualTo(1);
    }

    @Test
    void needAFileAndAnOrderThatIsPossible() {
        Outcome missing = RunCrmlake.run("campaign", "paths", "nowhere.csv");
        assertThat(missing.err())
                .isEqualTo("crmlake: Cannot read paths of nowhere.csv: there is no such file. Check the path.\n");
        assertThat(missing.code()).isEqualTo(6);
        Outcome order = RunCrmlake.run("campaign", "paths", "nowhere.csv", "--order", "6");
        assertThat(order.err())
                .isEqualTo(
                        "crmlake: Cannot attribute the paths of nowhere.csv: an order of 6 with 200 draws. Give an order from 1"
                                + " to 5 and 0 to 10000 draws.\n");
        assertThat(order.code()).isEqualTo(2);
    }
}
