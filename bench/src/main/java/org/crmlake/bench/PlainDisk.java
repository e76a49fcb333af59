package org.crmlake.bench;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The machine's disk, without checksums, which renames as HDFS does: not over a file that is there. Who may read a file is nobody's
 * question here, and without its native library Hadoop starts a process for each.
 */
public final class PlainDisk extends RawLocalFileSystem {
    @Override
    public String getScheme() {
        return "file";
    }

    @Override
    public void setPermission(Path file, FsPermission permission) {}

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return !exists(to) && super.rename(from, to);
    }
}
