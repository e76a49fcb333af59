package org.crmlake.jobs.segments;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.crmlake.jobs.JobContext;
import org.crmlake.lake.EventsTable;
import org.crmlake.lake.SegmentLedgerTable;
import org.crmlake.lake.SegmentMembersTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.segment.AsOf;
import org.crmlake.model.segment.KnownScores;
import org.crmlake.model.segment.SegmentDefinition;
import org.crmlake.model.segment.SegmentSet;

/** What people ask about segments, answered from what runs wrote where there is a run, else from the events. */
public final class SegmentAnswers {
    private static final int EXAMPLES = 10;

    private final JobContext context;
    private final ZoneId zone;

    public SegmentAnswers(JobContext context, ZoneId zone) {
        this.context = context;
        this.zone = zone;
    }

    /** Returns the tenant's segments as they are defined now. */
    public SegmentSet defined() {
        return Definitions.read(context).segments();
    }

    /**
     * Who is in a segment.
     *
     * @param keys of the customers, in their order
     * @param versions of the segment and of all it refers to, by which they were told
     * @param isOfRun whether a run told it; else it was worked out from the events
     */
    public record Members(Dataset<String> keys, SortedMap<String, Integer> versions, boolean isOfRun) {}

    /**
     * Returns who is in a segment as of a date by the definitions of now: what the run for that date wrote if it was made by these, in this
     * zone, else worked out from the events.
     */
    public Members members(String segment, LocalDate asOf) {
        Definitions definitions = Definitions.read(context);
        SegmentSet reachable = definitions.segments().reachableFrom(segment);
        SortedMap<String, Integer> versions = new TreeMap<>();
        reachable
                .definitions()
                .forEach(one -> versions.put(one.name(), definitions.versions().get(one.name())));
        boolean isOfRun = new RunLog(context).knew(asOf, zone, versions);
        Dataset<String> members = isOfRun
                ? context.lake()
                        .read(SegmentMembersTable.TABLE)
                        .filter(col(SegmentMembersTable.AS_OF)
                                .equalTo(lit(asOf))
                                .and(col(SegmentMembersTable.SEGMENT).equalTo(lit(segment))))
                        .select(SegmentMembersTable.CUSTOMER_KEY)
                        .as(Encoders.STRING())
                : rebuilt(definitions.segments(), segment, asOf);
        return new Members(members.sort(SegmentMembersTable.CUSTOMER_KEY), versions, isOfRun);
    }

    /** Returns who is in a segment as of a date, from the events, whatever runs wrote. */
    public Dataset<String> rebuilt(SegmentSet segments, String segment, LocalDate asOf) {
        return evaluated(segments.reachableFrom(segment), asOf)
                .filter(array_contains(col(CustomerEvaluation.SEGMENTS), segment))
                .select(HistoryRows.CUSTOMER_KEY)
                .as(Encoders.STRING());
    }

    /** Returns {@code customer_key, segments} of every customer for these segments as of a date, from the events. */
    public Dataset<Row> evaluated(SegmentSet segments, LocalDate asOf) {
        KnownScores.require(segments.definitions());
        SparkLake lake = context.lake();
        Set<String> names = segments.inputs().scores();
        return SegmentTransform.evaluate(
                        lake.read(EventsTable.TABLE),
                        ScoreSource.read(lake, names, asOf),
                        segments,
                        AsOf.startOf(asOf, zone))
                .select(HistoryRows.CUSTOMER_KEY, CustomerEvaluation.SEGMENTS);
    }

    /** Returns {@code customer_key, change} of those who would enter or leave if one definition took the place of another. */
    public Dataset<Row> differences(SegmentDefinition before, SegmentDefinition after, LocalDate asOf) {
        SegmentSet defined = defined();
        Dataset<Row> was = rebuilt(defined.with(before), before.name(), asOf).toDF();
        Dataset<Row> is = rebuilt(defined.with(after), after.name(), asOf).toDF();
        return is.except(was)
                .withColumn(SegmentLedgerTable.CHANGE, lit(Changes.ENTERED))
                .unionByName(was.except(is).withColumn(SegmentLedgerTable.CHANGE, lit(Changes.EXITED)))
                .sort(SegmentLedgerTable.CHANGE, HistoryRows.CUSTOMER_KEY);
    }

