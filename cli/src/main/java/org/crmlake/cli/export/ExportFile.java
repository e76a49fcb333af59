package org.crmlake.cli.export;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.util.HexFormat;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** A file on any file system of Hadoop that has a name only when it is whole, and never that of another one. */
final class ExportFile implements Closeable {
    private final FileSystem files;
    private final Path unfinished;
    private final FSDataOutputStream out;
    private final DigestOutputStream hashed;
    private final Writer writer;
    private String hash;
    private long lines;

    ExportFile(FileSystem files, Path folder) throws IOException {
        this.files = files;
        // Its own, also when two exports write at once.
        this.unfinished = new Path(folder, "." + UUID.randomUUID() + ".part");
        this.out = files.create(unfinished, false);
        this.hashed = new DigestOutputStream(out, SentFile.sha256());
        this.writer = new BufferedWriter(new OutputStreamWriter(hashed, StandardCharsets.UTF_8));
    }

    /** Writes a line of CSV. */
    void line(String line) throws IOException {
        writer.write(line);
        writer.write("\r\n");
        lines++;
    }

    /** Writes a line of JSON. */
    void json(String line) throws IOException {
        writer.write(line);
        writer.write('\n');
        lines++;
    }

    /** Returns how many lines were written, with the header. */
    long lines() {
        return lines;
    }

    /** Ends writing and returns the size in bytes. */
    long finish() throws IOException {
        if (hash == null) {
            writer.flush();
            // A name that lasts is given to what lasts: else a machine that fails may leave an empty file under it.
            if (out.hasCapability(StreamCapabilities.HSYNC)) {
                out.hsync();
            }
            writer.close();
            hash = HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        }
        return files.getFileStatus(unfinished).getLen();
    }

    /** Returns the SHA-256 of what was written, once it is finished. */
    String hash() {
        return hash;
    }

    /** Returns what was written, once it is finished and has no name yet. */
    BufferedReader read() throws IOException {
        return new BufferedReader(new InputStreamReader(files.open(unfinished), StandardCharsets.UTF_8));
    }

    /**
     * Gives the file a name that nothing has: of several that want it at once, one gets it (on an object store only if the others come
     * later).
     *
     * @return whether it is this one
     */
    boolean publish(Path target) throws IOException {
        if (files.getUri().getScheme().equals("file")) {
            return publishHere(java.nio.file.Path.of(unfinished.toUri()), java.nio.file.Path.of(target.toUri()));
        }
        try {
            FileContext.getFileContext(files.getUri(), files.getConf())
                    .rename(files.makeQualified(unfinished), files.makeQualified(target));
            return true;
        } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            return false;
        }
    }

    /** A rename would replace what somebody else named a moment ago; a second name is only given if there is none. */
    private static boolean publishHere(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
        try {
            Files.createLink(to, from);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
            return moved(from, to);
        }
    }

    private static boolean moved(java.nio.file.Path from, java.nio.file.Path to) throws IOException {
        try {
            Files.move(from, to);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Removes what has no name. */
    @Override
    public void close() throws IOException {
        writer.close();
        files.delete(unfinished, false);
    }
}
