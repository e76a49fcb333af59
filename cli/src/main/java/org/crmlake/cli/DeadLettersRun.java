package org.crmlake.cli;

import static org.apache.spark.sql.functions.base64;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.is_valid_utf8;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_diff;
import static org.apache.spark.sql.functions.when;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.JsonText;
import org.crmlake.ingest.batch.BatchIngest;
import org.crmlake.ingest.batch.ReplayReport;
import org.crmlake.ingest.deadletter.DeadLetterFilter;
import org.crmlake.ingest.deadletter.DeadLetters;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;
import org.crmlake.lake.DeadLetterState;
import org.crmlake.lake.DeadLettersTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** What {@link DeadLettersCommand} does with Spark: loaded only when it runs. */
final class DeadLettersRun {
    private DeadLettersRun() {}

    /** Writes the counts, with the age of the oldest letter in days. */
    static void list(Invocation invocation, DeadLetterOptions which, DeadLetterOptions.State state) {
        Timestamp now = Timestamp.from(invocation.shell().clock().instant());
        Dataset<Row> counts = letters(invocation)
                .counts(filter(which, state))
                .withColumn("oldest_days", timestamp_diff("DAY", col(DeadLetters.OLDEST), lit(now)));
        QueryRun.write(invocation, counts.toLocalIterator(), counts.columns());
    }

    /** Writes the letters; bytes that are no text are shown in Base64. */
    static void show(Invocation invocation, DeadLetterOptions which, DeadLetterOptions.State state, int limit) {
        Column payload = col(DeadLettersTable.PAYLOAD);
        Dataset<Row> found = letters(invocation)
                .find(filter(which, state))
                .orderBy(
                        DeadLettersTable.FAILED_AT,
                        DeadLettersTable.SOURCE,
                        DeadLettersTable.ORIGIN,
                        DeadLettersTable.POSITION,
                        DeadLettersTable.PART)
                .limit(limit)
                .select(
                        col(DeadLettersTable.FINGERPRINT),
                        col(DeadLettersTable.SOURCE),
                        col(DeadLettersTable.ORIGIN),
                        col(DeadLettersTable.POSITION),
                        col(DeadLettersTable.PART),
                        col(DeadLettersTable.STAGE),
                        col(DeadLettersTable.REASON),
                        col(DeadLettersTable.STATE),
                        col(DeadLettersTable.ATTEMPT),
                        col(DeadLettersTable.FAILED_AT),
                        col(DeadLettersTable.NOTE),
                        when(is_valid_utf8(payload.cast(DataTypes.StringType)), payload.cast(DataTypes.StringType))
                                .otherwise(base64(payload))
                                .as(DeadLettersTable.PAYLOAD));
        QueryRun.write(invocation, found.toLocalIterator(), found.columns());
    }

    /** Takes letters in, or shows what would become of them. */
    static void replay(Invocation invocation, DeadLetterOptions which, Path mappingFile, boolean dryRun) {
        Mapping mapping = mappingFile == null ? Mapping.SEGMENT : MappingFile.read(mappingFile);
        if (which.source != null && !which.source.equals(mapping.source())) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot replay the dead letters of source " + which.source + " under the mapping of source "
                            + mapping.source() + ": the ids of events depend on the source. Name it in the mapping.");
        }
        DeadLetterFilter filter = filter(which, null);
        ReplayReport report = IngestRun.with(
                invocation,
                (step, detail) -> invocation.say("  " + detail),
                (BatchIngest batches) -> dryRun
                        ? batches.deadLetters().plan(filter, mapping)
                        : batches.deadLetters().run(filter, mapping));
        invocation.result(result(invocation, report, dryRun));
        invocation.say(
                "%,d read = %,d accepted + %,d turned down again + %,d filtered + %,d duplicates; %,d left alone%s"
                        .formatted(
                                report.batch().read(),
                                report.batch().accepted(),
                                report.batch().rejected(),
                                report.batch().filtered(),
                                report.batch().duplicates(),
                                report.unchanged(),
                                dryRun ? "; nothing was written" : ""));
    }

    private static Map<String, Object> result(Invocation invocation, ReplayReport report, boolean dryRun) {
        Map<String, Object> result = new LinkedHashMap<>(IngestRun.counts(report.batch()));
        result.put("unchanged", report.unchanged());
        if (dryRun && invocation.format() == Format.TABLE) {
            IngestRun.number(result, "event", report.samples());
            IngestRun.number(result, "rejection", report.rejections());
        } else if (dryRun) {
            result.put("events", report.samples().stream().map(JsonText::new).toList());
            result.put("rejections", report.rejections());
        }
        return result;
    }

    /** Gives letters up; all at once only if somebody says which. */
    static void discard(Invocation invocation, DeadLetterOptions which, String because) {
        DeadLetterFilter filter = filter(which, null);
        if (filter.meansAll()) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot discard dead letters: it is not said which. Give fingerprints, --source, --stage, --reason,"
                            + " --batch, --from or --to.");
        }
        long discarded = letters(invocation)
                .discard(filter, because, invocation.shell().clock().instant());
        invocation.result(Map.of("discarded", discarded));
    }

    private static DeadLetters letters(Invocation invocation) {
        return new DeadLetters(new SparkLake(SparkSessions.open(invocation), invocation.tenant()));
    }

    private static DeadLetterFilter filter(DeadLetterOptions which, DeadLetterOptions.State state) {
        return new DeadLetterFilter(
                which.fingerprints,
                Optional.ofNullable(which.source),
                Optional.ofNullable(which.stage).map(stage -> stage.name().toLowerCase(Locale.ROOT)),
                Optional.ofNullable(which.reason),
                Optional.ofNullable(which.batch),
                Optional.ofNullable(which.from),
                Optional.ofNullable(which.to),
                Optional.ofNullable(state).map(one -> DeadLetterState.valueOf(one.name())));
    }
}
