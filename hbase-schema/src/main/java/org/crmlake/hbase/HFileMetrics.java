package org.crmlake.hbase;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Proxy;
import org.apache.hadoop.hbase.io.MetricsIO;
import org.apache.hadoop.hbase.io.MetricsIOSource;
import org.apache.hadoop.hbase.io.MetricsIOWrapper;
import org.apache.hadoop.metrics2.lib.MetricsRegistry;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * Lets HFiles be written and read where HBase's jar and Hadoop's come from two class loaders, as on a cluster's Spark, which has Hadoop among
 * its own jars and takes HBase's with the application. HBase times each write of an HFile by classes that it puts into a package of Hadoop's,
 * and that may not reach what is private there once another loader has loaded them: the first write ends in an {@code IllegalAccessError}.
 */
final class HFileMetrics {
    private HFileMetrics() {}

    /** Goes without those times if the two jars have two loaders; else HBase keeps them. Does nothing from the second call on. */
    static void leaveOutIfApart() {
        if (MetricsIO.class.getClassLoader() != MetricsRegistry.class.getClassLoader()) {
            leaveOut();
        }
    }

    /**
     * Puts a source of metrics that keeps nothing where HBase looks for its own.
     *
     * @throws CrmException of kind INTERNAL if this release of HBase keeps it elsewhere
     */
    static synchronized void leaveOut() {
        try {
            Lookup inside = MethodHandles.privateLookupIn(MetricsIO.class, MethodHandles.lookup());
            VarHandle instance = inside.findStaticVarHandle(MetricsIO.class, "instance", MetricsIO.class);
            if (instance.getVolatile() == null) {
                instance.setVolatile((MetricsIO) inside.findConstructor(
                                MetricsIO.class,
                                MethodType.methodType(void.class, MetricsIOSource.class, MetricsIOWrapper.class))
                        .invoke(silent(), null));
            }
        } catch (Throwable e) {
            throw new CrmException(
                    Kind.INTERNAL,
                    "Cannot write HFiles beside a Hadoop of another class loader: HBase's MetricsIO is not what it was ("
                            + e + "). Use the release of HBase that crmlake comes with.",
                    e);
        }
    }

    private static MetricsIOSource silent() {
        return (MetricsIOSource) Proxy.newProxyInstance(
                MetricsIOSource.class.getClassLoader(),
                new Class<?>[] {MetricsIOSource.class},
                (proxy, method, arguments) -> method.getReturnType() == String.class ? "" : null);
    }
}
