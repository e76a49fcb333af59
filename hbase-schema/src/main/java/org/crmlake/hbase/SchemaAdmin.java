package org.crmlake.hbase;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.NamespaceDescriptor;
import org.apache.hadoop.hbase.NamespaceExistException;
import org.apache.hadoop.hbase.NamespaceNotFoundException;
import org.apache.hadoop.hbase.TableExistsException;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.ResultScanner;
import org.apache.hadoop.hbase.client.Scan;
import org.apache.hadoop.hbase.client.Table;
import org.apache.hadoop.hbase.client.TableDescriptor;
import org.apache.hadoop.hbase.filter.FirstKeyOnlyFilter;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.TableState;
import org.crmlake.model.TableState.Drift;
import org.crmlake.model.Tenant;

/** Creates the tables of {@link HBaseTables} and tells where existing ones differ from their definitions; it never alters one. */
public final class SchemaAdmin implements AutoCloseable {
    /** How many regions a new table has unless told otherwise: enough that one machine's cores can all load into it. */
    public static final int REGIONS = 4;

    private static final String STORE = "hbase";
    private static final Duration CREATE = Duration.ofMinutes(5);

    private final Connection connection;

    private SchemaAdmin(Connection connection) {
        this.connection = connection;
    }

    /** Connects to HBase. */
    public static SchemaAdmin open(Configuration configuration) {
        return new SchemaAdmin(HBase.connect(configuration));
    }

    /** Makes what is missing of a tenant's namespace and tables, with {@link #REGIONS} regions each, and looks at all of them. */
    public List<TableState> createAndVerify(Tenant tenant) {
        return createAndVerify(tenant, REGIONS);
    }

    /**
     * Makes what is missing of a tenant's namespace and tables and looks at all of them.
     *
     * @param regions how many regions a table gets that is made now; those of existing tables are HBase's business
     * @throws CrmException if HBase refuses
     */
    public List<TableState> createAndVerify(Tenant tenant, int regions) {
        byte[][] startKeys = RowHash.regionStartKeys(regions);
        // The first region starts at nothing and is no split.
        byte[][] splits = Arrays.copyOfRange(startKeys, 1, startKeys.length);
        List<TableDescriptor> wanted = HBaseTables.of(tenant);
        List<TableState> states = new ArrayList<>();
        try (Admin admin = connection.getAdmin()) {
            createNamespace(admin, tenant.namespace());
            Set<TableName> created = createTables(admin, wanted, splits);
            for (TableDescriptor table : wanted) {
                TableName name = table.getTableName();
                states.add(new TableState(STORE, name.getNameAsString(), created.contains(name), drifts(admin, table)));
            }
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot create the HBase tables of tenant " + tenant + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that you may create tables in namespace "
                            + tenant.namespace()
                            + ".",
                    e);
        }
        return List.copyOf(states);
    }

    /**
     * Returns whether one of the tenant's tables holds a row.
     *
     * @throws CrmException EXTERNAL if HBase does not do its part
     */
    public boolean holdsRows(Tenant tenant) {
        try (Admin admin = connection.getAdmin()) {
            for (TableDescriptor table : HBaseTables.of(tenant)) {
                TableName name = table.getTableName();
                if (admin.tableExists(name) && admin.isTableEnabled(name) && holdsRows(name)) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot look into the HBase tables of tenant " + tenant + ": " + HBase.reason(e)
                            + ". Check that HBase runs and that you may read namespace "
                            + tenant.namespace() + ".",
                    e);
        }
    }

    private boolean holdsRows(TableName name) throws IOException {
        try (Table table = connection.getTable(name);
                ResultScanner rows = table.getScanner(new Scan().setLimit(1).setFilter(new FirstKeyOnlyFilter()))) {
            return rows.next() != null;
        }
    }

    @Override
    public void close() {
        HBase.close(connection);
    }

    private static void createNamespace(Admin admin, String namespace) throws IOException {
        try {
            admin.getNamespaceDescriptor(namespace);
        } catch (NamespaceNotFoundException missing) {
            try {
                admin.createNamespace(NamespaceDescriptor.create(namespace).build());
            } catch (NamespaceExistException e) {
                // Somebody else made it between the two calls, which is as good.
            }
        }
    }

    /** Makes the tables that are missing, all at once: each waits seconds for its regions to open. */
    private static Set<TableName> createTables(Admin admin, List<TableDescriptor> wanted, byte[][] splits)
            throws IOException {
        Map<TableName, Future<Void>> creating = new LinkedHashMap<>();
        for (TableDescriptor table : wanted) {
            if (!admin.tableExists(table.getTableName())) {
                creating.put(table.getTableName(), admin.createTableAsync(table, splits));
            }
        }
        Set<TableName> created = new HashSet<>();
        for (Map.Entry<TableName, Future<Void>> table : creating.entrySet()) {
            if (await(table.getValue())) {
                created.add(table.getKey());
            }
        }
        return created;
    }

    /** Waits for a table and returns whether it is ours: somebody else may have made it between the two calls. */
    private static boolean await(Future<Void> table) throws IOException {
        try {
            table.get(CREATE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TableExistsException) {
                return false;
            }
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("a table was not there after " + CREATE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a table was made");
        }
    }

    private static List<Drift> drifts(Admin admin, TableDescriptor wanted) throws IOException {
        TableName name = wanted.getTableName();
        List<Drift> drifts = new ArrayList<>(TableDrift.of(wanted, admin.getDescriptor(name)));
        if (!admin.isTableEnabled(name)) {
            drifts.add(new Drift("state", "enabled", "disabled"));
        }
        return drifts;
    }
}
