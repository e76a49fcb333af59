package org.crmlake.ingest.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A person's own files are read as they are. Hadoop's file system for this disk looks for a file of checksums beside each, which nobody has
 * written, and cannot name that of a file with a colon in its name.
 */
public final class OwnFiles {
    private OwnFiles() {}

    /** Returns the file system that {@code path} is on. */
    static FileSystem system(Configuration conf, Path path) throws IOException {
        FileSystem system = path.getFileSystem(conf);
        return system instanceof LocalFileSystem local ? local.getRaw() : system;
    }
}
