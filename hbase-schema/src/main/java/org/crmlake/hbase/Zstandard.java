package org.crmlake.hbase;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hbase.io.compress.Compression;

/**
 * The codec of all tables. HBase can do it in two ways whose files are the same: over zstd-jni, which Spark has with it, or by
 * Hadoop's native library, which is HBase's default and on few machines.
 */
final class Zstandard {
    static final Compression.Algorithm ALGORITHM = Compression.Algorithm.ZSTD;

    /** By name: whoever only reads and describes tables need not have the jar. */
    private static final String OVER_ZSTD_JNI = "org.apache.hadoop.hbase.io.compress.zstd.ZstdCodec";
    /** As {@code ZstdCodec} calls it. */
    private static final String LEVEL_KEY = "hbase.io.compress.zstd.level";
    /** HBase's own, 3, saves less than a hundredth more and takes a quarter more CPU. */
    private static final int LEVEL = 1;

    private static boolean loaded;

    private Zstandard() {}

    /**
     * Has this process write Zstandard over zstd-jni, if {@code configuration} does not want another way. HBase itself would read
     * that from a file on the class path and nowhere else.
     */
    static synchronized void load(Configuration configuration) {
        if (!loaded) {
            Configuration settings = new Configuration(configuration);
            settings.setIfUnset(Compression.ZSTD_CODEC_CLASS_KEY, OVER_ZSTD_JNI);
            settings.setIfUnset(LEVEL_KEY, Integer.toString(LEVEL));
            ALGORITHM.reload(settings);
            loaded = true;
        }
    }
}
