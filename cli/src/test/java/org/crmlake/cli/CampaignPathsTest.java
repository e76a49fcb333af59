package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
