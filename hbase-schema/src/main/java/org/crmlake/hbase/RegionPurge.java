package org.crmlake.hbase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.client.Admin;
import org.apache.hadoop.hbase.client.CompactionState;
import org.apache.hadoop.hbase.client.Connection;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Makes HBase forget what was removed. It marks a removed cell, and the mark hides whatever is written under the same row and timestamp,
 * later too, until a major compaction takes both away; an event that comes in after all would not be seen.
 */
public final class RegionPurge {
    private static final long LOOK_EVERY_MILLIS = 200;

    private RegionPurge() {}

    /**
     * Rewrites the files of some regions, and returns when that is done.
     *
     * @param regions their encoded names
     * @throws CrmException if HBase does not do so
     */
    public static void run(Configuration configuration, Set<String> regions) {
        if (regions.isEmpty()) {
            return;
        }
        Connection connection = HBase.connect(configuration);
        try (Admin admin = connection.getAdmin()) {
            for (String region : regions) {
                admin.flushRegion(bytes(region));
                admin.majorCompactRegion(bytes(region));
            }
            for (String region : regions) {
                while (admin.getCompactionStateForRegion(bytes(region)) != CompactionState.NONE) {
                    TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
                }
            }
        } catch (IOException e) {
            throw failure(HBase.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("it was interrupted", e);
        } finally {
            HBase.close(connection);
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
