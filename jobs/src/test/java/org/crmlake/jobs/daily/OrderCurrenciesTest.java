package org.crmlake.jobs.daily;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.jobs.daily.EventRows.Happening;
import org.crmlake.testing.SharedSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedSpark.class)
class OrderCurrenciesTest {
    private static final LocalDate JUNE_1 = LocalDate.of(2026, 6, 1);

    @Test
    void countsOrdersByCurrencyAndLeavesOthersOutIfOneIsChosen(SparkSession spark) {
        Dataset<Row> daily = CustomerDailyTransform.daily(EventRows.in(
                spark,
                bought("1", "2026-05-01T10:00:00Z", "10", "EUR"),
                bought("2", "2026-05-02T10:00:00Z", "20", "GBP"),
                bought("3", "2026-05-03T10:00:00Z", "30", "EUR"),
                bought("4", "2026-05-04T10:00:00Z", "40", null),
                bought("5", "2026-06-01T10:00:00Z", "50", "USD")));

        OrderCurrencies all = OrderCurrencies.of(OrderLines.of(daily), JUNE_1, Optional.empty());
        assertThat(all.findings()).isEqualTo(Map.of("EUR", 2L, "GBP", 1L, "none", 1L));
        assertThat(all.warnings())
                .containsExactly(
                        "Orders are in several currencies and their amounts are added up as they are: none (1),"
                                + " EUR (2), GBP (1). Choose one with --currency; orders in others are then left out.");

        Optional<String> euro = Optional.of("EUR");
        assertThat(OrderCurrencies.of(OrderLines.of(daily), JUNE_1, euro).warnings())
                .containsExactly("Orders in other currencies than EUR are left out: 1.");
        assertThat(CustomerOrders.before(OrderCurrencies.keep(OrderLines.of(daily), euro), JUNE_1)
                        .select(CustomerOrders.NET)
                        .collectAsList())
                .extracting(row -> row.getDecimal(0).intValueExact())
                .containsExactlyInAnyOrder(10, 30, 40);
    }

    @Test
    void oneCurrencyIsNothingToWarnOf() {
        assertThat(new OrderCurrencies(Map.of("EUR", 7L), Optional.empty()).warnings())
                .isEmpty();
    }

    private static Happening bought(String order, String at, String amount, String currency) {
        return new Happening("e" + order, "Order Completed", "crm:anna", Instant.parse(at), order, amount, currency);
    }
}
