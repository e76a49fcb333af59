package org.crmlake.jobs.rfm;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.crmlake.jobs.Job;
import org.crmlake.jobs.JobArguments;
import org.crmlake.jobs.JobContext;
import org.crmlake.jobs.JobOutcome;
import org.crmlake.jobs.JobReport.Written;
import org.crmlake.jobs.PublishedScores;
import org.crmlake.jobs.ScoreOptions;
import org.crmlake.jobs.TableRef;
import org.crmlake.jobs.daily.OrderCurrencies;
import org.crmlake.jobs.daily.OrderLines;
import org.crmlake.lake.CustomerDailyTable;
import org.crmlake.lake.RfmCutPointsTable;
import org.crmlake.lake.RfmScoresTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Scores every customer with orders into one partition of {@link RfmScoresTable} and into the profiles. */
public final class RfmJob implements Job {
    private static final Map<String, String> IN_PROFILES = Map.of(
            RfmScoresTable.RFM_SCORE, "rfm_score",
            RfmScoresTable.SEGMENT, "rfm_segment",
            RfmScoresTable.RECENCY_DAYS, "rfm_recency_days",
            RfmScoresTable.FREQUENCY, "rfm_frequency",
            RfmScoresTable.MONETARY, "rfm_monetary");

    private final RfmBands bands;

    public RfmJob(RfmBands bands) {
        this.bands = requireNonNull(bands, "bands is null");
    }

    @Override
    public String name() {
        return RfmOptions.JOB;
    }

    @Override
    public String description() {
        return "Scores customers 1 to 5 by recency, frequency and monetary value and names their segment.";
    }

    @Override
    public List<TableRef> inputs() {
        return List.of(TableRef.of(CustomerDailyTable.TABLE));
    }

    @Override
    public List<TableRef> outputs() {
        return List.of(TableRef.of(RfmScoresTable.TABLE), TableRef.PROFILE, TableRef.of(RfmCutPointsTable.TABLE));
    }

    @Override
    public JobOutcome run(JobContext context, JobArguments arguments) {
        LocalDate asOf = arguments.asOf();
        SparkLake lake = context.lake();
        Dataset<Row> lines = OrderLines.keptBefore(context, asOf);
        Optional<String> currency = arguments.find(ScoreOptions.CURRENCY);
        OrderCurrencies currencies = OrderCurrencies.of(lines, asOf, currency);
        Dataset<Row> customers = RfmTransform.customers(OrderCurrencies.keep(lines, currency), asOf)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            Dataset<Row> cuts = arguments
                    .find(RfmOptions.CUT_POINTS_OF)
                    .map(date -> storedCutPoints(lake, date))
                    .orElseGet(() ->
                            RfmTransform.cutPoints(customers).withColumn(RfmCutPointsTable.TAKEN_FROM, lit(asOf)));
            lake.overwritePartition(cuts, RfmCutPointsTable.TABLE, RfmCutPointsTable.AS_OF, asOf);
            Dataset<Row> scores = RfmTransform.scores(customers, cutPoints(lake, asOf), asOf, bands);
            PublishedScores published = PublishedScores.of(
                    scores,
                    RfmScoresTable.TABLE,
                    asOf,
                    col(RfmScoresTable.AS_OF).equalTo(lit(asOf)),
                    IN_PROFILES,
                    context,
                    arguments.value(ScoreOptions.LAKE_ONLY));
            List<Written> written = new ArrayList<>(published.written());
            written.add(new Written(TableRef.of(RfmCutPointsTable.TABLE), 1));
            return new JobOutcome(written, Map.of("currencies", currencies.findings()), currencies.warnings());
        } finally {
            customers.unpersist();
        }
    }

    private static Dataset<Row> storedCutPoints(SparkLake lake, LocalDate date) {
        Dataset<Row> stored = cutPoints(lake, date)
                .filter(size(col(RfmCutPointsTable.FREQUENCY_CUTS)).gt(0));
        if (stored.isEmpty()) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot score by the cut points of " + date + ": there are none. Run `crmlake run rfm --as-of "
                            + date + "` first.");
        }
        return stored;
    }

    private static Dataset<Row> cutPoints(SparkLake lake, LocalDate date) {
        return lake.read(RfmCutPointsTable.TABLE)
                .filter(col(RfmCutPointsTable.AS_OF).equalTo(lit(date)));
    }
}
