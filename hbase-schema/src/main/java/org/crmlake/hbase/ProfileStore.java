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
import org.crmlake.model.segment.Statement;
import org.crmlake.model.segment.Statement.Topic;

/**
 * The profiles of a tenant's customers, in {@code profile}. What is written with a time that is older than what is there
 * stays hidden, so a job that is run again for an earlier day does not take the newer result away, and an event that comes late does not
 * take back what was said after it.
 */
public final class ProfileStore implements AutoCloseable {
    /** A read of some hundred rows is one call a region server, and its answer is some hundred kilobytes. */
    private static final int ROWS_A_READ = 500;

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
     * Writes what events said of customers where it is newer than what is there, so that neither the order in which events come
     * in nor a repeat makes a difference. When this returns, it is there and survives a crash.
     *
     * <p>Two processes that at the same time write different statements on one thing, made in the same millisecond, are the exception:
     * then the one that comes last stays.
     *
     * @return of how many customers something was newer
     * @throws CrmException if HBase did not take all of them; writing all of them again is harmless
     */
    public long putStatements(NewestStatements statements) {
        long written = 0;
        List<CustomerKey> customers = statements.customers();
        try (Table profiles = connection.getTable(table);
                BufferedMutator mutator = connection.getBufferedMutator(table)) {
            for (int from = 0; from < customers.size(); from += ROWS_A_READ) {
                List<CustomerKey> some = customers.subList(from, Math.min(from + ROWS_A_READ, customers.size()));
                Result[] rows = profiles.get(
                        some.stream().map(ProfileStore::getStatements).toList());
                for (int i = 0; i < rows.length; i++) {
                    Put put = new Put(ProfileTable.rowKey(some.get(i)));
                    for (Statement statement : statements.of(some.get(i))) {
                        StatementCells.addIfNewer(put, rows[i], statement);
                    }
                    if (!put.isEmpty()) {
                        mutator.mutate(put);
                        written++;
                    }
                }
            }
            mutator.flush();
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write traits and consents to " + table + ": " + HBase.reason(e)
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

    private static Get getStatements(CustomerKey customer) {
        return new Get(ProfileTable.rowKey(customer))
                .addFamily(ProfileTable.TRAITS)
                .addFamily(ProfileTable.CONSENTS);
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
        SortedMap<String, Statement> traits = new TreeMap<>();
        SortedMap<String, Score> scores = new TreeMap<>();
        SortedMap<String, Statement> consents = new TreeMap<>();
        for (Cell cell : row.rawCells()) {
            String name = text(CellUtil.cloneQualifier(cell));
            if (CellUtil.matchingFamily(cell, ProfileTable.SCORES)) {
                String value = text(CellUtil.cloneValue(cell));
                if (!value.equals(CustomerScores.NONE)) {
                    scores.put(name, new Score(value, Instant.ofEpochMilli(cell.getTimestamp())));
                }
            } else if (CellUtil.matchingFamily(cell, ProfileTable.TRAITS)) {
                traits.put(name, StatementCells.decode(Topic.TRAIT, cell));
            } else if (CellUtil.matchingFamily(cell, ProfileTable.CONSENTS)) {
                consents.put(name, StatementCells.decode(Topic.CONSENT, cell));
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
