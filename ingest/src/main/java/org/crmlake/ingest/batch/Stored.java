package org.crmlake.ingest.batch;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.source.InternalRows;

/** What the lake has that the candidates of a batch could be duplicates of. It is read when it is asked for. */
interface Stored {
    /** Returns {@code stored_id, stored_fingerprint} of the stored events and dead letters. */
    Dataset<Row> rows();

    /** Returns the same with the columns that {@link EarlierIds} names. */
    Dataset<Row> rowsWithTimes();

    /**
     * Returns which of these {@linkplain CandidateIndex#idHash hashes} are those of stored ids; there may be some among them that
     * are not.
     *
     * @param idHashes sorted
     */
    List<Long> among(long[] idHashes);

    /** Returns an empty store. */
    static Stored nothing(SparkSession spark) {
        return of(spark.createDataFrame(
                List.of(),
                new StructType()
                        .add(DuplicatesTransform.STORED_ID, DataTypes.StringType)
                        .add(DuplicatesTransform.STORED_FINGERPRINT, DataTypes.BinaryType)
                        .add(EarlierIds.STORED_TIME, DataTypes.TimestampType)
                        .add(EarlierIds.STORED_RECEIVED, DataTypes.TimestampType)
                        .add(EarlierIds.STORED_CUT, DataTypes.BooleanType)));
    }

    /** Returns what {@code rows} has, which has the columns of {@link #rowsWithTimes()}. */
    static Stored of(Dataset<Row> rows) {
        return new Stored() {
            @Override
            public Dataset<Row> rows() {
                return rows;
            }

            @Override
            public Dataset<Row> rowsWithTimes() {
                return rows;
            }

            @Override
            public List<Long> among(long[] idHashes) {
                return scan(rows, idHashes);
            }
        };
    }

    /** Looks through {@code rows}, which may be many more than the hashes: these go to where the rows are read. */
    static List<Long> scan(Dataset<Row> rows, long[] idHashes) {
        return InternalRows.rdd(rows.select(CandidateIndex.idHash(DuplicatesTransform.STORED_ID)))
                .mapPartitions(hashes -> among(idHashes, hashes))
                .collect();
    }

    private static Iterator<Long> among(long[] idHashes, Iterator<InternalRow> stored) {
        SortedSet<Long> found = new TreeSet<>();
        while (stored.hasNext()) {
            long hash = stored.next().getLong(0);
            if (Arrays.binarySearch(idHashes, hash) >= 0) {
                found.add(hash);
            }
        }
        return found.iterator();
    }
}
