package org.crmlake.lake;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * For how long a catalog may keep a connection open and say nothing. Without a limit whoever has asked it waits for ever, and holds the
 * lock of his source; with one, it is as if the answer was lost. Drivers have none by themselves.
 *
 * @see <a href="https://jdbc.postgresql.org/documentation/use/">PostgreSQL: socketTimeout, in seconds</a>
 * @see <a href="https://mariadb.com/docs/connectors/mariadb-connector-j">MariaDB: socketTimeout, in milliseconds</a>
 */
final class TimeLimits {
    /** A catalog changes one row; a service writes a metadata file as well. */
    private static final Duration OF_DATABASE = Duration.ofSeconds(30);

    private static final Duration OF_SERVICE = Duration.ofSeconds(60);

    private TimeLimits() {}

    /** Returns the properties of a catalog by which it has a limit; none for what the address says itself, and for drivers not known here. */
    static Map<String, String> of(CatalogType type, String uri) {
        Map<String, String> limits = new LinkedHashMap<>();
        String address = uri.toLowerCase(Locale.ROOT);
        if (type == CatalogType.REST) {
            limits.put("rest.client.connection-timeout-ms", Long.toString(OF_DATABASE.toMillis()));
            limits.put("rest.client.socket-timeout-ms", Long.toString(OF_SERVICE.toMillis()));
        } else if (address.startsWith("jdbc:h2:tcp:") || address.startsWith("jdbc:h2:ssl:")) {
            limits.put("jdbc.NETWORK_TIMEOUT", Long.toString(OF_DATABASE.toMillis()));
        } else if (address.startsWith("jdbc:postgresql:")) {
            limits.put("jdbc.socketTimeout", Long.toString(OF_DATABASE.toSeconds()));
        } else if (address.startsWith("jdbc:mariadb:") || address.startsWith("jdbc:mysql:")) {
            limits.put("jdbc.connectTimeout", Long.toString(OF_DATABASE.toMillis()));
            limits.put("jdbc.socketTimeout", Long.toString(OF_DATABASE.toMillis()));
        }
        limits.keySet()
                .removeIf(name ->
                        address.contains(name.substring(name.indexOf('.') + 1).toLowerCase(Locale.ROOT) + "="));
        return limits;
    }
}
