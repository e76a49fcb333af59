package org.crmlake.cli.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;
import org.crmlake.model.Tenant;

/** Writes the customers of one RFM segment to a CSV file, sorted by customer. */
public final class SegmentExport {
    private static final List<String> COLUMNS = List.of(
            RfmScoresTable.CUSTOMER_KEY,
            RfmScoresTable.SEGMENT,
            RfmScoresTable.RFM_SCORE,
            RfmScoresTable.RECENCY_DAYS,
            RfmScoresTable.FREQUENCY,
            RfmScoresTable.MONETARY,
            RfmScoresTable.AS_OF);

    /**
     * What was written.
     *
     * @param file the file
     * @param segment the segment as the scores spell it
     * @param asOf the date of the scores
     * @param customers how many customers it lists
     */
    public record Exported(Path file, String segment, LocalDate asOf, long customers) {}

    private final Dataset<Row> scores;
    private final Tenant tenant;

    public SegmentExport(SparkSession spark, Tenant tenant) {
        this.scores = new SparkLake(spark, tenant).read(RfmScoresTable.TABLE);
        this.tenant = tenant;
    }

    /**
     * Writes the file {@code <segment>-<date>.csv}; an earlier one of that name is replaced.
     *
     * @param segment the segment's name, compared as a value
     * @param asOf the date of the scores; empty for the newest
     * @param folder where the file goes; made if missing
     * @throws CrmException of kind NOT_FOUND if there are no scores of that date or none in that segment
     */
    public Exported export(String segment, Optional<LocalDate> asOf, Path folder) {
        LocalDate date = asOf.orElseGet(this::newest);
        Column ofDate = col(RfmScoresTable.AS_OF).equalTo(lit(date));
        requireSegment(segment, date, ofDate);
        Iterator<Row> rows = scores.filter(
                        ofDate.and(col(RfmScoresTable.SEGMENT).equalTo(lit(segment))))
                .select(COLUMNS.stream().map(SegmentExport::column).toArray(Column[]::new))
                .orderBy(RfmScoresTable.CUSTOMER_KEY)
                .toLocalIterator();
        SegmentFile file = SegmentFile.in(folder, segment, date);
        long customers = file.write(COLUMNS, values(rows));
        return new Exported(file.path(), segment, date, customers);
    }

    /** A date becomes text here: whether Spark hands out dates of the old or the new kind depends on the session. */
    private static Column column(String name) {
        return name.equals(RfmScoresTable.AS_OF) ? col(name).cast("string").as(name) : col(name);
    }

    private LocalDate newest() {
        Row newest = scores.agg(max(RfmScoresTable.AS_OF).cast("string")).first();
        if (newest.isNullAt(0)) {
            throw noScores("there are no scores yet");
        }
        return LocalDate.parse(newest.getString(0));
    }

    private void requireSegment(String segment, LocalDate date, Column ofDate) {
        List<String> segments = scores.filter(ofDate)
                .select(RfmScoresTable.SEGMENT)
                .distinct()
                .as(Encoders.STRING())
                .collectAsList();
        if (segments.isEmpty()) {
            throw noScores("there are no scores as of " + date);
        }
        if (!segments.contains(segment)) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot export segment '" + Printable.of(segment) + "': nobody is in it as of " + date + "."
                            + Nearest.question(segment, segments) + " The segments are "
                            + String.join(", ", segments.stream().sorted().toList()) + ".");
        }
    }

    private CrmException noScores(String reason) {
        return new CrmException(
                Kind.NOT_FOUND,
                "Cannot export a segment of tenant " + tenant + ": " + reason
                        + ". Run `crmlake run rfm --as-of DATE` first.");
    }

    private static Iterator<Object[]> values(Iterator<Row> rows) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return rows.hasNext();
            }

            @Override
            public Object[] next() {
                Row row = rows.next();
                Object[] values = new Object[row.size()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = row.get(i);
                }
                return values;
            }
        };
    }
}
