package org.crmlake.lake;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.testing.CatalogService;

/** A service that keeps the catalog, and drops a commit, or what it would answer to it. */
final class LossyService implements LossyCatalog, CatalogService.Commits {
    private final AtomicBoolean loseAnswer = new AtomicBoolean();
    private final AtomicBoolean keepAnswer = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean loseRequest = new AtomicBoolean();
    private final CatalogService service;

    LossyService(Path warehouse) throws IOException {
        service = CatalogService.start(warehouse.toUri().toString(), new Configuration(), this);
    }

    @Override
    public LakeSettings settings(Path warehouse) {
        return LakeSettings.rest(service.uri(), warehouse.toUri().toString(), "", "token");
    }

    @Override
    public void loseAnswer() {
        loseAnswer.set(true);
    }

    @Override
    public void keepAnswer() {
        keepAnswer.set(true);
    }

    @Override
    public Map<String, String> limit(Duration answer) {
        return Map.of("rest.client.socket-timeout-ms", Long.toString(answer.toMillis()));
    }

    @Override
    public void loseRequest() {
        loseRequest.set(true);
    }

    @Override
    public boolean isWaiting() {
        return loseAnswer.get() || keepAnswer.get() || loseRequest.get();
    }

    @Override
    public boolean cutsRequest() {
        return loseRequest.compareAndSet(true, false);
    }

    @Override
    public boolean cutsAnswer() {
        if (keepAnswer.compareAndSet(true, false)) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }
        return loseAnswer.compareAndSet(true, false);
    }

    @Override
    public void close() {
        closed.countDown();
        service.close();
    }
}
