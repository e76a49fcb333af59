package org.crmlake.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;

/**
 * RFM and BG/NBD scores of all customers by DuckDB, from the Parquet files of the events. The rules are those of crmlake, written for
 * another engine: {@code duckdb-scores.sql}.
 */
final class DuckDbScores {
    private DuckDbScores() {}

    /**
     * {@code scores EVENTS-FOLDER AS-OF R ALPHA A B HORIZON TARGET-FOLDER} writes {@code rfm.parquet} and {@code churn.parquet}, times
     * in weeks; {@code check OUR-RFM-FOLDER OUR-CHURN-FOLDER TARGET-FOLDER} prints as JSON how many rows there are and how many differ.
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            if (arguments[0].equals("scores")) {
                statement.execute(scores(arguments));
            } else {
                check(statement, arguments);
            }
        }
    }

    private static String scores(String[] arguments) throws IOException {
        try (InputStream in = DuckDbScores.class.getResourceAsStream("duckdb-scores.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("$events", arguments[1])
                    .replace(
                            "$as_of",
                            Long.toString(LocalDate.parse(arguments[2]).toEpochDay()))
                    .replace("$r", real(arguments[3]))
                    .replace("$alpha", real(arguments[4]))
                    .replace("$a", real(arguments[5]))
                    .replace("$b", real(arguments[6]))
                    .replace("$horizon", arguments[7])
                    .replace("$target", arguments[8]);
        }
    }

    /** A number with many places is a decimal to DuckDB, of so many places that 10 is too large to be added. */
    private static String real(String number) {
        return "(" + Double.parseDouble(number) + "::DOUBLE)";
    }

    private static void check(Statement statement, String[] arguments) throws SQLException {
        long rfm = one(statement, "SELECT count(*) FROM '" + arguments[3] + "/rfm.parquet'");
        long churn = one(statement, "SELECT count(*) FROM '" + arguments[3] + "/churn.parquet'");
        long otherRfm = one(
                statement,
                "SELECT count(*) FROM '" + arguments[1] + "/*.parquet' o FULL JOIN '" + arguments[3]
                        + "/rfm.parquet' d USING (customer_key) WHERE (o.recency_days, o.frequency, o.monetary, o.rfm_score)"
                        + " IS DISTINCT FROM (d.recency_days, d.frequency, d.monetary, d.rfm_score)");
        long otherChurn = one(
                statement,
                "SELECT count(*) FROM '" + arguments[2] + "/*.parquet' o FULL JOIN '" + arguments[3]
                        + "/churn.parquet' d USING (customer_key) WHERE NOT coalesce(o.repeats = d.repeats"
                        + " AND o.recency_days = d.recency_days AND o.age_days = d.age_days"
                        + " AND o.churn_decile = d.churn_decile AND abs(o.p_alive - d.p_alive) < 1e-9"
                        + " AND abs(o.churn_score - d.churn_score) < 1e-9, false)");
        System.out.printf(
                "{\"rfm\": %d, \"rfm_differ\": %d, \"churn\": %d, \"churn_differ\": %d}%n",
                rfm, otherRfm, churn, otherChurn);
    }

    private static long one(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
