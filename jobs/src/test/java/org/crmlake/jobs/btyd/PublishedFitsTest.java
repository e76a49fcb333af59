package org.crmlake.jobs.btyd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Fits of the CDNOW sample at the end of week 39, to one unit of the last digit that was published: optimisers stop a little apart.
 * docs/models.md names the sources.
 */
class PublishedFitsTest {
    @Test
    void theLogIsTheOneThatWasPublished() {
        List<Cdnow.Customer> customers = Cdnow.customers();

        assertThat(customers).hasSize(2357);
        assertThat(customers.stream().mapToInt(c -> c.history().repeats()).sum())
                .isEqualTo(2457);
        assertThat(customers.stream().filter(c -> c.history().repeats() > 0)).hasSize(946);
        assertThat(customers.stream().mapToInt(Cdnow.Customer::purchasesAfter).sum())
                .isEqualTo(1882);
    }

    @Test
    void bgNbd() {
        Fit fit = ModelFit.of(ModelKind.BG_NBD, Cdnow.histories());

        assertClose(fit.parameters(), List.of(0.242595, 4.413602, 0.792922, 2.425906), 1e-6);
        assertThat(fit.logLikelihood()).isCloseTo(-9582.4292, within(5e-5));
        assertThat(fit.converged()).isTrue();
        assertThat(fit.warnings()).isEmpty();
    }

    @Test
    void bgNbdOnTheRoundedSummaryWithItsStandardErrors() {
        Fit fit = ModelFit.of(ModelKind.BG_NBD, grouped(Cdnow.rounded()));

        assertClose(fit.parameters(), List.of(0.242593, 4.413532, 0.792886, 2.425752), 5e-5);
        assertClose(fit.standardErrors(), List.of(0.012557, 0.378221, 0.185719, 0.705345), 1e-4);
    }

    @Test
    void paretoNbd() {
        Fit fit = ModelFit.of(ModelKind.PARETO_NBD, Cdnow.histories());

        assertClose(fit.parameters(), List.of(0.55328, 10.57768, 0.60624, 11.66873), 1e-5);
        assertThat(fit.logLikelihood()).isCloseTo(-9594.9762, within(5e-5));
        assertClose(fit.standardErrors(), List.of(0.0476264, 0.8427222, 0.1872594, 6.2105448), 2e-3);
        assertThat(fit.warnings()).isEmpty();
    }

    @Test
    void mbgNbd() {
        Fit fit = ModelFit.of(ModelKind.MBG_NBD, Cdnow.histories());

        assertClose(fit.parameters(), List.of(0.525, 6.183, 0.891, 1.614), 5e-4);
        assertThat(ModelFit.of(ModelKind.MBG_NBD, grouped(Cdnow.rounded())).logLikelihood())
                .isCloseTo(-9582.133, within(5e-4));
    }

    @Test
    void gammaGamma() {
        GroupedSpend spend = Cdnow.spend(Cdnow.customers());
        Fit fit = GammaGamma.fit(spend);

        assertThat(spend.customers()).isEqualTo(946);
        assertClose(fit.parameters(), List.of(6.24957, 3.74422, 15.44353), 1e-5);
        assertThat(fit.logLikelihood()).isCloseTo(-4055.9177, within(5e-5));
    }

    @Test
    void gammaGammaOnTheRoundedSummary() {
        GroupedSpend spend = Cdnow.spend(Cdnow.rounded());
        Fit fit = GammaGamma.fit(spend);

        assertClose(fit.parameters(), List.of(6.2488, 3.7446, 15.4477), 5.1e-5);
        assertThat(fit.logLikelihood()).isCloseTo(-4055.9232, within(5e-5));
        assertThat(spend.correlation()).isCloseTo(0.113884, within(5e-7));
    }

    /** What is 5 weeks is 35 days: rates change with the unit, shapes and the optimum do not. */
    @Test
    void theUnitOfTimeIsTheCallers() {
        Fit weeks = ModelFit.of(ModelKind.BG_NBD, Cdnow.histories());
        GroupedHistories inDays = new GroupedHistories();
        Cdnow.customers()
                .forEach(c -> inDays.add(
                        new PurchaseHistory(
                                c.history().repeats(),
                                7 * c.history().recency(),
                                7 * c.history().age()),
                        1));
        Fit days = ModelFit.of(ModelKind.BG_NBD, inDays);

        assertThat(days.parameters().get(0)).isCloseTo(weeks.parameters().get(0), within(1e-7));
        assertThat(days.parameters().get(1)).isCloseTo(7 * weeks.parameters().get(1), within(1e-5));
        assertThat(days.parameters().get(3)).isCloseTo(weeks.parameters().get(3), within(1e-5));
    }

    private static GroupedHistories grouped(List<Cdnow.Customer> customers) {
        return Cdnow.grouped(customers.stream().map(Cdnow.Customer::history).toList());
    }

    private static void assertClose(List<Double> found, List<Double> published, double tolerance) {
        assertThat(found).hasSize(published.size());
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i)).as("number %d of %s", i, found).isCloseTo(published.get(i), within(tolerance));
        }
    }
}
