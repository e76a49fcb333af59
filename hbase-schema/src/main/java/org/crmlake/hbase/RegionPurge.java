package org.crmlake.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
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

        /** Returns which compactions run or wait for their turn. */
        CompactionState state(String region) throws IOException;

        /** Returns when the oldest file was made that a compaction of all files made, in milliseconds since 1970, or 0 if there is none. */
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
            throw failure(HBase.reason(e), regions, e);
        } finally {
            HBase.close(connection);
        }
    }

    void run(Set<String> names) {
        List<Rewriting> left =
                new ArrayList<>(names.stream().map(Rewriting::new).toList());
        try {
            while (true) {
                for (Iterator<Rewriting> each = left.iterator(); each.hasNext(); ) {
                    if (each.next().isDone()) {
                        each.remove();
                    }
                }
                if (left.isEmpty()) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(pace.look().toMillis());
            }
        } catch (IOException e) {
            throw failure(HBase.reason(e), names, e);
        } catch (StandsStill e) {
            throw failure(e.getMessage(), names, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("it was interrupted", names, e);
        }
    }

    /**
     * A region that is asked while it does nothing else, and once more whenever anything else was done meanwhile: a compaction that began
     * before leaves the marks that were flushed since, and keeps the one that is asked for from the files that it has.
     */
    private final class Rewriting {
        private final String region;
        private final long began = System.nanoTime();
        private long busy = began;
        private boolean asked;
        private long before;

        Rewriting(String region) {
            this.region = region;
        }

        /** Looks, and asks if that is due. What has been put off at once is seen at once. */
        boolean isDone() throws IOException, StandsStill {
            boolean wasAsked = asked;
            return look() || (!wasAsked && asked && look());
        }

        private boolean look() throws IOException, StandsStill {
            CompactionState state = regions.state(region);
            if (state == CompactionState.NONE) {
                // In this order: what has ended in between is seen.
                long made = regions.rewritten(region);
                if (asked && made > before) {
                    return true;
                }
                before = made;
                asked = true;
                regions.rewrite(region);
            } else if (state != CompactionState.MAJOR) {
                asked = false;
            }
            long now = System.nanoTime();
            busy = state == CompactionState.NONE ? busy : now;
            if (now - busy > pace.idle().toNanos()) {
                throw new StandsStill("region " + region + " has not begun a major compaction for "
                        + pace.idle().toSeconds()
                        + " seconds. Perhaps compactions are switched off (compaction_switch true in the HBase shell switches"
                        + " them on)");
            }
            if (now - began > pace.longest().toNanos()) {
                throw new StandsStill("region " + region + " has not ended its compactions in "
                        + pace.longest().toSeconds() + " seconds");
            }
            return false;
        }
    }

    private static final class StandsStill extends Exception {
        private static final long serialVersionUID = 1;

        StandsStill(String reason) {
            super(reason);
        }
    }

    /** The regions of a running HBase. What the master knows of them is seconds old, so the servers are asked. */
    private record Served(Admin admin) implements Regions {
        @Override
        public void rewrite(String region) throws IOException {
            admin.majorCompactRegion(bytes(region));
        }

        @Override
        public CompactionState state(String region) throws IOException {
            return admin.getCompactionStateForRegion(bytes(region));
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

    /** What was removed is not found again by a repeat, so whoever repeats it has to know where it was. */
    private static CrmException failure(String reason, Set<String> regions, Exception cause) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot compact regions of HBase: " + reason
                        + ". What was removed in them hides what is written again: run major_compact in the HBase shell for "
                        + String.join(", ", regions) + ", and then the command again.",
                cause);
    }

    private static byte[] bytes(String region) {
        return region.getBytes(StandardCharsets.UTF_8);
    }
}
