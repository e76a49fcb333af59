package org.crmlake.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.Cell;
import org.apache.hadoop.hbase.CellUtil;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.BufferedMutator;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.Get;
import org.apache.hadoop.hbase.client.Put;
import org.apache.hadoop.hbase.client.Result;
import org.apache.hadoop.hbase.client.Table;
import org.crmlake.hbase.Profile.Score;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.CustomerKey;
import org.crmlake.model.Tenant;

/**
 * The profiles of a tenant's customers, in {@code profile}. What is written with a time that is older than what is there
 * stays hidden, so a job that is run again for an earlier day does not take the newer result away.
 */
public final class ProfileStore implements AutoCloseable {
    private final Connection connection;
    private final TableName table;

    private ProfileStore(Connection connection, Tenant tenant) {
        this.connection = connection;
        this.table = ProfileTable.name(tenant);
    }

    /** Connects to a tenant's profiles. */
    public static ProfileStore open(Configuration configuration, Tenant tenant) {
        return new ProfileStore(HBase.connect(configuration), tenant);
    }

    /** Writes a customer's scores; see {@link #putScores(Iterator, Instant)}. */
    public void putScores(CustomerKey customer, Map<String, String> scores, Instant asOf) {
        putScores(List.of(new CustomerScores(customer, scores)).iterator(), asOf);
    }

    /**
     * Writes the scores of many customers in batches, for instance of one partition of a Spark job. When this returns, they
     * are there and survive a crash. Writing them again changes nothing; scores of other names stay as they are, and {@link
     * CustomerScores#NONE} takes one back.
     *
     * @param asOf the moment the scores hold for, to the millisecond, usually midnight UTC of the job's as-of date
     * @return how many customers were written
     * @throws CrmException if HBase did not take all of them; writing all of them again is harmless
     */
    public long putScores(Iterator<CustomerScores> customers, Instant asOf) {
        long written = 0;
        try (BufferedMutator mutator = connection.getBufferedMutator(table)) {
            while (customers.hasNext()) {
                CustomerScores customer = customers.next();
                if (!customer.scores().isEmpty()) {
                    mutator.mutate(put(customer, asOf.toEpochMilli()));
                    written++;
                }
            }
            mutator.flush();
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write scores to " + table + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that the tenant was initialised, and run the command again.",
                    e);
        }
        return written;
    }

    /**
     * Returns a customer's profile, or empty if nothing is known of them.
     *
     * @throws CrmException if HBase does not answer
     */
    public Optional<Profile> profile(CustomerKey customer) {
        try (Table profiles = connection.getTable(table)) {
            Result row = profiles.get(new Get(ProfileTable.rowKey(customer)));
            return row.isEmpty() ? Optional.empty() : Optional.of(profile(customer, row));
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot read the profile of " + customer + " from " + table + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that the tenant was initialised.",
                    e);
        }
    }

    @Override
    public void close() {
        HBase.close(connection);
    }

    private static Put put(CustomerScores customer, long asOf) {
        Put put = new Put(ProfileTable.rowKey(customer.customer()), asOf);
        customer.scores()
                .forEach((name, value) -> put.addColumn(
                        ProfileTable.SCORES,
                        name.getBytes(StandardCharsets.UTF_8),
                        asOf,
                        value.getBytes(StandardCharsets.UTF_8)));
        return put;
    }

    private static Profile profile(CustomerKey customer, Result row) {
        SortedMap<String, String> traits = new TreeMap<>();
        SortedMap<String, Score> scores = new TreeMap<>();
        SortedMap<String, String> consents = new TreeMap<>();
        for (Cell cell : row.rawCells()) {
            String name = text(CellUtil.cloneQualifier(cell));
            String value = text(CellUtil.cloneValue(cell));
            if (CellUtil.matchingFamily(cell, ProfileTable.SCORES)) {
                if (value.equals(CustomerScores.NONE)) {
                    continue;
                }
                scores.put(name, new Score(value, Instant.ofEpochMilli(cell.getTimestamp())));
            } else if (CellUtil.matchingFamily(cell, ProfileTable.TRAITS)) {
                traits.put(name, value);
            } else if (CellUtil.matchingFamily(cell, ProfileTable.CONSENTS)) {
                consents.put(name, value);
            }
        }
        return new Profile(
                customer,
                Collections.unmodifiableSortedMap(traits),
                Collections.unmodifiableSortedMap(scores),
                Collections.unmodifiableSortedMap(consents));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
