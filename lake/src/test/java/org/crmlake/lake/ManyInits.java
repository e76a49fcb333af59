package org.crmlake.lake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.crmlake.model.TableState;
import org.crmlake.model.Tenant;

/** Several who make the tables of the same tenants, each with a catalog of its own. */
final class ManyInits {
    private static final int INITS = 3;
    private static final int TENANTS = 6;

    private ManyInits() {}

    /** None of them fails, and each table is made by one of them. */
    static void atOnce(Supplier<LakeCatalog> catalogs) throws Exception {
        CyclicBarrier together = new CyclicBarrier(INITS);
        ExecutorService threads = Executors.newFixedThreadPool(INITS);
        try {
            Callable<List<TableState>> init = () -> {
                List<TableState> states = new ArrayList<>();
                try (LakeCatalog catalog = catalogs.get()) {
                    for (int i = 0; i < TENANTS; i++) {
                        together.await();
                        states.addAll(catalog.createAndVerify(new Tenant("many" + i)));
                    }
                }
                return states;
            };
            List<String> created = new ArrayList<>();
            for (Future<List<TableState>> done : threads.invokeAll(List.of(init, init, init))) {
                assertThat(done.get()).hasSize(TENANTS * LakeTables.ALL.size()).allMatch(state -> state.drifts()
                        .isEmpty());
                done.get().stream()
                        .filter(TableState::created)
                        .map(TableState::table)
                        .forEach(created::add);
            }
            assertThat(created).doesNotHaveDuplicates().hasSize(TENANTS * LakeTables.ALL.size());
        } finally {
            threads.shutdownNow();
        }
    }
}
