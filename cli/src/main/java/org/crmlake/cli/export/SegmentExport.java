package org.crmlake.cli.export;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
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
import org.crmlake.model.export.Destination;

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

    /** The column of what is known of a customer. */
    public static final String TRAITS = "traits";

    /**
     * What was written.
     *
     * @param file the file
     * @param segment the segment as the scores spell it
     * @param asOf the date of the scores
     * @param customers how many customers it lists
     * @param suppressed how many are in the segment and on the list of suppressions
     */
    public record Exported(Path file, String segment, LocalDate asOf, long customers, long suppressed) {}

    private final Dataset<Row> scores;
    private final Tenant tenant;
    private final Gate gate;
    private final UnaryOperator<Dataset<Row>> withTraits;
    private long suppressed;

    /**
     * @param gate which keeps out who is on the list of suppressions
     * @param withTraits adds to customers, by their {@code customer_key}, the column {@value #TRAITS} of what is known of them
     */
    public SegmentExport(SparkSession spark, Tenant tenant, Gate gate, UnaryOperator<Dataset<Row>> withTraits) {
        this.scores = new SparkLake(spark, tenant).read(RfmScoresTable.TABLE);
        this.tenant = tenant;
        this.gate = gate;
        this.withTraits = withTraits;
    }

    /**
     * Writes the file {@code <tenant>-<segment>-<date>.csv}; an earlier one of that name is replaced.
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
        Dataset<Row> customers = scores.filter(
                        ofDate.and(col(RfmScoresTable.SEGMENT).equalTo(lit(segment))))
                .select(COLUMNS.stream().map(SegmentExport::column).toArray(Column[]::new));
        Iterator<Row> rows =
                withTraits.apply(customers).orderBy(RfmScoresTable.CUSTOMER_KEY).toLocalIterator();
        SegmentFile file = SegmentFile.in(folder, tenant, segment, date);
        suppressed = 0;
        long written = file.write(COLUMNS, values(rows));
        return new Exported(file.path(), segment, date, written, suppressed);
    }

    /** Whether somebody may be in the file; who may not is counted. */
    private boolean mayBeIn(Row row) {
        Map<String, String> traits = new HashMap<>();
        int known = row.fieldIndex(TRAITS);
        if (!row.isNullAt(known)) {
            traits.putAll(row.getJavaMap(known));
        }
        traits.put(Destination.CUSTOMER_KEY, row.getAs(RfmScoresTable.CUSTOMER_KEY));
        boolean listed = gate.lists(traits);
        suppressed += listed ? 1 : 0;
        return !listed;
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

    private Iterator<Object[]> values(Iterator<Row> rows) {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, Spliterator.ORDERED), false)
                .filter(this::mayBeIn)
                .map(row -> COLUMNS.stream().map(row::getAs).toArray())
                .iterator();
    }
}
