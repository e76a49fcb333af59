package org.crmlake.lake;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The machine's disk, which makes and renames files as HDFS does: not over one that is there, whoever else is about to
 * make it. What is to happen at a rename, or as a version is read, is put into a queue; each entry holds for one whose
 * file it wants.
 */
public final class FaultyDisk extends RawLocalFileSystem {
    private static final Queue<Fault> FAULTS = new ConcurrentLinkedQueue<>();

    private static volatile boolean broken;
    private static volatile int unanswered;
    private static volatile int unlisted;

    private record Fault(Predicate<String> target, When when, Step step) {}

    enum When {
        BEFORE,
        AFTER,
        READING
    }

    interface Step {
        void run() throws IOException;
    }

    /** Returns a configuration under which {@code file:} is this. */
    static Configuration configuration() {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.file.impl", FaultyDisk.class.getName());
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        FAULTS.clear();
        broken = false;
        unanswered = 0;
        unlisted = 0;
        return hadoop;
    }

    /** The next version of the table in this folder is committed, and its writer does not hear of it. */
    static void loseAnswer(String table) {
        FAULTS.add(new Fault(file -> isVersion(file, table), When.AFTER, () -> {
            throw new IOException("Connection reset by peer");
        }));
    }

    /** The next version is not committed, and its writer only hears that something is wrong. */
    static void loseRequest(String table) {
        FAULTS.add(new Fault(file -> isVersion(file, table), When.BEFORE, () -> {
            throw new IOException("Connection reset by peer");
        }));
    }

    /** Whoever commits next to the table in this folder stands still before, while something else happens. */
    static void pauseBeforeCommit(String table, Step meanwhile) {
        FAULTS.add(new Fault(file -> isVersion(file, table), When.BEFORE, meanwhile));
    }

    /** Whoever commits next to the table in this folder stands still after it, before it hears of it. */
    static void pauseAfterCommit(String table, Step meanwhile) {
        FAULTS.add(new Fault(file -> isVersion(file, table), When.AFTER, meanwhile));
    }

    /** From now on no file can be asked for. */
    static void breakDown() {
        broken = true;
    }

    static void repair() {
        broken = false;
    }

    /** The next version is committed, and neither the answer nor the next looks get through; later ones do. */
    static void breakDownForTheLooksAfter(String table) {
        FAULTS.add(new Fault(file -> isVersion(file, table), When.AFTER, () -> {
            unanswered = 5;
            throw new IOException("Connection reset by peer");
        }));
    }

    /** Whoever commits next to the table in this folder stands still after it, before it writes the hint. */
    static void pauseBeforeHint(String table, Step meanwhile) {
        FAULTS.add(new Fault(
                file -> file.contains("/" + table + "/") && file.endsWith("version-hint.text"),
                When.BEFORE,
                meanwhile));
    }

    /** The next version that somebody reads of the table in this folder cannot be read this once. */
    static void loseRead(String table) {
        FAULTS.add(new Fault(file -> isVersion(file, table), When.READING, () -> {
            throw new IOException("Connection reset by peer");
        }));
    }

    /** So often from now on, no folder can be listed. */
    static void loseListings(int times) {
        unlisted = times;
    }

    static int left() {
        return FAULTS.size();
    }

    private static boolean isVersion(String file, String table) {
        return file.contains("/" + table) && FolderOperations.versionOf(file) > 0;
    }

    @Override
    public String getScheme() {
        return "file";
    }

    /** Who may read a file is nobody's question here, and Hadoop starts a process for each without its native library. */
    @Override
    public void setPermission(Path file, FsPermission permission) {}

    @Override
    public FileStatus getFileStatus(Path file) throws IOException {
        if (unanswered > 0 && isVersion(file.toString(), "")) {
            unanswered--;
            throw new IOException("Connection refused");
        }
        if (broken) {
            throw new IOException("Connection refused");
        }
        return super.getFileStatus(file);
    }

    @Override
    public FileStatus[] listStatus(Path folder) throws IOException {
        if (unlisted > 0) {
            unlisted--;
            throw new IOException("Connection refused");
        }
        return super.listStatus(folder);
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        Fault fault = next(file, true);
        if (fault != null) {
            fault.step().run();
        }
        return super.open(file, bufferSize);
    }

    @Override
    public FSDataOutputStream create(
            Path file, boolean overwrite, int bufferSize, short replication, long blockSize, Progressable progress)
            throws IOException {
        synchronized (FAULTS) {
            return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
        }
    }

    @Override
    public FSDataOutputStream create(
            Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        synchronized (FAULTS) {
            return super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress);
        }
    }

    private static Fault next(Path file, boolean reading) {
        return FAULTS.stream()
                .filter(one -> (one.when() == When.READING) == reading)
                .filter(one -> one.target().test(file.toString()))
                .findFirst()
                .filter(FAULTS::remove)
                .orElse(null);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        Fault fault = next(to, false);
        if (fault != null && fault.when() == When.BEFORE) {
            fault.step().run();
        }
        boolean done;
        synchronized (FAULTS) {
            done = !exists(to) && super.rename(from, to);
        }
        if (fault != null && fault.when() == When.AFTER) {
            fault.step().run();
        }
        return done;
    }
}
