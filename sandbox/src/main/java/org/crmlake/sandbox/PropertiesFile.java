package org.crmlake.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Small files that one process writes and another reads: a reader sees the old content or the new, never a half. */
final class PropertiesFile {
    private PropertiesFile() {}

    /** Returns the content, or nothing where there is no such file. */
    static Optional<Properties> read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Properties properties = new Properties();
            properties.load(reader);
            return Optional.of(properties);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot read " + file + ": " + e.getMessage() + ". Check the file and its folder.",
                    e);
        }
    }

    static void write(Path file, Properties properties) {
        write(file, properties, false);
    }

    /** As {@link #write}, readable by the owner alone. */
    static void writeSecret(Path file, Properties properties) {
        write(file, properties, true);
    }

    /** Makes an empty file that nobody else can read, not even before its rights are set. */
    static void createForOwnerAlone(Path file) throws IOException {
        Files.deleteIfExists(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private static void write(Path file, Properties properties, boolean secret) {
        Path draft = file.resolveSibling(
                file.getFileName() + "." + ProcessHandle.current().pid());
        try {
            Files.createDirectories(file.getParent());
            if (secret) {
                createForOwnerAlone(draft);
            }
            try (Writer writer = Files.newBufferedWriter(draft, UTF_8)) {
                properties.store(writer, null);
            }
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot write " + file + ": " + e + ". Check that the folder can be written and the disk has room.",
                    e);
        }
    }
}
