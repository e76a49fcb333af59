package org.crmlake.jobs.rfm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.crmlake.jobs.rfm.RfmBands.Band;
import org.crmlake.jobs.rfm.RfmBands.Scores;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RfmBandsTest {
    @Test
    void theShippedFileHoldsTheDefaults() throws Exception {
        String yaml = Files.readString(Path.of(System.getProperty("crmlake.repository"), "conf", "rfm.yaml"));

        assertThat(RfmBandsFile.parse(yaml)).isEqualTo(RfmBands.DEFAULT);
    }

    @Test
    void readsBandsInTheirOrder() {
        String yaml = """
                bands:
                  - segment: Best
                    recency: 4 - 5
                    frequency: 5
                    monetary: 1-5
                  - { segment: Rest, recency: 1-5, frequency: 1-5, monetary: 1-5 }
                """;

        assertThat(RfmBandsFile.parse(yaml))
                .isEqualTo(new RfmBands(List.of(
                        new Band("Best", new Scores(4, 5), new Scores(5, 5), new Scores(1, 5)),
                        new Band("Rest", new Scores(1, 5), new Scores(1, 5), new Scores(1, 5)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bands: [] | there are none. Define at least one.",
                "bands: | there are none. Define at least one.",
                "bands: [{segment: A, recency: 0-3, frequency: 1, monetary: 1}]"
                        + " | scores from 0 to 3 are not within 1 to 5. Write the lower score first.",
                "bands: [{segment: A, recency: 3-6, frequency: 1, monetary: 1}]"
                        + " | scores from 3 to 6 are not within 1 to 5. Write the lower score first.",
                "bands: [{segment: A, recency: 4-2, frequency: 1, monetary: 1}]"
                        + " | scores from 4 to 2 are not within 1 to 5. Write the lower score first.",
                "bands: [{segment: A, recency: high, frequency: 1, monetary: 1}]"
                        + " | 'high' is no range of scores. Write for instance 5 or 2-4.",
                "bands: [{segment: A, recency: 1, frequency: 1}]"
                        + " | a band has no scores for monetary. Write 1-5 if any will do.",
                "bands: [{recency: 1, frequency: 1, monetary: 1}] | a band has no segment name. Name every band.",
                "bands: [{segment: ' ', recency: 1, frequency: 1, monetary: 1}]"
                        + " | a band has no segment name. Name every band.",
                "bands: [{segment: A, recency: 1, frequency: 1, monetary: 1}, {segment: A, recency: 2, frequency: 1,"
                        + " monetary: 1}] | segment 'A' is defined twice. Give every band a name of its own.",
            })
    void refusesBandsThatMakeNoSense(String yaml, String reason) {
        assertThatThrownBy(() -> RfmBandsFile.parse(yaml))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessage("Cannot use RFM bands: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bands: [{segment: A, recncy: 1, frequency: 1, monetary: 1}] | line 1: Unrecognized field \"recncy\"",
                "rules: [] | line 1: Unrecognized field \"rules\"",
                "bands: {A: 1} | line 1: Cannot deserialize",
                "'' | ",
            })
    void saysWhereTheFileIsNotAsDescribed(String yaml, String reason) {
        assertThatThrownBy(() -> RfmBandsFile.parse(yaml))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFIG))
                .hasMessageStartingWith("Cannot use RFM bands: " + (reason == null ? "" : reason))
                .hasMessageEndingWith(
                        ". Write a list 'bands' of entries with segment, recency, frequency and monetary.");
    }
}
