package org.crmlake.jobs.campaign.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.crmlake.jobs.campaign.SampleRows;
import org.crmlake.jobs.campaign.SampleRows.Hillstrom;
import org.junit.jupiter.api.Test;

/** Figures of Hillstrom's experiment that were computed by another program, to the digits it printed. */
class HillstromStatisticsTest {
    private static final Offset<Double> SIX_DIGITS = within(0.5000001e-6);
    private static final Offset<Double> FOUR_DIGITS = within(0.5000001e-4);
    private static final List<Hillstrom> ROWS = SampleRows.hillstrom();

    @Test
    void areOfThePublishedFileLessTheAddedColumn() throws NoSuchAlgorithmException {
        String published = SampleRows.text("samples/hillstrom/hillstrom_a.csv.gz")
                .lines()
                .map(line -> line.substring(line.indexOf(',') + 1) + "\r\n")
                .collect(Collectors.joining());

        byte[] hash = MessageDigest.getInstance("SHA-256").digest(published.getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(hash))
                .isEqualTo("762021941415563995e2a363e087aced3d2f75bc9fb3ff9df97754152c8a49d1");
    }

    @Test
    void comparesTheRatesOfVisits() {
        expect(rate("Mens E-Mail", Hillstrom::visit), Hillstrom::visit, 0.074989, 0.065591, 0.084387, 15.5201);
        expect(rate("Womens E-Mail", Hillstrom::visit), Hillstrom::visit, 0.044809, 0.035765, 0.053854, 9.6855);
    }

    @Test
    void comparesTheRatesOfConversions() {
        Difference mens = expect(
                rate("Mens E-Mail", Hillstrom::conversion),
                Hillstrom::conversion,
                0.005091,
                0.002648,
                0.007535,
                4.0708);
        Difference womens = expect(
                rate("Womens E-Mail", Hillstrom::conversion),
                Hillstrom::conversion,
                0.002887,
                0.000597,
                0.005177,
                2.4697);

        assertThat(mens.pValue()).isCloseTo(4.7e-5, within(1e-6));
        assertThat(womens.pValue()).isCloseTo(0.0135, FOUR_DIGITS);
    }

    @Test
    void comparesWhatWasSpent() {
        Sample none = sample("No E-Mail", Hillstrom::spend);
        Sample mens = sample("Mens E-Mail", Hillstrom::spend);
        Sample womens = sample("Womens E-Mail", Hillstrom::spend);

        assertThat(none.mean()).isCloseTo(0.574014, SIX_DIGITS);
        assertThat(Math.sqrt(none.variance())).isCloseTo(10.093852, SIX_DIGITS);
        assertThat(Math.sqrt(mens.variance())).isCloseTo(13.868865, SIX_DIGITS);
        assertThat(Math.sqrt(womens.variance())).isCloseTo(15.808090, SIX_DIGITS);
        expect(Welch.difference(mens, none, 0.95), 0.466319, 0.141469, 0.791169, 2.8135, 0.0049);
        expect(Welch.difference(womens, none, 0.95), 0.587989, 0.231298, 0.944680, 3.2309, 0.0012);
    }

    @Test
    void findsTheSplitAsItShouldBe() {
        SampleRatio ratio = SampleRatio.test(new long[] {10586, 10778, 10636}, new double[] {1, 1, 1});

        assertThat(ratio.chiSquared()).isCloseTo(1.8602, FOUR_DIGITS);
        assertThat(ratio.pValue()).isCloseTo(0.39, within(0.005));
        assertThat(ratio.isMismatch()).isFalse();
    }

    private static Difference expect(
            Rate treated, Predicate<Hillstrom> did, double value, double lower, double upper, double z) {
        Difference difference = Proportions.difference(treated, rate("No E-Mail", did), 0.95);
        assertThat(difference.value()).isCloseTo(value, SIX_DIGITS);
        assertThat(difference.interval().lower()).isCloseTo(lower, SIX_DIGITS);
        assertThat(difference.interval().upper()).isCloseTo(upper, SIX_DIGITS);
        assertThat(difference.statistic()).isCloseTo(z, FOUR_DIGITS);
        assertThat(difference.method()).isEqualTo("pooled z, Wald interval");
        return difference;
    }

    private static void expect(
            Difference difference, double value, double lower, double upper, double t, double pValue) {
        assertThat(difference.value()).isCloseTo(value, SIX_DIGITS);
        assertThat(difference.interval().lower()).isCloseTo(lower, SIX_DIGITS);
        assertThat(difference.interval().upper()).isCloseTo(upper, SIX_DIGITS);
        assertThat(difference.statistic()).isCloseTo(t, FOUR_DIGITS);
        assertThat(difference.pValue()).isCloseTo(pValue, FOUR_DIGITS);
    }

    private static Rate rate(String arm, Predicate<Hillstrom> did) {
        List<Hillstrom> rows =
                ROWS.stream().filter(row -> row.arm().equals(arm)).toList();
        return new Rate(rows.size(), rows.stream().filter(did).count());
    }

    private static Sample sample(String arm, ToDoubleFunction<Hillstrom> outcome) {
        return Draw.sample(ROWS.stream()
                .filter(row -> row.arm().equals(arm))
                .mapToDouble(outcome)
                .toArray());
    }
}
