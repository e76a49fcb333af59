package org.crmlake.ingest.source;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.crmlake.ingest.source.InputFiles.InputFile;

/**
 * A part of a file that one task reads.
 *
 * @param file the number of the file in its batch
 * @param path the file
 * @param start the first byte; a line belongs to the slice it begins in
 * @param length in bytes
 */
record FileSlice(int file, String path, long start, long length) implements Serializable {
    /** Small enough to share out, large enough that opening the file is nothing beside reading it. */
    private static final long SMALLEST = 8L << 20;

    private static final long LARGEST = 128L << 20;

    /** Returns slices of all {@code files}, about {@code wanted} of them; a compressed file is one slice. */
    static List<FileSlice> slice(Configuration conf, InputFiles files, int wanted) {
        CompressionCodecFactory codecs = new CompressionCodecFactory(conf);
        long size = Math.max(SMALLEST, Math.min(LARGEST, files.bytes() / Math.max(1, wanted) + 1));
        List<FileSlice> slices = new ArrayList<>();
        for (int number = 0; number < files.files().size(); number++) {
            InputFile file = files.files().get(number);
            // Positions count from the start of the unpacked text, which only a reader of the whole file knows.
            boolean whole = codecs.getCodec(new Path(file.path())) != null;
            long step = whole ? Math.max(1, file.length()) : size;
            for (long start = 0; start < file.length(); start += step) {
                slices.add(new FileSlice(number, file.path(), start, Math.min(step, file.length() - start)));
            }
        }
        return slices;
    }
}
