package org.crmlake.jobs.segments;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.crmlake.model.EventKind;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.CustomerHistory;
import org.crmlake.model.segment.Evaluator;
import org.crmlake.model.segment.Occurrence;
import org.crmlake.model.segment.SegmentSet;

/**
 * Evaluates the customers of a partition, whose {@link HistoryRows} lie together. A customer is held in memory as a whole, and no
 * two at once.
 */
final class CustomerEvaluation implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;

    static final String SEGMENTS = "segments";
    static final String CHANGES = "changes";
    static final String SEGMENT = "segment";
    static final String CHANGE = "change";
    static final String EFFECTIVE_AT = "effective_at";
    static final String REASONS = "reasons";
    static final String CAUSE = "cause";
    static final String EVENT_ID = "event_id";

    /** What is returned: one row a customer, with the segments they are in and what changed since the run before. */
    static final StructType COLUMNS = new StructType()
            .add(HistoryRows.CUSTOMER_KEY, DataTypes.StringType, false)
            .add(SEGMENTS, DataTypes.createArrayType(DataTypes.StringType, false), false)
            .add(
                    CHANGES,
                    DataTypes.createArrayType(
                            new StructType()
                                    .add(SEGMENT, DataTypes.StringType, false)
                                    .add(CHANGE, DataTypes.StringType, false)
                                    .add(EFFECTIVE_AT, DataTypes.TimestampType, false)
                                    .add(REASONS, DataTypes.createArrayType(DataTypes.StringType, false), false)
                                    .add(CAUSE, DataTypes.StringType, false)
                                    .add(EVENT_ID, DataTypes.StringType, true),
                            false),
                    false);

    private final SegmentSet segments;
    private final List<String> fields;
    private final AsOf asOf;
    private final EarlierRun before;

    /**
     * @param fields the fields whose values the rows carry
     * @param before the run that changes are told against; null if there was none
     */
    CustomerEvaluation(SegmentSet segments, List<String> fields, AsOf asOf, EarlierRun before) {
        this.segments = segments;
        this.fields = List.copyOf(fields);
        this.asOf = asOf;
        this.before = before;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
        Evaluator evaluator = new Evaluator(segments);
        Changes changes = new Changes(evaluator, asOf, before);
        return new Iterator<>() {
            private Row ahead = rows.hasNext() ? rows.next() : null;
            private Customer customer = read();

            @Override
            public boolean hasNext() {
                return customer != null;
            }

            @Override
            public Row next() {
                if (customer == null) {
                    throw new NoSuchElementException();
                }
                Row evaluated = evaluate(customer, evaluator, changes);
                customer = read();
                return evaluated;
            }

            private Customer read() {
                while (ahead != null) {
                    Customer read = new Customer(ahead.getString(0));
                    while (ahead != null && ahead.getString(0).equals(read.key)) {
                        read.add(ahead, fields);
                        ahead = rows.hasNext() ? rows.next() : null;
                    }
                    // A score alone makes nobody a customer of this moment; who is gone is looked at to tell that they
                    // left.
                    if (read.wasSeen() || !read.earlierSegments.isEmpty()) {
                        return read;
                    }
                }
                return null;
            }
        };
    }

    private Row evaluate(Customer customer, Evaluator evaluator, Changes changes) {
        CustomerHistory history = CustomerHistory.ofRead(
                customer.key,
                customer.events,
                customer.wasSeen() ? Customer.instant(customer.seen) : null,
                customer.scores);
        List<String> in = new ArrayList<>();
        evaluator.memberships(history, asOf).forEach((segment, holds) -> {
            if (holds && customer.wasSeen()) {
                in.add(segment);
            }
        });
        List<Row> changed = changes.of(history, customer.earlierScores, customer.earlierSegments, new TreeSet<>(in));
        return RowFactory.create(customer.key, in.toArray(), changed.toArray());
    }

    /** What the rows of one customer say. */
    private static final class Customer {
        private static final long NEVER = Long.MAX_VALUE;

        private final String key;
        private final List<Occurrence> events = new ArrayList<>();
        private final Map<String, String> scores = new HashMap<>();
        private final Map<String, String> earlierScores = new HashMap<>();
        private final TreeSet<String> earlierSegments = new TreeSet<>();
        private long seen = NEVER;

        Customer(String key) {
            this.key = key;
        }

        void add(Row row, List<String> fields) {
            switch (row.getInt(1)) {
                case HistoryRows.SEEN -> see(row.getLong(2));
                case HistoryRows.EVENT -> {
                    see(row.getLong(2));
                    events.add(occurrence(row, fields));
                }
                case HistoryRows.SCORE -> scores.put(row.getString(5), row.getString(3));
                case HistoryRows.EARLIER_SCORE -> earlierScores.put(row.getString(5), row.getString(3));
                default -> earlierSegments.add(row.getString(5));
            }
        }

        private void see(long micros) {
            seen = Math.min(seen, micros);
        }

        private boolean wasSeen() {
            return seen != NEVER;
        }

        private static Occurrence occurrence(Row row, List<String> fields) {
            Map<String, String> values = new HashMap<>();
            List<String> read = row.getList(6);
            for (int i = 0; i < fields.size(); i++) {
                if (read.get(i) != null) {
                    values.put(fields.get(i), read.get(i));
                }
            }
            return new Occurrence(
                    instant(row.getLong(2)),
                    row.getString(3),
                    EventKind.parse(row.getString(4)).orElseThrow(),
                    row.getString(5),
                    values);
        }

        private static Instant instant(long micros) {
            return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
        }
    }
}
