package org.crmlake.ingest.source;

import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The machine's disk under a scheme of its own: a default file system that all see. */
public final class OtherDisk extends RawLocalFileSystem {
    /** Makes {@code root} the root of the default file system. */
    public static Configuration at(Path root) {
        Configuration conf = new Configuration();
        conf.set("fs.other.impl", OtherDisk.class.getName());
        conf.set("fs.defaultFS", "other://" + root.toUri().getPath());
        return conf;
    }

    @Override
    public URI getUri() {
        return URI.create("other:///");
    }
}
