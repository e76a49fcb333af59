package org.crmlake.jobs.campaign;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max_by;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.crmlake.lake.CampaignResultsTable;
import org.crmlake.lake.CampaignsTable;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/** Definitions and results of campaigns in the lake. */
public final class CampaignStore {
    private final SparkSession spark;
    private final SparkLake lake;

    /**
     * A campaign as it is stored.
     *
     * @param definition the YAML as it was given
     * @param definedAt when this version of it was given
     */
    public record Defined(String name, String definition, String fingerprint, Instant definedAt) {
        /**
         * Returns what the definition says.
         *
         * @throws CrmException of kind CONFIG if it does not hold any more, as a newer crmlake can see more than an older one did
         */
        public Campaign campaign() {
            return CampaignFile.parse(name, definition);
        }
    }

    public CampaignStore(SparkSession spark, SparkLake lake) {
        this.spark = spark;
        this.lake = lake;
    }

    /**
     * Keeps a definition, unless it is what is kept already.
     *
     * @return whether it is new or another than before
     * @throws CrmException of kind CONFIG if it is none
     */
    public boolean define(String origin, String yaml, Instant now) {
        Campaign campaign = CampaignFile.parse(origin, yaml);
        String fingerprint = fingerprint(yaml);
        boolean known = all().stream()
                .anyMatch(defined -> defined.name().equals(campaign.name())
                        && defined.fingerprint().equals(fingerprint));
        if (!known) {
            Row row = RowFactory.create(campaign.name(), yaml, fingerprint, Timestamp.from(now));
            lake.append(
                    spark.createDataFrame(List.of(row), SparkLake.columns(CampaignsTable.TABLE)),
                    CampaignsTable.TABLE,
                    Map.of());
        }
        return !known;
    }

    /** Returns every campaign by name, as it was defined last. */
    public List<Defined> all() {
        Dataset<Row> newest = lake.read(CampaignsTable.TABLE)
                .groupBy(CampaignsTable.CAMPAIGN)
                .agg(
                        max_by(col(CampaignsTable.DEFINITION), col(CampaignsTable.DEFINED_AT)),
                        max_by(col(CampaignsTable.FINGERPRINT), col(CampaignsTable.DEFINED_AT)),
                        org.apache.spark.sql.functions.unix_micros(
                                org.apache.spark.sql.functions.max(CampaignsTable.DEFINED_AT)))
                .orderBy(CampaignsTable.CAMPAIGN);
        return newest.collectAsList().stream()
                .map(row -> new Defined(
                        row.getString(0),
                        row.getString(1),
                        row.getString(2),
                        Instant.EPOCH.plusNanos(1000 * row.getLong(3))))
                .toList();
    }

    /**
     * Returns the campaign of this name, as it was defined last.
     *
     * @throws CrmException of kind NOT_FOUND if there is none, CONFIG if its definition does not hold any more
     */
    public Campaign named(String name) {
        List<Defined> all = all();
        return all.stream()
                .filter(defined -> defined.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CrmException(
                        Kind.NOT_FOUND,
                        "Cannot find campaign '" + Printable.of(name) + "': there is none of that name."
                                + Nearest.question(
                                        name, all.stream().map(Defined::name).toList())
                                + " `crmlake campaign list` shows all."))
                .campaign();
    }

    /** Returns the dates that a campaign has results of, the newest first. */
    public List<LocalDate> dates(String campaign) {
        return lake
                .read(CampaignResultsTable.TABLE)
                .filter(col(CampaignResultsTable.CAMPAIGN).equalTo(lit(campaign)))
                .select(col(CampaignResultsTable.AS_OF).cast("string").as("date"))
                .distinct()
                .orderBy(col("date").desc())
                .collectAsList()
                .stream()
                .map(row -> LocalDate.parse(row.getString(0)))
                .toList();
    }

    /**
     * Returns the results of a campaign.
     *
     * @param asOf of which date; empty for the newest
     * @throws CrmException of kind NOT_FOUND if there are none
     */
    public CampaignReport report(String campaign, Optional<LocalDate> asOf) {
        List<LocalDate> dates = dates(campaign);
        if (dates.isEmpty()) {
            List<String> names = all().stream().map(Defined::name).toList();
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot report campaign '" + Printable.of(campaign) + "': "
                            + (names.contains(campaign)
                                    ? "it has no results yet. Run `crmlake run campaigns --as-of DATE` first"
                                            + dates(campaign, all())
                                            + "."
                                    : "there is none of that name." + Nearest.question(campaign, names)
                                            + " `crmlake campaign list` shows all."));
        }
        LocalDate date = asOf.orElse(dates.get(0));
        if (!dates.contains(date)) {
            throw new CrmException(
                    Kind.NOT_FOUND,
                    "Cannot report campaign '" + Printable.of(campaign) + "' as of " + date
                            + ": there are no results of that date. The newest are of " + dates.get(0) + ".");
        }
        List<ResultRow> rows = lake
                .read(CampaignResultsTable.TABLE)
                .filter(col(CampaignResultsTable.CAMPAIGN).equalTo(lit(campaign)))
                .filter(col(CampaignResultsTable.AS_OF).equalTo(lit(date)))
                .collectAsList()
                .stream()
                .map(ResultRows::of)
                .toList();
        return new CampaignReport(campaign, date, rows);
    }

    /** Of which dates a campaign has results; nothing for a definition that does not hold any more. */
    private static String dates(String name, List<Defined> all) {
        try {
            return all.stream()
                    .filter(defined -> defined.name().equals(name))
                    .findFirst()
                    .map(Defined::campaign)
                    .map(campaign -> ", with a date from " + campaign.firstAsOf() + " to " + campaign.lastAsOf())
                    .orElse("");
        } catch (CrmException e) {
            return "";
        }
    }

    private static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new CrmException(
                    Kind.INTERNAL, "Cannot keep a campaign: this JVM has no SHA-256. Use another JVM.", e);
        }
    }
}
