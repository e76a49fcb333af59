package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.jdbc.JdbcClientPool;
import org.crmlake.model.Tenant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseCatalogTest extends LossyCatalogTest {
    @Override
    LossyCatalog network() throws Exception {
        return new LossyDatabase();
    }

    @Test
    void aProcessOutlivesTheRestartOfItsDatabase() throws SQLException {
        LakeSettings settings = database();
        try (LakeCatalog lake = LakeCatalog.open(settings, new Configuration())) {
            lake.createAndVerify(Tenant.DEFAULT);
            try (Connection other = DriverManager.getConnection(uri(), "sa", "");
                    Statement statement = other.createStatement()) {
                statement.execute("SHUTDOWN");
            }

            assertThat(lake.createAndVerify(Tenant.DEFAULT)).isNotEmpty().noneMatch(table -> table.created());
        }
    }

    /** H2's are broken, closed, its database closed, and closing; the others are of MariaDB, of PostgreSQL and of the standard. */
    @ParameterizedTest
    @ValueSource(strings = {"90067", "90007", "90098", "90121", "08S01", "57P01", "08006"})
    void aConnectionThatIsOfNoMoreUseIsReplaced(String state) throws Exception {
        List<Connection> asked = new ArrayList<>();
        try (JdbcClientPool pool = new JdbcClientPool(1, uri(), database().catalog())) {
            pool.run(
                    connection -> {
                        asked.add(connection);
                        if (asked.size() == 1) {
                            throw new SQLException("gone", state);
                        }
                        return connection.isValid(1);
                    },
                    true);
        }

        assertThat(asked).hasSize(2).doesNotHaveDuplicates();
    }

    private LakeSettings database() {
        return LakeSettings.jdbc(uri(), folder.toUri().toString(), "sa", "");
    }

    private String uri() {
        return "jdbc:h2:" + folder.resolve("database") + ";DATABASE_TO_LOWER=TRUE";
    }
}
