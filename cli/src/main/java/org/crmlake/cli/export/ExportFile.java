package org.crmlake.cli.export;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** A file on any file system of Hadoop that has its name only when it is whole. */
final class ExportFile implements Closeable {
    private final FileSystem files;
    private final Path target;
    private final Path unfinished;
    private final MessageDigest digest;
    private final Writer writer;
    private long lines;

    ExportFile(FileSystem files, Path target) throws IOException {
        this.files = files;
        this.target = target;
        this.unfinished = new Path(target.getParent(), "." + target.getName() + ".part");
        this.digest = sha256();
        this.writer = new BufferedWriter(new OutputStreamWriter(
                new DigestOutputStream(files.create(unfinished, true), digest), StandardCharsets.UTF_8));
    }

    void line(String line) throws IOException {
        writer.write(line);
        writer.write("\r\n");
        lines++;
    }

    Path target() {
        return target;
    }

    /** Returns how many lines were written, with the header. */
    long lines() {
        return lines;
    }

    /** Ends writing and returns the size. */
    long finish() throws IOException {
        writer.close();
        return files.getFileStatus(unfinished).getLen();
    }

    /** Returns the SHA-256 of what was written. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Gives the file its name, in place of an earlier one. */
    void publish() throws IOException {
        // Unlike FileSystem.rename this replaces, at once where the file system can.
        FileContext.getFileContext(files.getUri(), files.getConf())
                .rename(files.makeQualified(unfinished), files.makeQualified(target), Options.Rename.OVERWRITE);
    }

    /** Removes what has no name yet. */
    @Override
    public void close() throws IOException {
        writer.close();
        files.delete(unfinished, false);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot hash: this JVM has no SHA-256. Use another JVM.", e);
        }
    }
}
