package org.crmlake.ingest.batch;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.hbase.TimelineRowKey;
import org.crmlake.ingest.decode.Candidates;
import org.crmlake.ingest.decode.ContentId;
import org.crmlake.lake.EventsTable;
import org.crmlake.model.EventId;

/** The candidates of a batch, written inline, and which of them are duplicates of each other or of what is stored. */
final class SmallBatch {
    static final String SOURCE = "shop";
    private static final StructType STORED = new StructType()
            .add(DuplicatesTransform.STORED_ID, DataTypes.StringType)
            .add(DuplicatesTransform.STORED_FINGERPRINT, DataTypes.BinaryType);

    private final SparkSession spark;
    private final List<Row> candidates = new ArrayList<>();

    SmallBatch(SparkSession spark) {
        // A session of its own: to compile code for four rows takes longer than to run without.
        this.spark = spark.newSession();
        this.spark.conf().set("spark.sql.codegen.wholeStage", false);
        this.spark.conf().set("spark.sql.adaptive.enabled", false);
    }

    void event(String id, String name) {
        candidate(id, name, null, Map.of());
    }

    void byContent(String line) {
        event(contentId(line, 0), line);
        candidates.set(
                candidates.size() - 1,
                changed(
                        candidates.get(candidates.size() - 1),
                        candidates.size() - 1,
                        Candidates.CONTENT,
                        content(line)));
    }

    void candidate(String id, String name, String receivedAt, Map<String, String> context) {
        Instant time = Instant.parse(receivedAt == null ? "2026-01-31T12:00:00Z" : receivedAt);
        Object[] row = head(Candidates.EVENT);
        row[index(Candidates.ROW_KEY)] = TimelineRowKey.of("shop:ann", time.getEpochSecond() * 1_000_000, id);
        row[index(EventsTable.EVENT_ID)] = id;
        row[index(EventsTable.KIND)] = "track";
        row[index(EventsTable.NAME)] = name;
        row[index(EventsTable.CUSTOMER_KEY)] = "shop:ann";
        row[index(EventsTable.EVENT_TIME)] = Timestamp.from(time);
        row[index(EventsTable.RECEIVED_AT)] = receivedAt == null ? null : Timestamp.from(time);
        row[index(EventsTable.SOURCE)] = SOURCE;
        row[index(EventsTable.PROPERTIES)] = Map.of();
        row[index(EventsTable.CONTEXT)] = context;
        row[index(EventsTable.CLOCK_SUSPECT)] = false;
        candidates.add(RowFactory.create(row));
    }

    void rejected(String line) {
        Object[] row = head(Candidates.REJECTED);
        row[index(Candidates.CONTENT)] = content(line);
        row[index(EventsTable.EVENT_ID)] = ContentId.of(Candidates.REJECTED, SOURCE, content(line), 0);
        candidates.add(RowFactory.create(row));
    }

    void filtered() {
        candidates.add(RowFactory.create(head(Candidates.FILTERED)));
    }

    /** Adds the first candidate again, with another value in a column. */
    void firstAgain(String column, Object value) {
        candidates.add(changed(candidates.get(0), candidates.size(), column, value));
    }

    /** Leaves the candidates at their positions, but has Spark read them the other way round. */
    void reverse() {
        Collections.reverse(candidates);
    }

    List<String> decisions(Dataset<Row> stored) {
        return decided(stored).collectAsList().stream()
                .map(row -> row.getAs(Candidates.POSITION)
                        + (row.<Integer>getAs(DuplicatesTransform.DECIDED_OUTCOME) == Candidates.REJECTED
                                ? " rejected"
                                : "")
                        + (row.<Boolean>getAs(DuplicatesTransform.CONFLICT) ? " conflict" : "")
                        + (row.<Boolean>getAs(DuplicatesTransform.DUPLICATE) ? " duplicate " : " ")
                        + row.getAs(DuplicatesTransform.NEW_ID))
                .toList();
    }

    /** The events as they would be stored: id, name and, unless empty, the context. */
    List<String> kept(Dataset<Row> stored) {
        return renamed(stored).orderBy(Candidates.POSITION).collectAsList().stream()
                .map(row -> {
                    Map<String, String> context = new TreeMap<>(row.getJavaMap(row.fieldIndex("context")));
                    return row.getAs(EventsTable.EVENT_ID) + " " + row.getAs(EventsTable.NAME)
                            + (context.isEmpty() ? "" : " " + context);
                })
                .toList();
    }

    Dataset<Row> renamed(Dataset<Row> stored) {
        return JudgedTransform.renamed(JudgedTransform.kept(dataset(), Candidates.EVENT, decided(stored)));
    }

    Dataset<Row> nothing() {
        return spark.createDataFrame(List.of(), STORED);
    }

    Dataset<Row> stored(String id, byte[] fingerprint) {
        return spark.createDataFrame(List.of(RowFactory.create(id, fingerprint)), STORED);
    }

    String conflictId(String taken, int position) {
        return EventId.ofConflict(SOURCE, taken, fingerprint(position));
    }

    byte[] fingerprint(int position) {
        return (byte[]) dataset()
                .where(col(Candidates.POSITION).equalTo(lit(position)))
                .select(DuplicatesTransform.contentFingerprint())
                .first()
                .get(0);
    }

    static String contentId(String line, int ordinal) {
        return ContentId.of(Candidates.EVENT, SOURCE, content(line), ordinal);
    }

    static byte[] content(String line) {
        byte[] content = new byte[16];
        System.arraycopy(line.getBytes(StandardCharsets.UTF_8), 0, content, 0, line.length());
        return content;
    }

    private Dataset<Row> decided(Dataset<Row> stored) {
        Dataset<Row> all = dataset();
        Dataset<Row> index = CandidateIndex.columns(all);
        Dataset<Row> suspects = DuplicatesTransform.repeated(index).unionAll(DuplicatesTransform.known(index, stored));
        return DuplicatesTransform.decisions(all, suspects, stored, SOURCE);
    }

    private Dataset<Row> dataset() {
        return spark.createDataFrame(candidates, Candidates.SCHEMA);
    }

    private Object[] head(int outcome) {
        Object[] row = new Object[Candidates.SCHEMA.size()];
        row[index(Candidates.OUTCOME)] = outcome;
        row[index(Candidates.REGION)] = 0;
        row[index(Candidates.FILE)] = 0;
        row[index(Candidates.POSITION)] = (long) candidates.size();
        row[index(Candidates.PART)] = 0;
        return row;
    }

    private static Row changed(Row row, long position, String column, Object value) {
        Object[] values = new Object[row.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        values[index(Candidates.POSITION)] = position;
        values[index(column)] = value;
        return RowFactory.create(values);
    }

    private static int index(String column) {
        return Candidates.SCHEMA.fieldIndex(column);
    }
}
