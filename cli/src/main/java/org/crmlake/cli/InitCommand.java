package org.crmlake.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.config.Keys;
import org.crmlake.cli.output.RowSink;
import org.crmlake.hbase.SchemaAdmin;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.TableState;
import org.crmlake.model.TableState.Drift;
import org.crmlake.model.Tenant;
import picocli.CommandLine.Command;

/** {@code crmlake init}: a tenant's tables, made and verified. */
@Command(
        name = "init",
        description = "Create what is missing of a tenant's tables, and compare all of them with their definitions.",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake init", "  crmlake init --tenant acme -o json"})
final class InitCommand implements Action {
    @Override
    public int run(Invocation invocation) {
        List<TableState> states = Tables.createAndVerify(invocation);
        long drifts = states.stream().mapToLong(state -> state.drifts().size()).sum();
        try (RowSink rows = invocation.rows("store", "table", "state", "attribute", "wanted", "found")) {
            states.forEach(state -> report(state, rows));
        }
        if (drifts > 0) {
            throw new CrmException(
                    Kind.QUALITY_GATE,
                    "Cannot vouch for the tables of tenant " + invocation.tenant() + ": " + drifts
                            + " of their attributes differ from the definitions, see above. Alter them to what is wanted, or"
                            + " use another tenant.");
        }
        return ExitCode.DONE;
    }

    private static void report(TableState state, RowSink rows) {
        if (state.drifts().isEmpty()) {
            rows.row(state.store(), state.table(), state.created() ? "created" : "as defined", null, null, null);
        }
        for (Drift drift : state.drifts()) {
            rows.row(state.store(), state.table(), "differs", drift.attribute(), drift.wanted(), drift.found());
        }
    }

    /** Whoever has rows in HBase has had a lake; made anew, it would be empty, and a job would take it for all there is. */
    static CrmException emptyLake(Tenant tenant, String place) {
        return new CrmException(
                Kind.CONFIG,
                "Cannot create the tables of tenant " + tenant + " in the lake at " + place
                        + ": it has none of its events, and HBase holds rows of it already. Set lake.catalog.* to the"
                        + " catalog that has them, and lake.catalog.moved-from to the folder if plain files kept them in one"
                        + " of their own; or use another tenant.");
    }

    /** What needs Iceberg: loaded only when the command runs. */
    private static final class Tables {
        static List<TableState> createAndVerify(Invocation invocation) {
            Tenant tenant = invocation.tenant();
            int regions = invocation.configuration().value(Keys.TABLE_REGIONS);
            Configuration configuration = StoreSettings.of(invocation).configuration();
            Reachability.check(Reachability.hdfs(configuration));
            Reachability.check(Reachability.hbase(configuration));
            LakeSettings settings = LakeSettings.onClusterOf(configuration);
            List<TableState> states = new ArrayList<>();
            try (LakeCatalog lake = LakeCatalog.open(settings, configuration);
                    SchemaAdmin hbase = SchemaAdmin.open(configuration)) {
                if (!lake.knows(tenant) && hbase.holdsRows(tenant)) {
                    throw emptyLake(tenant, settings.place());
                }
                states.addAll(lake.createAndVerify(tenant));
                states.addAll(hbase.createAndVerify(tenant, regions));
            }
            return states;
        }
    }
}
