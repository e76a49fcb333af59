package org.crmlake.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The members of the twenty segments by DuckDB, one query a segment, from the Parquet files of the events. */
final class DuckDbSegments {
    private DuckDbSegments() {}

    /**
     * {@code members EVENTS-FOLDER AS-OF TARGET-FOLDER} writes {@code members.parquet}; {@code check OUR-FOLDER TARGET-FOLDER} prints as
     * JSON how many members there are and how many are on one side only.
     */
    public static void main(String[] arguments) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            if (arguments[0].equals("members")) {
                members(statement, arguments[1], midnight(arguments[2]), arguments[3]);
            } else {
                check(statement, arguments[1] + "/*.parquet", arguments[2] + "/members.parquet");
            }
        }
    }

    private static void members(Statement statement, String events, String now, String target) throws SQLException {
        statement.execute("CREATE VIEW all_events AS SELECT * FROM '" + events + "/*.parquet'");
        fill(statement, now);
        statement.execute("COPY m TO '" + target + "/members.parquet' (FORMAT parquet)");
    }

    /** Fills a new table {@code m} with the members of all segments, from {@code all_events}. */
    static void fill(Statement statement, String now) throws SQLException {
        statement.execute("CREATE OR REPLACE VIEW e AS SELECT * FROM all_events WHERE event_time < " + now);
        statement.execute("CREATE OR REPLACE TABLE m (segment VARCHAR, customer_key VARCHAR)");
        for (SegmentPair pair : SegmentPair.ALL) {
            statement.execute("INSERT INTO m SELECT '" + pair.name() + "', customer_key FROM ("
                    + pair.query().replace("$now", now) + ")");
        }
    }

    /** Returns the start of a date in SQL, in the zone of the session. */
    static String midnight(String date) {
        return "TIMESTAMPTZ '" + date + " 00:00:00'";
    }

    private static void check(Statement statement, String ours, String theirs) throws SQLException {
        String query = "SELECT count(*), count(*) FILTER (o.customer_key IS NULL OR d.customer_key IS NULL) FROM '"
                + ours + "' o FULL JOIN '" + theirs
                + "' d ON o.segment = d.segment AND o.customer_key = d.customer_key";
        try (ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            System.out.printf("{\"members\": %d, \"differ\": %d}%n", rows.getLong(1), rows.getLong(2));
        }
    }
}
