package org.crmlake.sandbox;

import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.TableName;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.apache.hadoop.hbase.client.RegionInfoBuilder;
import org.apache.hadoop.hbase.master.HMaster;
import org.apache.hadoop.hbase.master.RegionState;

/**
 * A master that notices at once that its system tables are up. The stock one looks after one second, two more, four more:
 * made for a large cluster, and the larger part of a restart here.
 *
 * <p>Public because HBase calls its constructor.
 */
public final class EagerMaster extends HMaster {
    private static final long PACE_MILLIS = 10;

    public EagerMaster(Configuration settings) throws IOException {
        super(settings);
    }

    @Override
    public boolean waitForMetaOnline() {
        awaitOpen(List.of(RegionInfoBuilder.FIRST_META_REGIONINFO));
        return super.waitForMetaOnline();
    }

    @Override
    public boolean waitForNamespaceOnline() {
        awaitOpen(getAssignmentManager().getRegionStates().getRegionsOfTable(TableName.NAMESPACE_TABLE_NAME));
        return super.waitForNamespaceOnline();
    }

    private void awaitOpen(List<RegionInfo> regions) {
        try {
            while (!isStopped() && !regions.stream().allMatch(this::isOpen)) {
                Thread.sleep(PACE_MILLIS);
            }
        } catch (InterruptedException e) {
            // The stock wait that follows looks at the flag.
            Thread.currentThread().interrupt();
        }
    }

    private boolean isOpen(RegionInfo region) {
        RegionState state = getAssignmentManager().getRegionStates().getRegionState(region);
        return state != null && state.isOpened() && getServerManager().isServerOnline(state.getServerName());
    }
}
