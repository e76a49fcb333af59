package org.crmlake.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Attribution of aggregated journeys by DuckDB, by the rules that a query can say. */
final class DuckDbPaths {
    private DuckDbPaths() {}

    /** {@code FILE} prints a JSON array of model, channel and credit. */
    public static void main(String[] arguments) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement();
                ResultSet rows = statement.executeQuery(paths(arguments[0]))) {
            rows.next();
            System.out.println(rows.getString(1));
        }
    }

    private static String paths(String file) {
        return """
                WITH p AS (
                  SELECT string_split(path, ' > ') AS path, conversions, value
                  FROM read_csv('$file', header = true, columns = {'path': 'VARCHAR', 'conversions': 'BIGINT',
                    'value': 'DECIMAL(18,2)', 'nulls': 'BIGINT'}) WHERE conversions > 0),
                credits AS (
                  SELECT 'first' AS model, path[1] AS channel, sum(conversions)::DOUBLE AS credit FROM p GROUP BY 2
                  UNION ALL SELECT 'last', path[-1], sum(conversions)::DOUBLE FROM p GROUP BY 2
                  UNION ALL SELECT 'linear', channel, sum(credit) FROM
                    (SELECT unnest(path) AS channel, conversions::DOUBLE / len(path) AS credit FROM p) GROUP BY 2)
                SELECT to_json(list(c ORDER BY model, channel))::VARCHAR FROM credits c
                """.replace("$file", file);
    }
}
