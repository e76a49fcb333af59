package org.crmlake.bench;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.iceberg.Table;
import org.crmlake.lake.LakeCatalog;
import org.crmlake.lake.LakeSettings;
import org.crmlake.lake.LakeTables;
import org.crmlake.model.Tenant;

/**
 * Prints how long a commit takes with the catalog that a configuration names and with one of plain files, in turn, on the same HDFS. A
 * commit opens the table, as each batch does, and adds an empty snapshot.
 */
final class CatalogCommits {
    private static final int WARM = 50;
    /** Two, as no catalog makes a table where another one has it. */
    private static final Tenant NAMED = new Tenant("commits");

    private static final Tenant PLAIN = new Tenant("commits_plain");

    private CatalogCommits() {}

    /** {@code CONF-FOLDER COMMITS}. */
    public static void main(String[] arguments) throws IOException {
        Configuration hadoop = ClusterSpark.hadoop(arguments[0]);
        int commits = Integer.parseInt(arguments[1]);
        URI plain = URI.create(hadoop.get("fs.defaultFS") + "/crmlake/commits");
        double[] named = new double[commits];
        double[] files = new double[commits];
        LakeSettings settings = LakeSettings.onClusterOf(hadoop);
        try (LakeCatalog one = LakeCatalog.open(settings, hadoop);
                LakeCatalog other = LakeCatalog.open(LakeSettings.inFolder(plain), hadoop)) {
            one.createAndVerify(NAMED);
            other.createAndVerify(PLAIN);
            for (int i = -WARM; i < commits; i++) {
                double first = commit(one, NAMED);
                double second = commit(other, PLAIN);
                if (i >= 0) {
                    named[i] = first;
                    files[i] = second;
                }
            }
        }
        FileSystem.get(hadoop).delete(new Path(plain), true);
        System.out.printf("{\"catalog\": \"%s\", %s, \"plain_files\": {%s}}%n", settings, told(named), told(files));
    }

    private static double commit(LakeCatalog lake, Tenant tenant) {
        long begun = System.nanoTime();
        Table table = lake.table(tenant, LakeTables.ALL.get(0));
        table.newFastAppend().set("number", Long.toString(begun)).commit();
        return (System.nanoTime() - begun) / 1e6;
    }

    private static String told(double[] millis) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        return String.format(
                "\"median_ms\": %.1f, \"p95_ms\": %.1f, \"mean_ms\": %.1f",
                sorted[sorted.length / 2],
                sorted[sorted.length * 95 / 100],
                Arrays.stream(sorted).average().orElse(0));
    }
}
