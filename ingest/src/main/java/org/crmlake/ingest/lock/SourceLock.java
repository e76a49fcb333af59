package org.crmlake.ingest.lock;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;
import org.crmlake.hbase.OwnFolders;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to ingest one source of one tenant. It is a file on the file system of the lake, which its owner touches every second;
 * the file of the next owner has the next number, and to create a file that exists fails, so of two that want it one gets it. What an
 * earlier release holds elsewhere is respected as well.
 *
 * <p>A lock whose process is seen to be dead, or whose file nobody has touched for a while, is taken over. No clocks are compared:
 * the one who wants the lock watches by its own clock whether the file changes.
 */
public final class SourceLock implements AutoCloseable {
    /** How often the owner shows that it lives, and how long somebody else waits for that. */
    record Pace(Duration beat, Duration patience) {
        static final Pace DEFAULT = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    private static final Logger LOG = LoggerFactory.getLogger(SourceLock.class);

    private final FileSystem fs;
    private final Path file;
    private final LockOwner self;
    private final ScheduledExecutorService heart;
    private long beats;

    private SourceLock(FileSystem fs, Path file, LockOwner self, Pace pace) {
        this.fs = fs;
        this.file = file;
        this.self = self;
        this.heart = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "source-lock");
            thread.setDaemon(true);
            return thread;
        });
        heart.scheduleAtFixedRate(
                this::beat, pace.beat().toMillis(), pace.beat().toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Takes the lock.
     *
     * @param shutOut called with a description of this process if the lock was taken over from somebody who may only be slow;
     *     must see to it that they cannot commit any more
     * @throws CrmException LOCKED if somebody else holds it, EXTERNAL if the file system fails
     */
    public static SourceLock acquire(
            Configuration conf, Tenant tenant, String source, java.util.function.Consumer<String> shutOut) {
        return acquire(conf, tenant, source, shutOut, LockOwner.self(), Pace.DEFAULT);
    }

    /**
     * As {@link #acquire}, but calls {@code shutOut} in any case: somebody may have had a lock whose file was taken away, and go on.
     */
    public static SourceLock acquireAlone(
            Configuration conf, Tenant tenant, String source, java.util.function.Consumer<String> shutOut) {
        SourceLock lock = acquire(conf, tenant, source, shutOut);
        lock.orGiveBack(() -> shutOut.accept(lock.self.toString()));
        return lock;
    }

    static SourceLock acquire(
            Configuration conf,
            Tenant tenant,
            String source,
            java.util.function.Consumer<String> shutOut,
            LockOwner self,
            Pace pace) {
        List<Path> places = OwnFolders.ofLocks(conf, tenant).stream()
                .map(place -> new Path(place, source))
                .toList();
        Path folder = places.get(0);
        try {
            FileSystem fs = folder.getFileSystem(conf);
            fs.mkdirs(folder);
            List<FileStatus> held = heldByNobodyAlive(fs, folder, source, pace);
            List<FileStatus> left = new ArrayList<>(held);
            for (Path earlier : places.subList(1, places.size())) {
                left.addAll(heldByNobodyAlive(earlier.getFileSystem(conf), earlier, source, pace));
            }
            Path mine = new Path(folder, Integer.toString(held.isEmpty() ? 1 : number(held.get(held.size() - 1)) + 1));
            try (OutputStream out = fs.create(mine, false)) {
                out.write(self.bytes());
            }
            SourceLock lock = new SourceLock(fs, mine, self, pace);
            lock.refuseIfOvertaken(source, held);
            if (!left.isEmpty()) {
                lock.takeOver(left, () -> shutOut.accept(self.toString()));
            }
            return lock;
        } catch (FileAlreadyExistsException e) {
            throw refused(source, Optional.empty());
        } catch (IOException e) {
            if (e.getMessage() != null && e.getMessage().contains("already exists")) {
                throw refused(source, Optional.empty());
            }
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot lock source " + source + " in " + folder + ": " + Printable.of(e.getMessage(), 300)
                            + ". Check that the file system runs and may be written to.",
                    e);
        }
    }

    /** Between the look at what is there and the new file, others may have come and gone, and one may have come and stayed. */
    private void refuseIfOvertaken(String source, List<FileStatus> seen) throws IOException {
        for (FileStatus now : held(fs, file.getParent())) {
            boolean isKnown = now.getPath().getName().equals(file.getName())
                    || seen.stream()
                            .anyMatch(old -> old.getPath().equals(now.getPath())
                                    && old.getModificationTime() == now.getModificationTime());
            if (!isKnown) {
                Optional<LockOwner> other = owner(fs, now.getPath());
                close();
                throw refused(source, other);
            }
        }
    }

    private void takeOver(List<FileStatus> left, Runnable shutOut) throws IOException {
        orGiveBack(shutOut);
        for (FileStatus old : left) {
            old.getPath().getFileSystem(fs.getConf()).delete(old.getPath(), false);
        }
    }

    private void orGiveBack(Runnable shutOut) {
        try {
            shutOut.run();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Returns the files that the dead left in a folder, the newest last.
     *
     * @throws CrmException LOCKED if the newest is of somebody alive
     */
    private static List<FileStatus> heldByNobodyAlive(FileSystem fs, Path folder, String source, Pace pace)
            throws IOException {
        List<FileStatus> held = held(fs, folder);
        if (!held.isEmpty()) {
            FileStatus newest = held.get(held.size() - 1);
            Optional<LockOwner> owner = owner(fs, newest.getPath());
            if (lives(fs, newest, owner, pace)) {
                throw refused(source, owner);
            }
        }
        return held;
    }

    /**
     * Gives the lock back. If this process was taken for dead, its successors may have come and gone, and somebody else hold the lock
     * under the same number: that one is left alone.
     */
    @Override
    public void close() {
        heart.shutdownNow();
        try {
            if (owner(fs, file).filter(other -> !other.equals(self)).isEmpty()) {
                fs.delete(file, false);
            }
        } catch (IOException e) {
            LOG.warn(
                    "Cannot give back the lock {}: {}. The next ingester will find it dead and take it over.",
                    file,
                    e.toString());
        }
    }

    /** Any change will do, so the time is a count. A beat that fails is no harm: what matters is decided by the fence. */
    private void beat() {
        try {
            fs.setTimes(file, ++beats, -1);
        } catch (IOException | RuntimeException e) {
            LOG.debug("Cannot touch the lock {}: {}.", file, e.toString());
        }
    }

    private static boolean lives(FileSystem fs, FileStatus file, Optional<LockOwner> owner, Pace pace)
            throws IOException {
        Optional<Boolean> alive = owner.flatMap(LockOwner::alive);
        if (alive.isPresent()) {
            return alive.get();
        }
        long seen = file.getModificationTime();
        long deadline = System.nanoTime() + pace.patience().toNanos();
        while (System.nanoTime() < deadline) {
            try {
                TimeUnit.MILLISECONDS.sleep(pace.beat().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
            if (!fs.exists(file.getPath())) {
                return false;
            }
            if (fs.getFileStatus(file.getPath()).getModificationTime() != seen) {
                return true;
            }
        }
        return false;
    }

    /** Returns the files of the lock, the newest last; one at most, unless a take-over did not come to its end. */
    private static List<FileStatus> held(FileSystem fs, Path folder) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        if (!fs.exists(folder)) {
            return files;
        }
        for (FileStatus file : fs.listStatus(folder)) {
            if (file.getPath().getName().matches("\\d{1,9}")) {
                files.add(file);
            }
        }
        files.sort(Comparator.comparingInt(SourceLock::number));
        return files;
    }

    private static int number(FileStatus file) {
        return Integer.parseInt(file.getPath().getName());
    }

    private static Optional<LockOwner> owner(FileSystem fs, Path file) throws IOException {
        try (InputStream in = fs.open(file)) {
            return LockOwner.parse(in.readNBytes(1000));
        } catch (FileNotFoundException | CannotObtainBlockLengthException e) {
            // The latter: its owner died before it was closed, and then the only DataNode that had its block was
            // started again.
            return Optional.empty();
        }
    }

    private static CrmException refused(String source, Optional<LockOwner> owner) {
        return new CrmException(
                Kind.LOCKED,
                "Cannot ingest source " + source + ": "
                        + owner.map(LockOwner::toString).orElse("another process")
                        + " is ingesting it. Wait until it ends, or stop it.");
    }
}
