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
 * Strikes until it is enough: tenant after tenant, each with a source of every kind, in some lanes beside each other. One tenant in three has
 * its catalog in a database, one in a folder, one with a service.
 *
 * @param folder for the files of the sources
 * @param events about how many records a batch has
 */
record Campaign(Catalogs catalogs, MiniKafka.Broker broker, Path folder, int events, long seed) {
    /**
     * Runs until {@code toll} is enough and returns what came of each tenant.
     *
     * @param lanes how many tenants are worked on at the same time
     */
    List<TenantOutcome> run(Toll toll, int lanes) throws IOException, InterruptedException, ExecutionException {
        Pace pace = new Pace();
        List<TenantOutcome> outcomes = Collections.synchronizedList(new ArrayList<>());
        ExecutorService pool = Executors.newFixedThreadPool(lanes);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int lane = 0; lane < lanes; lane++) {
                int own = lane;
                Callable<Void> work = () -> {
                    for (int round = 0; !toll.isEnough(); round++) {
                        String name = "crash_" + own + "_" + round;
                        long number = own + (long) round * lanes;
                        try {
                            outcomes.add(tenant(name, catalogs.place(number), seed + number, toll, pace));
                        } catch (IOException | RuntimeException e) {
                            toll.fail(name + ": " + e);
                        }
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
        return outcomes;
    }

    private TenantOutcome tenant(String name, Catalogs.Place place, long own, Toll toll, Pace pace)
            throws IOException, InterruptedException {
        Launch launch = place.launch();
        Random random = new Random(own);
        Path files = Files.createDirectories(folder.resolve(name));
        Tenant tenant = new Tenant(name);
        Sources sources = new Sources(files, broker, random, events);
        TenantRun run =
                new TenantRun(place.stores(), tenant, launch, sources, files, new Commands(tenant, random, pace), toll);
        Exports exports = new Exports(tenant, launch, random, files, toll);
        List<SourceKind> kinds = new ArrayList<>(List.of(SourceKind.values()));
        Collections.shuffle(kinds, random);
        for (SourceKind kind : kinds) {
            if (toll.isEnough()) {
                break;
            }
            for (Portion portion : sources.make(kind, name + "_" + kind.ordinal())) {
                if (!toll.isEnough()) {
                    run.take(portion, Blow.some(random, kind.batches(), toll));
                }
            }
            Comparison comparison = run.compare();
            toll.say(name + ", catalog in a " + place.stores().catalogInUse().text() + ", after " + kind.text() + ": "
                    + Report.sentence(comparison));
            if (!comparison.agrees()) {
                return new TenantOutcome(comparison, exports.outcome());
            }
            if (kind != SourceKind.MAPPED_FILES) {
                exports.export(run.expected(), 1);
            }
        }
        if (!run.verified()) {
            throw new IllegalStateException("`crmlake verify` finds that the stores of " + name + " differ.");
        }
        toll.say(name + ": crmlake verify finds that the stores agree");
        return new TenantOutcome(run.compare(), exports.outcome());
    }

    /** What came of a tenant. */
    record TenantOutcome(Comparison comparison, ExportOutcome exports) {}
}
