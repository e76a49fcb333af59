package org.crmlake.testing;

import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** Keeps what is started once per JVM in JUnit's root store, which closes it, last started first, when all tests are done. */
final class SharedResource {
    private static final Namespace NAMESPACE = Namespace.create(SharedResource.class);

    private SharedResource() {}

    static <T extends AutoCloseable> T of(ExtensionContext context, Class<T> type, Callable<T> start) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(type, key -> started(type, start), type);
    }

    private static <T> T started(Class<T> type, Callable<T> start) {
        try {
            return start.call();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "Cannot start " + type.getEnclosingClass().getSimpleName() + " for the tests: " + e + ".", e);
        }
    }
}
