package org.crmlake.cli;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake campaign}: what campaigns there are, and what they did and caused. */
@Command(
        name = "campaign",
        description = "Define campaigns and report what they did and caused.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CampaignCommand.Define.class,
            CampaignCommand.ListCampaigns.class,
            CampaignCommand.Report.class,
            CampaignCommand.Paths.class
        },
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake campaign define conf/campaigns/hillstrom.yaml", "  crmlake campaign report hillstrom"})
final class CampaignCommand {

    @Command(
            name = "define",
            description = "Check a campaign's definition and keep it. A later one of the same name takes its place.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake campaign define conf/campaigns/hillstrom.yaml")
    static final class Define implements Action {
        @Parameters(paramLabel = "FILE", description = "The YAML file, see docs/campaigns.md.")
        Path file;

        @Override
        public int run(Invocation invocation) {
            CampaignAnswers.define(invocation, file);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the campaigns: their days, arms and outcomes, and the date of the newest results.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake campaign list", "  crmlake campaign list -o json"})
    static final class ListCampaigns implements Action {
        @Override
        public int run(Invocation invocation) {
            CampaignAnswers.list(invocation);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "report",
            description = {
                "Report a campaign as `crmlake run campaigns` computed it: as rows, or as a page to read.",
                "Refused if the arms do not have the sizes they should have, unless forced."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  crmlake campaign report hillstrom",
                "  crmlake campaign report hillstrom --section experiment -o json",
                "  crmlake campaign report hillstrom --as-of 2008-04-03 --html hillstrom.html"
            })
    static final class Report implements Action {
        /** The parts of a report. */
        enum Section {
            check,
            experiment,
            money,
            funnel,
            attribution,
            uplift
        }

        @Parameters(paramLabel = "NAME", description = "The campaign's name, from `crmlake campaign list`.")
        String name;

        @Option(
                names = "--as-of",
                paramLabel = "DATE",
                converter = Converters.ToDate.class,
                description = "The date of the results (default: the newest).")
        LocalDate asOf;

        @Option(names = "--section", paramLabel = "NAME", description = "One part only: ${COMPLETION-CANDIDATES}.")
        Section section;

        @Option(names = "--daily", description = "Show the funnel of each day too.")
        boolean daily;

        @Option(
                names = "--html",
                paramLabel = "FILE",
                description = "Write one HTML page with charts to this file instead of rows.")
        Path html;

        @Option(names = "--force", description = "Report even if the sizes of the arms are wrong; the report says so.")
        boolean force;

        @Override
        public int run(Invocation invocation) {
            CampaignAnswers.report(invocation, this);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "paths",
            description = {
                "Attribute conversions to channels from a file of aggregated journeys; needs no store.",
                "A CSV file with a header line: path (channels joined by '>'), conversions, their value, journeys without one."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  crmlake campaign paths samples/pathdata/PathData.csv.gz --order 2 -o csv",
                "  crmlake campaign paths samples/pathdata/PathData.csv.gz --spend alpha=1200 --spend iota=800.50"
            })
    static final class Paths implements Action {
        @Parameters(paramLabel = "FILE", description = "The file, plain or compressed with gzip.")
        Path file;

        @Option(
                names = "--order",
                paramLabel = "K",
                defaultValue = "1",
                description = "How many of the last channels the Markov chain remembers, 1 to 5 (default: 1).")
        int order;

        @Option(
                names = "--draws",
                paramLabel = "N",
                defaultValue = "200",
                description = "How many bootstrap draws make an interval, 0 for none (default: 200).")
        int draws;

        @Option(
                names = "--separator",
                paramLabel = "TEXT",
                defaultValue = ">",
                description = "What is between the channels of a path, blanks apart (default: >).")
        String separator;

        @Option(
                names = "--spend",
                paramLabel = "CHANNEL=AMOUNT",
                description = "What a channel cost, for its return on spend; can be repeated.")
        Map<String, BigDecimal> spend = new LinkedHashMap<>();

        @Override
        public int run(Invocation invocation) {
            CampaignAnswers.paths(invocation, this);
            return ExitCode.DONE;
        }
    }
}
