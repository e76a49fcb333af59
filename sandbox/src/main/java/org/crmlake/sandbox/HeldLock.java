package org.crmlake.sandbox;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** A lock on a file, which the system takes back when its process ends, however it ends. */
record HeldLock(FileChannel channel, FileLock lock) implements AutoCloseable {
    /** Returns the lock, or nothing where another process or thread holds it. */
    static Optional<HeldLock> tryLock(Path file) {
        FileChannel channel = null;
        try {
            Files.createDirectories(file.getParent());
            channel = FileChannel.open(file, CREATE, WRITE);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new HeldLock(channel, lock));
            }
            channel.close();
            return Optional.empty();
        } catch (OverlappingFileLockException e) {
            closeQuietly(channel);
            return Optional.empty();
        } catch (IOException e) {
            closeQuietly(channel);
            throw new CrmException(
                    Kind.EXTERNAL, "Cannot lock " + file + ": " + e + ". Check that the folder can be written.", e);
        }
    }

    private static void closeQuietly(FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new CrmException(Kind.EXTERNAL, "Cannot close a lock file: " + e + ". Try again.", e);
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
