package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.crmlake.model.Tenant;

/** Lets crmlake take the sources of one tenant in, strikes it while it does, and compares what came of it. */
final class TenantRun {
    /** A few records of another source are enough for a commit. */
    private static final int FEW = 150;

    private final Tenant tenant;
    private final StoredRecords stored;
    private final Launch launch;
    private final Sources sources;
    private final Toll toll;
    private final Commands commands;
    private final Pausing pausing;
    private final Losing losing;
    private final Expected expected = new Expected();
    private int others;

    /** @param folder for files */
    TenantRun(Stores stores, Tenant tenant, Launch launch, Sources sources, Path folder, Commands commands, Toll toll)
            throws IOException {
        stores.create(tenant);
        this.tenant = tenant;
        this.stored = stores.of(tenant);
        this.launch = launch;
        this.sources = sources;
        this.toll = toll;
        this.commands = commands;
        this.pausing = new Pausing(commands, launch, stores.conf(), folder, toll);
        this.losing = new Losing(commands, launch, stores, folder, toll);
    }

    /**
     * Runs the command of {@code portion} once for each of {@code blows}, striking it, and then until it ends by itself. A command that
     * ends before it could be struck has done its work; the rest of {@code blows} is left out.
     */
    void take(Portion portion, List<Blow> blows) throws IOException, InterruptedException {
        Deque<Blow> left = new ArrayDeque<>(blows);
        boolean taken = false;
        while (!taken) {
            Blow next = left.poll();
            if (next == null) {
                try (Child child = launch.start(commands.ingest(portion))) {
                    commands.finish(child);
                }
                taken = true;
            } else if (toll.wants(next.harm())) {
                taken = switch (next.harm()) {
                    case KILL -> kill(portion, next.aim());
                    case PAUSE -> pause(portion, next.aim());
                    case LOST_ANSWER -> losing.strike(portion, next.aim());
                };
            }
        }
        expected.add(portion);
    }

    /** As {@link #take}, with a pause in which another process takes the source over. */
    void takeOver(Portion portion, Aim aim) throws IOException, InterruptedException {
        if (!pausing.strike(portion, aim, true, null)) {
            take(portion, List.of());
        } else {
            expected.add(portion);
        }
    }

    private boolean kill(Portion portion, Aim aim) throws IOException, InterruptedException {
        try (Child child = launch.start(commands.ingest(portion, aim.bulkLoad()))) {
            if (!commands.reaches(child, aim) || !child.kill()) {
                commands.finish(child);
                return true;
            }
            long ahead = stored.timelineRows() - stored.lakeRows();
            toll.add(
                    new Death(portion.kind(), aim.after(), child.lastStep().orElse(null), ahead),
                    tenant + " " + portion.name());
            return false;
        }
    }

    private boolean pause(Portion portion, Aim aim) throws IOException, InterruptedException {
        Random random = commands.random();
        Portion other = random.nextBoolean() ? other(portion) : null;
        boolean taken = pausing.strike(portion, aim, random.nextInt(3) > 0, other);
        if (other != null) {
            expected.add(other);
        }
        return taken;
    }

    /** Two processes of one source are not let in, so what goes on beside it is another one. */
    private Portion other(Portion portion) throws IOException {
        SourceKind kind = portion.kind() == SourceKind.MAPPED_FILES ? SourceKind.FILES : SourceKind.MAPPED_FILES;
        return sources.ofSize(FEW)
                .make(kind, tenant.name() + "_other_" + others++)
                .get(0);
    }

    /** Returns whether `crmlake verify` finds that lake and timeline hold the same. */
    boolean verified() throws IOException, InterruptedException {
        try (Child child = launch.start(List.of("--tenant", tenant.name(), "verify"))) {
            return child.await(Commands.PATIENCE) == 0;
        }
    }

    Expected expected() {
        return expected;
    }

    /** Returns the stores held against all portions that were taken. */
    Comparison compare() {
        return Comparison.of(expected, stored);
    }
}
