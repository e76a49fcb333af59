package org.crmlake.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.crmlake.cli.campaign.CampaignPage;
import org.crmlake.cli.output.Format;
import org.crmlake.cli.output.RowSink;
import org.crmlake.jobs.campaign.Campaign;
import org.crmlake.jobs.campaign.CampaignReport;
import org.crmlake.jobs.campaign.CampaignStore;
import org.crmlake.jobs.campaign.PathFile;
import org.crmlake.jobs.campaign.ResultRow;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.lake.SparkLake;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/** What {@link CampaignCommand} does with Spark: loaded only when it runs. */
final class CampaignAnswers {
    /** A person reads no more digits than these; programs get all. */
    private static final MathContext SHOWN = new MathContext(6, RoundingMode.HALF_EVEN);

    private CampaignAnswers() {}

    static void define(Invocation invocation, Path file) {
        boolean changed = store(invocation)
                .define(file.toString(), text(file), invocation.shell().clock().instant());
        invocation.say(changed ? "Defined, in force from the next run on." : "It is defined like this already.");
    }

    static void list(Invocation invocation) {
        CampaignStore store = store(invocation);
        try (RowSink rows = invocation.rows("campaign", "from", "to", "control", "outcomes", "defined_at", "results")) {
            for (CampaignStore.Defined defined : store.all()) {
                List<LocalDate> dates = store.dates(defined.name());
                Optional<Campaign> campaign = understood(invocation, defined);
                rows.row(
                        defined.name(),
                        campaign.map(Campaign::from).orElse(null),
                        campaign.map(Campaign::to).orElse(null),
                        campaign.map(Campaign::arms).map(Campaign.Arms::control).orElse(null),
                        campaign.map(one -> one.outcomes().stream()
                                        .map(outcome -> outcome.name())
                                        .toList())
                                .orElse(null),
                        defined.definedAt(),
                        dates.isEmpty() ? null : dates.get(0));
            }
        }
    }

    /** One definition that does not hold any more is no reason not to list the others. */
    private static Optional<Campaign> understood(Invocation invocation, CampaignStore.Defined defined) {
        try {
            return Optional.of(defined.campaign());
        } catch (CrmException e) {
            invocation.complain(e.getMessage());
            return Optional.empty();
        }
    }

    static void report(Invocation invocation, CampaignCommand.Report asked) {
        CampaignReport report = store(invocation).report(asked.name, Optional.ofNullable(asked.asOf));
        report.mismatch().ifPresent(ratio -> {
            String words = "the arms do not have the sizes they should have (p " + chance(ratio.pValue()) + ")"
                    + nobody(report) + ": assignment or counting went wrong, and no difference is to be believed";
            if (!asked.force) {
                throw new CrmException(
                        Kind.QUALITY_GATE,
                        "Cannot report campaign '" + report.campaign() + "': " + words
                                + ". Find out why; --force shows the numbers all the same.");
            }
            invocation.complain("Forced: " + words + ".");
        });
        if (asked.html != null) {
            page(invocation, report, asked.html);
            return;
        }
        rows(
                invocation,
                report.rows().stream()
                        .filter(row -> asked.section == null || row.section().equals(asked.section.name()))
                        .filter(row -> asked.daily || row.day() == null)
                        .toList());
    }

    private static String nobody(CampaignReport report) {
        return report.missingArms().isEmpty()
                ? ""
                : ", nobody is in "
                        + report.missingArms().stream()
                                .map(arm -> "'" + Printable.of(arm) + "'")
                                .collect(Collectors.joining(", "));
    }

    static void paths(Invocation invocation, CampaignCommand.Paths asked) {
        if (asked.order < 1 || asked.order > 5 || asked.draws < 0 || asked.draws > 10_000) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot attribute the paths of " + asked.file + ": an order of " + asked.order + " with "
                            + asked.draws + " draws. Give an order from 1 to 5 and 0 to 10000 draws.");
        }
        if (asked.separator.isBlank()) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot attribute the paths of " + asked.file + ": --separator is blank. Give what is between two"
                            + " channels.");
        }
        asked.spend.forEach((channel, amount) -> {
            if (amount.signum() < 0 || amount.scale() > 4) {
                throw new CrmException(
                        Kind.USAGE,
                        "Cannot attribute the paths of " + asked.file + ": --spend of '" + Printable.of(channel)
                                + "' is " + amount + ". Give an amount like 12.50.");
            }
        });
        AttributionSettings settings =
                AttributionSettings.DEFAULT.withOrder(asked.order).withDraws(asked.draws);
        rows(invocation, PathFile.attribute(asked.file, settings, asked.separator.strip(), asked.spend));
    }

    private static void page(Invocation invocation, CampaignReport report, Path file) {
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            Files.writeString(file, CampaignPage.of(report));
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL, "Cannot write " + file + ": " + e + ". Choose another file or make room.", e);
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("file", file);
        result.put("campaign", report.campaign());
        result.put("as_of", report.asOf());
        invocation.result(result);
    }

    private static void rows(Invocation invocation, List<ResultRow> results) {
        boolean forPeople = invocation.format() == Format.TABLE;
        try (RowSink rows = invocation.rows(
                "section", "subject", "arm", "item", "day", "measure", "value", "lower", "upper", "p_value", "amount",
                "note")) {
            for (ResultRow row : results) {
                rows.row(
                        row.section(),
                        row.subject(),
                        row.arm(),
                        row.item(),
                        row.day(),
                        row.measure(),
                        forPeople ? shown(row.value()) : row.value(),
                        forPeople ? shown(row.lower()) : row.lower(),
                        forPeople ? shown(row.upper()) : row.upper(),
                        forPeople ? chance(row.pValue()) : row.pValue(),
                        row.amount(),
                        row.note());
            }
        }
    }

    private static BigDecimal shown(Double number) {
        if (number == null) {
            return null;
        }
        BigDecimal rounded = new BigDecimal(number, SHOWN);
        // Many zeros in front tell less than a 0 does.
        return rounded.abs().compareTo(new BigDecimal("0.000000001")) < 0 ? BigDecimal.ZERO : rounded;
    }

    /** Nobody counts zeros to tell one p-value from another, but 0 would say that something cannot be. */
    private static Object chance(Double p) {
        return p != null && p < 0.000001 ? "< 0.000001" : shown(p);
    }

    private static CampaignStore store(Invocation invocation) {
        SparkSession spark = SparkSessions.open(invocation);
        return new CampaignStore(spark, new SparkLake(spark, invocation.tenant()));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CrmException(
                    Kind.NOT_FOUND, "Cannot read campaign " + file + ": there is no such file. Check the path.", e);
        } catch (MalformedInputException e) {
            throw new CrmException(
                    Kind.CONFIG, "Cannot read campaign " + file + ": it is not UTF-8. Save it as UTF-8.", e);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read campaign " + file + ": " + e.getMessage() + ". Check that it is a readable file.",
                    e);
        }
    }
}
