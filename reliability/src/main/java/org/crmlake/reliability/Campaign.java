package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniKafka;

/**
 * Kills until there are enough deaths: tenant after tenant, each with a source of every kind, in some lanes beside each other.
 *
 * @param folder for the files of the sources
 * @param events about how many records a batch has
 */
record Campaign(Stores stores, MiniKafka.Broker broker, Launch launch, Path folder, int events, long seed) {
    /**
     * Runs until {@code deaths} are enough and returns the comparison of each tenant.
     *
     * @param lanes how many tenants are worked on at the same time
     */
    List<Comparison> run(Deaths deaths, int lanes) throws IOException, InterruptedException, ExecutionException {
        Pace pace = new Pace();
        List<Comparison> comparisons = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int own = lane;
                Callable<Void> work = () -> {
                    for (int round = 0; !deaths.isEnough(); round++) {
                        comparisons.add(
                                tenant("crash_" + own + "_" + round, seed + own + (long) round * lanes, deaths, pace));
                    }
                    return null;
                };
                running.add(pool.submit(work));
            }
            for (Future<Void> lane : running) {
                lane.get();
            }
        } finally {
            pool.shutdownNow();
        }
        return comparisons;
    }

    private Comparison tenant(String name, long own, Deaths deaths, Pace pace)
            throws IOException, InterruptedException {
        Random random = new Random(own);
        TenantRun run = new TenantRun(stores, new Tenant(name), launch, random, deaths, pace);
        Sources sources = new Sources(Files.createDirectories(folder.resolve(name)), broker, random, events);
        List<SourceKind> kinds = new ArrayList<>(List.of(SourceKind.values()));
        Collections.shuffle(kinds, random);
        for (SourceKind kind : kinds) {
            if (deaths.isEnough()) {
                break;
            }
            for (Portion portion : sources.make(kind, name + "_" + kind.ordinal())) {
                if (!deaths.isEnough()) {
                    run.take(portion, Kill.ofAllPoints(random, kind.batches()));
                }
            }
            Comparison comparison = run.compare();
            deaths.say(name + " after " + kind.text() + ": " + Report.sentence(comparison));
            if (!comparison.agrees()) {
                return comparison;
            }
        }
        if (!run.verified()) {
            throw new IllegalStateException("`crmlake verify` finds that the stores of " + name + " differ.");
        }
        deaths.say(name + ": crmlake verify finds that the stores agree");
        return run.compare();
    }
}
