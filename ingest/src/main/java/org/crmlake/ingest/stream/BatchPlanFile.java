package org.crmlake.ingest.stream;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;
import org.crmlake.hbase.OwnFolders;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;

/**
 * The positions of the batch that is about to be taken, noted so that a repeat after a crash reads the same records. It is no
 * checkpoint: only the lake's commit says what is in. Without this file, or with an old one, the next batch is cut anew.
 */
public final class BatchPlanFile {
    private static final int LONGEST = 1 << 20;

    private final Configuration conf;
    private final List<Path> places;
    private final Path file;

    /** The file of one source, beside its lock. */
    public BatchPlanFile(Configuration conf, Tenant tenant, String source) {
        this.conf = conf;
        this.places = OwnFolders.ofLocks(conf, tenant).stream()
                .map(folder -> new Path(folder, source + "/plan"))
                .toList();
        this.file = places.get(0);
    }

    /** What an earlier release noted counts where this one has noted nothing. */
    Optional<String> read() {
        return places.stream().flatMap(place -> read(place).stream()).findFirst();
    }

    private Optional<String> read(Path file) {
        try (InputStream in = file.getFileSystem(conf).open(file)) {
            return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8));
        } catch (FileNotFoundException | CannotObtainBlockLengthException e) {
            // The latter: its writer died before it was closed, and then the only DataNode that had its block was
            // started again.
            return Optional.empty();
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    /** A crash in the middle leaves a text that ends early; it is then no plan. */
    void write(String positions) {
        try {
            FileSystem fs = file.getFileSystem(conf);
            try (OutputStream out = fs.create(file, true)) {
                out.write(positions.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw failure("write", e);
        }
    }

    private CrmException failure(String verb, IOException e) {
        return new CrmException(
                Kind.EXTERNAL,
                "Cannot " + verb + " the plan of a batch in " + file + ": " + Printable.of(e.getMessage(), 300)
                        + ". Check that the file system runs and may be written to.",
                e);
    }
}
