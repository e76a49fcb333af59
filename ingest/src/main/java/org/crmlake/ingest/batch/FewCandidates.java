package org.crmlake.ingest.batch;

import java.io.Serializable;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.source.InternalRows;

/**
 * The index of so few candidates that they are counted and compared with each other here. In a batch of a stream, Spark's planning
 * would take longer than its work.
 */
final class FewCandidates implements CandidateIndex {
    /** Under a megabyte of hashes. */
    static final int MOST = 100_000;

    private static final StructType SUSPECTS = new StructType().add(ID_HASH, DataTypes.LongType, false);

    /**
     * What one task has read.
     *
     * @param tally its candidates counted
     * @param ids the hashes of the ids of those that are not filtered
     * @param earlier those of the other ids that the first release gave some of them
     */
    private record Share(Tally tally, long[] ids, long[] earlier) implements Serializable {}

    private final SparkSession spark;
    private final Tally tally;
    private final long[] ids;
    private final long[] earlier;

    /** @param ids sorted */
    private FewCandidates(SparkSession spark, Tally tally, long[] ids, long[] earlier) {
        this.spark = spark;
        this.tally = tally;
        this.ids = ids;
        this.earlier = earlier;
    }

    /** Returns the index of {@code candidates}; empty if they are too many. A task that has seen too many stops reading. */
    static Optional<FewCandidates> of(Dataset<Row> candidates) {
        JavaRDD<InternalRow> rows = InternalRows.rdd(CandidateIndex.columns(candidates));
        List<Share> shares = rows.mapPartitions(FewCandidates::share).collect();
        Tally.Sum sum = new Tally.Sum();
        shares.forEach(share -> sum.add(share.tally()));
        Tally tally = sum.tally();
        if (shares.size() < rows.getNumPartitions() || tally.read() > MOST) {
            return Optional.empty();
        }
        long[] ids = shares.stream()
                .flatMapToLong(share -> Arrays.stream(share.ids()))
                .sorted()
                .toArray();
        long[] earlier = shares.stream()
                .flatMapToLong(share -> Arrays.stream(share.earlier()))
                .toArray();
        return Optional.of(new FewCandidates(candidates.sparkSession(), tally, ids, earlier));
    }

    /** Returns one share, or none if there are too many rows. */
    private static Iterator<Share> share(Iterator<InternalRow> rows) {
        Tally.Sum sum = new Tally.Sum();
        LongStream.Builder ids = LongStream.builder();
        LongStream.Builder earlier = LongStream.builder();
        for (int read = 0; rows.hasNext(); read++) {
            if (read == MOST) {
                return Collections.emptyIterator();
            }
            InternalRow row = rows.next();
            sum.add(row.getInt(0), row.isNullAt(1) ? null : LocalDate.ofEpochDay(row.getInt(1)), 1);
            if (row.getInt(0) != Candidates.FILTERED) {
                ids.add(row.getLong(2));
                if (!row.isNullAt(3)) {
                    earlier.add(row.getLong(3));
                }
            }
        }
        return List.of(new Share(
                        sum.tally(), ids.build().toArray(), earlier.build().toArray()))
                .iterator();
    }

    @Override
    public Tally tally() {
        return tally;
    }

    @Override
    public Optional<Dataset<Row>> suspects(Stored stored) {
        long[] known = LongStream.concat(Arrays.stream(ids), Arrays.stream(earlier))
                .sorted()
                .toArray();
        SortedSet<Long> suspects = new TreeSet<>(stored.among(known));
        for (int i = 1; i < ids.length; i++) {
            if (ids[i] == ids[i - 1]) {
                suspects.add(ids[i]);
            }
        }
        return suspects.isEmpty()
                ? Optional.empty()
                : Optional.of(spark.createDataFrame(
                        suspects.stream().map(RowFactory::create).toList(), SUSPECTS));
    }

    @Override
    public boolean hasEarlierIds() {
        return earlier.length > 0;
    }

    @Override
    public void close() {
        // Nothing is kept in Spark.
    }
}
