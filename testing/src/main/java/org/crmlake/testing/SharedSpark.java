package org.crmlake.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One Spark per JVM: two local threads, one shuffle partition, no UI, what the product forces upon a session, and an Iceberg catalog named {@code lake}.
 *
 * <p>{@code @ExtendWith(SharedSpark.class)} fills parameters of type {@link SparkSession}. The warehouse of {@code lake} is a
 * local folder, so that the test needs no HDFS; with {@link OnHdfs} it lies on {@link MiniHdfs}.
 */
public final class SharedSpark implements ParameterResolver {
    private static final String WAREHOUSE = "spark.sql.catalog.lake.warehouse";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == SparkSession.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return active(running(context).session());
    }

    private static Running running(ExtensionContext context) {
        return SharedResource.of(context, Running.class, SharedSpark::start);
    }

    /** Code that asks for the active session gets the one its test was given, whichever test ran before on this thread. */
    private static SparkSession active(SparkSession session) {
        SparkSession.setActiveSession(session);
        return session;
    }

    private static Running start() throws IOException {
        Path folder = TempFolder.create("spark");
        SparkSession session = SparkSession.builder()
                .appName("tests")
                .master("local[2]")
                .config("spark.sql.shuffle.partitions", 1)
                .config("spark.default.parallelism", 2)
                .config("spark.ui.enabled", false)
                // As in the commands: with one executor nobody wakes Spark once it waits for a nearer one.
                .config("spark.locality.wait", "0s")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.local.dir", folder.resolve("scratch").toString())
                .config(
                        "spark.sql.warehouse.dir",
                        folder.resolve("spark-warehouse").toString())
                .config(forced())
                // Tests of a JVM run the same plans again and again; the hundred that Spark keeps the code of are not
                // enough.
                .config("spark.sql.codegen.cache.maxEntries", 5000)
                .config("spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions")
                .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
                .config("spark.sql.catalog.lake.catalog-impl", catalog())
                .config("spark.sql.catalog.lake.cache-enabled", false)
                .config(WAREHOUSE, folder.resolve("warehouse").toUri().toString())
                .getOrCreate();
        return new Running(session, folder);
    }

    /** The product's catalog, by its name: this module is below the lake's, and has tests of its own. */
    private static String catalog() {
        try {
            return Class.forName("org.crmlake.lake.FolderCatalog").getName();
        } catch (ClassNotFoundException e) {
            return "org.apache.iceberg.hadoop.HadoopCatalog";
        }
    }

    /** The settings that the product forces upon each session, by name as well. */
    private static Map<String, Object> forced() {
        try {
            Object all = Class.forName("org.crmlake.lake.ForcedSettings")
                    .getField("ALL")
                    .get(null);
            Map<String, Object> settings = new HashMap<>();
            ((Map<?, ?>) all).forEach((name, value) -> settings.put((String) name, value));
            return settings;
        } catch (ReflectiveOperationException e) {
            return Map.of();
        }
    }

    /** As {@link SharedSpark}, with the warehouse of {@code lake} at {@code /crmlake/warehouse} on {@link MiniHdfs}. */
    public static final class OnHdfs implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SparkSession.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            // HDFS first: the store closes in reverse order of starting.
            String fileSystem = MiniHdfs.running(context).configuration().get("fs.defaultFS");
            SparkSession local = running(context).session();
            return active(SharedResource.of(context, Session.class, () -> onHdfs(local, fileSystem))
                    .session());
        }

        /** A session of the same Spark has settings and catalogs of its own, so both kinds of test share a JVM. */
        private static Session onHdfs(SparkSession local, String fileSystem) {
            SparkSession session = local.newSession();
            session.conf().set(WAREHOUSE, fileSystem + "/crmlake/warehouse");
            return new Session(session);
        }

        /** The session on HDFS; it ends with the Spark it belongs to. */
        record Session(SparkSession session) implements AutoCloseable {
            @Override
            public void close() {}
        }
    }

    /** The running Spark. */
    record Running(SparkSession session, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            session.stop();
            TempFolder.delete(folder);
        }
    }
}