    /**
     * Returns how large a segment would be.
     *
     * @param percent how many percent of the customers to look at, from 1 to 100
     */
    public SegmentPreview preview(SegmentDefinition definition, LocalDate asOf, int percent) {
        SegmentSet segments = defined().with(definition);
        KnownScores.require(segments.definitions());
        Dataset<Row> events = context.lake()
                .read(EventsTable.TABLE)
                .filter(pmod(xxhash64(col(EventsTable.CUSTOMER_KEY)), lit(100)).lt(percent));
        Dataset<Row> evaluated = SegmentTransform.evaluate(
                        events,
                        ScoreSource.read(context.lake(), segments.inputs().scores(), asOf),
                        segments,
                        AsOf.startOf(asOf, zone))
                .select(HistoryRows.CUSTOMER_KEY, CustomerEvaluation.SEGMENTS)
                .persist();
        try {
            Dataset<Row> members =
                    evaluated.filter(array_contains(col(CustomerEvaluation.SEGMENTS), definition.name()));
            SortedMap<String, Long> overlaps = new TreeMap<>();
            members.select(explode(col(CustomerEvaluation.SEGMENTS)).as("other"))
                    .filter(col("other").notEqual(definition.name()))
                    .groupBy("other")
                    .count()
                    .collectAsList()
                    .forEach(row -> overlaps.put(row.getString(0), row.getLong(1)));
            List<String> examples = members.select(HistoryRows.CUSTOMER_KEY)
                    .sort(HistoryRows.CUSTOMER_KEY)
                    .limit(EXAMPLES)
                    .as(Encoders.STRING())
                    .collectAsList();
            return SegmentPreview.ofSample(evaluated.count(), members.count(), percent, overlaps, examples);
        } finally {
            evaluated.unpersist();
        }
    }

    /**
     * Returns {@code customer_key, traits, consents} of customers, in the order of their keys: what they are called and what they consented
     * to as of now.
     *
     * @param now after which nobody has said yes to anything
     */
    public Dataset<Row> people(Dataset<String> keys, Instant now) {
        Dataset<Row> events = context.lake().read(EventsTable.TABLE);
        return keys.toDF(SegmentMembersTable.CUSTOMER_KEY)
                .join(PeopleTransform.traits(events), new String[] {SegmentMembersTable.CUSTOMER_KEY}, "left_outer")
                .join(
                        PeopleTransform.consents(events, now),
                        new String[] {SegmentMembersTable.CUSTOMER_KEY},
                        "left_outer")
                .select(SegmentMembersTable.CUSTOMER_KEY, PeopleTransform.TRAITS, PeopleTransform.CONSENTS)
                .sort(SegmentMembersTable.CUSTOMER_KEY);
    }

    /** Adds the column {@code traits} to customers: what they are called as of now. */
    public Dataset<Row> withTraits(Dataset<Row> customers) {
        return customers.join(
                PeopleTransform.traits(context.lake().read(EventsTable.TABLE)),
                new String[] {SegmentMembersTable.CUSTOMER_KEY},
                "left_outer");
    }

    /** Returns the ledger of a segment, with the columns of {@link SegmentLedgerTable}, the newest first. */
    public Dataset<Row> ledger(String segment) {
        return context.lake()
                .read(SegmentLedgerTable.TABLE)
                .filter(col(SegmentLedgerTable.SEGMENT).equalTo(lit(segment)))
                .orderBy(col(SegmentLedgerTable.AS_OF).desc(), col(SegmentLedgerTable.CUSTOMER_KEY));
    }
}
