package org.crmlake.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ConnectionFactory;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.crmlake.hbase.Profile;
import org.crmlake.hbase.ProfileStore;
import org.crmlake.hbase.ProfileTable;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;
import org.crmlake.model.segment.Statement;

/** What the profiles of a tenant say: all rows that are there, also those of customers whom no source has. */
final class StoredProfiles {
    /** A row key is so many bytes of hash, and then the customer key (docs/hbase-tables.md). */
    private static final int HASH = 2;

    private StoredProfiles() {}

    static List<StoredRecord> read(Configuration hbase, Tenant tenant) {
        List<StoredRecord> records = new ArrayList<>();
        try (ProfileStore store = ProfileStore.open(hbase, tenant)) {
            for (String customer : customers(hbase, tenant)) {
                Optional<Profile> profile = store.profile(new CustomerKey(customer));
                if (profile.isEmpty()) {
                    records.add(new StoredRecord(customer, "under the key of another"));
                    continue;
                }
                of(profile.get(), records);
            }
        }
        return records;
    }

    static void of(Profile profile, List<StoredRecord> records) {
        String customer = profile.customer().text();
        profile.traits().values().forEach(word -> records.add(stored(customer, Said.TRAIT, word)));
        profile.consents().values().forEach(word -> records.add(stored(customer, Said.CONSENT, word)));
        profile.scores()
                .forEach((name, score) -> records.add(
                        new StoredRecord(customer + " score " + name, "nobody worked it out: " + score.value())));
    }

    private static StoredRecord stored(String customer, String topic, Statement word) {
        return new Said(customer, topic, word.name(), word.value(), word.time(), word.eventId(), word.source())
                .stored();
    }

    private static List<String> customers(Configuration hbase, Tenant tenant) {
        List<String> customers = new ArrayList<>();
        try (Connection connection = ConnectionFactory.createConnection(hbase);
                Table table = connection.getTable(ProfileTable.name(tenant));
                ResultScanner rows = table.getScanner(new Scan())) {
            for (Result row : rows) {
                byte[] key = row.getRow();
                customers.add(new String(key, HASH, key.length - HASH, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return customers;
    }
}
