package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of scores as they are written for the engine that ours are compared with. */
class DuckDbScoresTest {
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);

    @TempDir
    Path folder;

    private final List<String> events = new ArrayList<>();

    @Test
    void equalScoresStayTogetherAndFreeOrdersCount() throws SQLException, IOException {
        for (int i = 0; i < 75; i++) {
            event("c" + i, "Order Completed", 1 + i, "o" + i, i == 0 ? "0" : i == 1 ? "NULL" : "10");
        }
        for (int i = 75; i < 100; i++) {
            event("c" + i, "Order Completed", 0, "o" + i, "10");
        }
        event("none", "Order Completed", 3, "n", "10");
        event("none", "Order Refunded", 4, "n", "10");
        event("gift", "Order Completed", 3, "g", "0");
        event("gift", "Order Cancelled", 4, "g", "0");
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("COPY (SELECT * FROM (VALUES " + String.join(", ", events)
                    + ") AS e(customer_key, event_id, name, event_time, amount, properties)) TO '"
                    + folder.resolve("events.parquet") + "' (FORMAT parquet)");

            DuckDbScores.main(new String[] {
                "scores", folder.toString(), "2026-06-01", ".243", "4.414", ".793", "2.426", "39", folder.toString()
            });

            assertThat(rows(
                            statement,
                            "SELECT churn_decile, count(*) FROM '%s/churn.parquet' GROUP BY ALL ORDER BY ALL"))
                    .containsExactly("1 10", "2 10", "3 10", "4 10", "5 10", "6 10", "7 10", "8 5", "9 25");
            assertThat(rows(
                            statement,
                            "SELECT customer_key, frequency FROM '%s/rfm.parquet' WHERE monetary = 0 ORDER BY ALL"))
                    .containsExactly("c0 1", "c1 1");
            assertThat(rows(statement, "SELECT count(*), sum(frequency) FROM '%s/rfm.parquet'"))
                    .containsExactly("100 100");
        }
    }

    private void event(String customer, String name, int day, String order, String amount) {
        events.add(String.format(
                "('%s', 'e%d', '%s', TIMESTAMPTZ '%s 10:00:00+00', %s::DECIMAL(18, 4), MAP {'order_id': '%s'})",
                customer, events.size(), name, FIRST_DAY.plusDays(day), amount, order));
    }

    private List<String> rows(Statement statement, String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query.formatted(folder))) {
            while (rows.next()) {
                found.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return found;
    }
}
