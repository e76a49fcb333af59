package org.crmlake.ingest.source;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.hdfs.CannotObtainBlockLengthException;

/**
 * This disk, as HDFS looks after writer and DataNode have died together: a file that had not been closed is there, but nobody knows how
 * long it is, and so it cannot be opened. Here these are the files that are empty.
 */
public final class TornFiles extends RawLocalFileSystem {
    private static final String SCHEME = "torn";

    /** Returns a configuration whose {@code hbase.rootdir} is below {@code folder} on such a file system. */
    public static Configuration below(java.nio.file.Path folder) {
        Configuration conf = new Configuration();
        conf.setClass("fs." + SCHEME + ".impl", TornFiles.class, org.apache.hadoop.fs.FileSystem.class);
        conf.set("hbase.rootdir", SCHEME + "://" + folder.resolve("hbase"));
        return conf;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public FSDataInputStream open(Path file, int bufferSize) throws IOException {
        if (getFileStatus(file).getLen() == 0) {
            throw new CannotObtainBlockLengthException("Cannot obtain block length of " + file);
        }
        return super.open(file, bufferSize);
    }
}
