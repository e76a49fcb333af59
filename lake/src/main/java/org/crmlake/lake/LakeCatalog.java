package org.crmlake.lake;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.UncheckedSQLException;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.TableState;
import org.crmlake.model.Tenant;

/** Creates, verifies and opens the tables of the lake. Needs no Spark. */
public final class LakeCatalog implements Closeable {
    private static final String STORE = "lake";

    private final Catalog catalog;
    private final LakeSettings settings;
    private final TableMove move;

    private LakeCatalog(Catalog catalog, LakeSettings settings, Configuration hadoop) {
        this.catalog = catalog;
        this.settings = settings;
        this.move = new TableMove(catalog, settings, hadoop);
    }

    /**
     * Opens the catalog.
     *
     * @throws CrmException EXTERNAL if it cannot be reached
     */
    public static LakeCatalog open(LakeSettings settings, Configuration hadoop) {
        return reaching(
                settings,
                () -> new LakeCatalog(
                        CatalogUtil.buildIcebergCatalog(
                                LakeSettings.CATALOG_NAME, SureCatalogs.of(settings.catalog()), hadoop),
                        settings,
                        hadoop));
    }

    /**
     * Creates those of the tenant's tables that are missing and compares the others with their definitions. A table that
     * differs is reported and not altered, except in what every writer relies on and in columns that need no value any more,
     * which are made optional. A second call changes nothing. A table that a catalog of plain files has kept is taken over with
     * all it holds, and closed there.
     *
     * @throws CrmException CONFIG if a table's folder holds one that another catalog knows, or that this one has forgotten; EXTERNAL if
     *     the catalog does not do its part
     */
    public List<TableState> createAndVerify(Tenant tenant) {
        return reaching(settings, () -> {
            createNamespace(tenant);
            List<TableState> states = new ArrayList<>();
            for (LakeTable table : LakeTables.ALL) {
                boolean created = create(tenant, table);
                Table found = catalog.loadTable(table.identifier(tenant));
                RelaxedColumns.in(found, table);
                TableUpgrade.bring(found);
                states.add(new TableState(STORE, nameOf(tenant, table), created, TableDrift.between(table, found)));
            }
            return states;
        });
    }

    /**
     * Returns whether the tenant's events are there, or plain files have kept them where {@link #createAndVerify} looks.
     *
     * @throws CrmException as {@link #createAndVerify} does
     */
    public boolean knows(Tenant tenant) {
        TableIdentifier events = EventsTable.TABLE.identifier(tenant);
        return reaching(
                settings, () -> catalog.tableExists(events) || move.find(events).isPresent());
    }

    /**
     * Opens the tenant's table as it is now.
     *
     * @throws CrmException NOT_FOUND if it does not exist, EXTERNAL if the catalog does not do its part
     */
    public Table table(Tenant tenant, LakeTable table) {
        try {
            return reaching(settings, () -> catalog.loadTable(table.identifier(tenant)));
        } catch (NoSuchTableException e) {
            // What was not moved yet must not be taken for a table that is empty.
            boolean isToCome = reaching(settings, () -> move.isToCome(table.identifier(tenant)));
            throw isToCome ? unmoved(tenant, table, e) : missing(tenant, table, e);
        }
    }

    private CrmException unmoved(Tenant tenant, LakeTable table, Exception cause) {
        return new CrmException(
                Kind.NOT_FOUND,
                "Cannot open table " + nameOf(tenant, table)
                        + ": plain files have kept it so far. Run `crmlake init --tenant " + tenant
                        + "`, which moves it to the catalog at " + settings.place() + ".",
                cause);
    }

    static CrmException missing(Tenant tenant, LakeTable table, Exception cause) {
        return new CrmException(
                Kind.NOT_FOUND,
                "Cannot open table " + nameOf(tenant, table) + ": it does not exist. Run `crmlake init --tenant "
                        + tenant + "`.",
                cause);
    }

    private static String nameOf(Tenant tenant, LakeTable table) {
        return table.identifier(tenant).toString();
    }

    private void createNamespace(Tenant tenant) {
        if (catalog instanceof SupportsNamespaces namespaces) {
            Namespace namespace = Namespace.of(tenant.namespace());
            if (!namespaces.namespaceExists(namespace)) {
                try {
                    namespaces.createNamespace(namespace);
                } catch (RuntimeException e) {
                    // Another init was faster, which is as good; catalogs of databases say so in words of their own.
                    if (!namespaces.namespaceExists(namespace)) {
                        throw e;
                    }
                }
            }
        }
    }

    private boolean create(Tenant tenant, LakeTable table) {
        TableIdentifier name = table.identifier(tenant);
        if (catalog.tableExists(name)) {
            return false;
        }
        try {
            if (move.takeOver(name)) {
                return false;
            }
            Catalog.TableBuilder builder = catalog.buildTable(name, table.schema())
                    .withPartitionSpec(table.partitioning())
                    .withSortOrder(table.order())
                    .withProperties(table.settings())
                    .withProperty("comment", table.doc());
            if (settings.type() != CatalogType.HADOOP) {
                builder.withProperty(TableMove.MADE_IN, move.madeIn());
            }
            builder.create();
            return true;
        } catch (RuntimeException e) {
            if (isThereNow(name, e)) {
                return false;
            }
            throw e;
        }
    }

    /** Another init may have been faster, at whatever step of this one, and this one may not have heard that it got through. */
    private boolean isThereNow(TableIdentifier table, RuntimeException failure) {
        try {
            return catalog.tableExists(table);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
            return false;
        }
    }

    /** Iceberg and Hadoop fail with runtime exceptions of many types; those it gives a meaning to pass, the rest is EXTERNAL. */
    private static <T> T reaching(LakeSettings settings, Supplier<T> work) {
        try {
            return work.get();
        } catch (CrmException | NoSuchTableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot reach the lake at " + settings.place() + ": "
                            + (e instanceof UncheckedSQLException ? Reason.of(e) : e.getMessage())
                            + ". See that the cluster runs (`crmlake sandbox status`) and that you may write there.",
                    e);
        }
    }

    @Override
    public void close() {
        if (catalog instanceof Closeable closeable) {
            try {
                closeable.close();
            } catch (IOException e) {
                throw new CrmException(
                        Kind.EXTERNAL, "Cannot close the lake's catalog: " + e.getMessage() + ". Nothing is lost.", e);
            }
        }
    }
}
