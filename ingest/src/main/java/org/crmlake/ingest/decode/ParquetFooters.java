package org.crmlake.ingest.decode;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.crmlake.ingest.source.InputFiles;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.ingest.source.NotRead;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Tells Parquet files that have lost rows: Spark makes tasks for the bytes of a file, so that rows of which its footer says that they
 * begin behind its end would not be missed by anybody.
 */
final class ParquetFooters {
    private ParquetFooters() {}

    /**
     * Holds the footer of each file against its length.
     *
     * @param conf with {@link org.crmlake.ingest.source.StoredFiles#settings}
     * @throws CrmException of kind DATA if a file is shorter than its footer says, of kind EXTERNAL if it is not to be had
     */
    static void check(Configuration conf, InputFiles files) {
        files.files().parallelStream().forEach(file -> check(conf, file));
    }

    private static void check(Configuration conf, InputFile file) {
        long lost = 0;
        try (ParquetFileReader reader = ParquetFileReader.open(HadoopInputFile.fromPath(new Path(file.path()), conf))) {
            for (BlockMetaData rows : reader.getFooter().getBlocks()) {
                if (rows.getStartingPos() + rows.getCompressedSize() > file.length()) {
                    lost += rows.getRowCount();
                }
            }
        } catch (IOException | RuntimeException e) {
            Optional<CrmException> notRead = NotRead.in(e);
            if (notRead.isPresent()) {
                throw notRead.get();
            }
            // Whoever reads its rows will say what is wrong with this footer.
            return;
        }
        if (lost > 0) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot ingest " + Printable.of(file.path(), 500) + ": its footer speaks of " + lost
                            + " rows that lie behind its end. It was cut; get it whole and repeat the command.");
        }
    }
}
