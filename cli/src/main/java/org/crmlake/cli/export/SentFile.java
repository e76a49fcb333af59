package org.crmlake.cli.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** A file of an earlier export, which must be the one that its manifest tells of: else nobody knows who was sent. */
final class SentFile implements Closeable {
    private final Path file;
    private final String hash;
    private final DigestInputStream hashed;
    private final BufferedReader lines;

    /** @param entry of the manifest */
    SentFile(FileSystem files, Path folder, JsonNode entry) throws IOException {
        this.file = new Path(folder, new Path(entry.path("name").asText()).getName());
        this.hash = entry.path("sha256").asText();
        try {
            this.hashed = new DigestInputStream(files.open(file), sha256());
        } catch (FileNotFoundException e) {
            throw unknown("it is missing", e);
        }
        this.lines = new BufferedReader(new InputStreamReader(hashed, StandardCharsets.UTF_8));
    }

    /** Returns its text, which is to be read to the end. */
    BufferedReader lines() {
        return lines;
    }

    /**
     * Compares what was read, which must be all.
     *
     * @throws CrmException DATA if it is something else than was written
     */
    void verify() throws IOException {
        while (lines.read() >= 0) {
            // What comes after the last line counts too.
        }
        String found = HexFormat.of().formatHex(hashed.getMessageDigest().digest());
        if (!found.equals(hash)) {
            throw unknown("its SHA-256 is " + found + ", and the manifest says " + hash, null);
        }
    }

    private CrmException unknown(String reason, Throwable cause) {
        return new CrmException(
                Kind.DATA,
                "Cannot tell who was in the export of " + file + ": " + reason
                        + ". Put the file back as it was; or remove its manifest and empty the audience at the"
                        + " destination, since nobody of that export would be in a -remove file.",
                cause);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(Kind.INTERNAL, "Cannot hash: this JVM has no SHA-256. Use another JVM.", e);
        }
    }
}
