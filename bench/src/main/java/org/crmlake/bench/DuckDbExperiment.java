package org.crmlake.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What an experiment's report needs of its customers, by DuckDB from the Parquet files of the events: the sums, without any statistics. */
final class DuckDbExperiment {
    private DuckDbExperiment() {}

    /** {@code EVENTS-FOLDER BEGINS ENDS} prints a JSON array with an object for each arm. */
    public static void main(String[] arguments) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            try (ResultSet rows = statement.executeQuery(arms(arguments[0], arguments[1], arguments[2]))) {
                rows.next();
                System.out.println(rows.getString(1));
            }
        }
    }

    private static String arms(String events, String begins, String ends) {
        return """
                WITH e AS (SELECT *, event_time >= $begins AS during FROM '$events/*.parquet' WHERE event_time < $ends),
                a AS (SELECT customer_key, min_by(properties['arm'], event_time) AS arm, min(event_time) AS assigned_at
                  FROM e WHERE name = 'Campaign Assigned' AND during GROUP BY 1),
                o AS (SELECT customer_key AS whose, name, event_time, amount, during FROM e
                  WHERE name IN ('Site Visited', 'Order Completed')),
                f AS (SELECT customer_key, arm,
                    coalesce(max(1.0::DOUBLE) FILTER (name = 'Site Visited' AND during AND event_time >= assigned_at), 0) AS visit,
                    coalesce(max(1.0::DOUBLE) FILTER (name = 'Order Completed' AND during AND event_time >= assigned_at), 0)
                      AS conversion,
                    coalesce(sum(amount) FILTER (name = 'Order Completed' AND during AND event_time >= assigned_at), 0)::DOUBLE
                      AS spend,
                    coalesce(sum(amount) FILTER (name = 'Order Completed' AND NOT during), 0)::DOUBLE AS before
                  FROM a LEFT JOIN o ON customer_key = whose
                  GROUP BY 1, 2),
                m AS (SELECT arm, count(*) AS customers, avg(visit) AS visit, avg(conversion) AS conversion, avg(spend) AS spend,
                    stddev_samp(visit) AS visit_sd, stddev_samp(conversion) AS conversion_sd, stddev_samp(spend) AS spend_sd,
                    covar_samp(visit, before) AS visit_before, covar_samp(conversion, before) AS conversion_before,
                    covar_samp(spend, before) AS spend_before, var_samp(before) AS before_var
                  FROM f GROUP BY 1)
                SELECT to_json(list(m ORDER BY arm))::VARCHAR FROM m
                """.replace("$events", events)
                .replace("$begins", DuckDbSegments.midnight(begins))
                .replace("$ends", DuckDbSegments.midnight(ends));
    }
}
