package org.crmlake.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.RegionMetrics;
import org.apache.hadoop.hbase.ServerName;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.Connection;
import org.apache.hadoop.hbase.client.RegionInfo;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Makes HBase forget what was removed. It marks a removed cell, and the mark hides whatever is written under the same row and timestamp,
 * later too, until a major compaction takes both away; an event that comes in after all would not be seen.
 */
public final class RegionPurge {
    /**
     * How often a region is looked at, how long it may do nothing of what it was told, and how long that may take.
     */
    record Pace(Duration look, Duration idle, Duration longest) {
        static final Pace DEFAULT = new Pace(Duration.ofMillis(500), Duration.ofMinutes(2), Duration.ofHours(2));
    }

    /** What regions can be told and asked, by their encoded names. */
    interface Regions {
        /** Asks for a major compaction. HBase puts it off while another compaction runs, and forgets it where these are switched off. */
        void rewrite(String region) throws IOException;

        /** Returns whether a major compaction runs or waits for its turn. */
        boolean isRewriting(String region) throws IOException;

        /** Returns when the oldest file was made that a major compaction made, in milliseconds since 1970, or 0 if there is none. */
        long rewritten(String region) throws IOException;
    }

    private final Regions regions;
    private final Pace pace;

    RegionPurge(Regions regions, Pace pace) {
        this.regions = regions;
        this.pace = pace;
    }

    /**
     * Rewrites the files of some regions, and returns when that is done.
     *
     * @param regions their encoded names
     * @throws CrmException EXTERNAL if HBase does not do so
     */
    public static void run(Configuration configuration, Set<String> regions) {
        if (regions.isEmpty()) {
            return;
        }
        Connection connection = HBase.connect(configuration);
        try (Admin admin = connection.getAdmin()) {
            for (String region : regions) {
                admin.flushRegion(bytes(region));
            }
            new RegionPurge(new Served(admin), Pace.DEFAULT).run(regions);
        } catch (IOException e) {
            throw failure(HBase.reason(e), e);
        } finally {
            HBase.close(connection);
        }
    }

    void run(Set<String> names) {
        try {
            Map<String, Long> before = new HashMap<>();
            for (String region : names) {
                before.put(region, regions.rewritten(region));
                regions.rewrite(region);
            }
            for (String region : names) {
                await(region, before.get(region));
            }
        } catch (IOException e) {
            throw failure(HBase.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("it was interrupted", e);
        }
    }

    private void await(String region, long before) throws IOException, InterruptedException {
        long began = System.nanoTime();
        long busy = began;
        while (true) {
            // In this order: what has ended in between is seen.
            boolean isRewriting = regions.isRewriting(region);
            if (!isRewriting && regions.rewritten(region) > before) {
                return;
            }
            long now = System.nanoTime();
            busy = isRewriting ? now : busy;
            if (now - busy > pace.idle().toNanos()) {
                throw failure(
                        "region " + region + " has not begun a major compaction for "
                                + pace.idle().toSeconds()
                                + " seconds. Perhaps compactions are switched off (compaction_switch true in the HBase shell switches"
                                + " them on)",
                        null);
            }
            if (now - began > pace.longest().toNanos()) {
                throw failure(
                        "region " + region + " has not ended a major compaction in "
                                + pace.longest().toSeconds() + " seconds",
                        null);
            }
            TimeUnit.MILLISECONDS.sleep(pace.look().toMillis());
            if (!isRewriting) {
                regions.rewrite(region);
            }
        }
    }

    /** The regions of a running HBase. What the master knows of them is seconds old, so the servers are asked. */
    private record Served(Admin admin) implements Regions {
        @Override
        public void rewrite(String region) throws IOException {
            admin.majorCompactRegion(bytes(region));
        }

        @Override
        public boolean isRewriting(String region) throws IOException {
            CompactionState state = admin.getCompactionStateForRegion(bytes(region));
            return state == CompactionState.MAJOR || state == CompactionState.MAJOR_AND_MINOR;
        }

        @Override
        public long rewritten(String region) throws IOException {
            for (ServerName server : admin.getRegionServers()) {
                for (RegionMetrics metrics : admin.getRegionMetrics(server)) {
                    if (RegionInfo.encodeRegionName(metrics.getRegionName()).equals(region)) {
                        return metrics.getLastMajorCompactionTimestamp();
                    }
                }
            }
            return 0;
        }
    }

    private static CrmException failure(String reason, Exception cause) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot compact regions of HBase: " + reason + ". Check that HBase runs, and run the command again.",
                cause);
    }

    private static byte[] bytes(String region) {
        return region.getBytes(StandardCharsets.UTF_8);
    }
}
