package org.crmlake.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.output.RowSink;
import org.crmlake.hbase.SegmentStore;
import org.crmlake.hbase.StoredSegment;
import org.crmlake.model.segment.SegmentDefinition;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code crmlake segment}: define segments and ask who is in them. */
@Command(
        name = "segment",
        description = "Define segments, and ask who is in them and why.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            SegmentCommand.Check.class,
            SegmentCommand.Preview.class,
            SegmentCommand.Define.class,
            SegmentCommand.ListAll.class,
            SegmentCommand.Members.class,
            SegmentCommand.Ledger.class,
            SegmentCommand.Diff.class,
            SegmentExplainCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  crmlake segment define conf/segments/online-retail/big-spenders.yaml",
            "  crmlake segment members big-spenders --as-of 2011-07-16"
        })
final class SegmentCommand {
    @Command(
            name = "check",
            description = "Read a definition and report every problem in it. Touches no store.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake segment check conf/segments/online-retail/big-spenders.yaml")
    static final class Check implements Action {
        @Mixin
        DefinitionFile file;

        @Override
        public int run(Invocation invocation) {
            SegmentDefinition definition = file.definition();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("segment", definition.name());
            result.put("leaves", definition.leaves().size());
            result.put("refers_to", definition.references());
            invocation.result(result);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "preview",
            description = "Show how many customers a definition would hold, how it overlaps with the segments that are"
                    + " defined, and ten customers. Changes nothing.",
            footerHeading = "%nExamples:%n",
            footer = {
                "  crmlake segment preview conf/segments/online-retail/big-spenders.yaml --as-of 2011-07-16",
                "  crmlake segment preview conf/segments/online-retail/big-spenders.yaml --sample 5"
            })
    static final class Preview implements Action {
        @Mixin
        DefinitionFile file;

        @Mixin
        AsOfOption asOf;

        @Option(
                names = "--sample",
                paramLabel = "PERCENT",
                defaultValue = "100",
                converter = Converters.ToPercent.class,
                description = "Look at so many percent of the customers only, and tell how far off that may be"
                        + " (default: 100).")
        int sample;

        @Override
        public int run(Invocation invocation) {
            SegmentDefinition definition = file.definition();
            SegmentQueries.preview(invocation, definition, asOf.orToday(invocation), sample);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "define",
            description = "Keep a definition. If it differs from the one that is there, it becomes its next version.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake segment define conf/segments/online-retail/big-spenders.yaml")
    static final class Define implements Action {
        @Mixin
        DefinitionFile file;

        @Override
        public int run(Invocation invocation) {
            SegmentDefinition definition = file.definition();
            try (SegmentStore store = open(invocation)) {
                SegmentFiles.defined(store).with(definition);
                StoredSegment stored = store.define(
                        definition.name(),
                        file.text(),
                        invocation.shell().clock().instant());
                Map<String, Object> result = new LinkedHashMap<>();
                result.put("segment", stored.name());
                result.put("version", stored.version());
                result.put("defined_at", stored.definedAt());
                invocation.result(result);
            }
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "list",
            description = "List the segments, or all versions of one.",
            footerHeading = "%nExamples:%n",
            footer = {"  crmlake segment list", "  crmlake segment list big-spenders"})
    static final class ListAll implements Action {
        @Parameters(paramLabel = "SEGMENT", arity = "0..1", description = "The segment whose versions to list.")
        String segment;

        @Override
        public int run(Invocation invocation) {
            try (SegmentStore store = open(invocation);
                    RowSink rows = invocation.rows("segment", "version", "defined_at", "description")) {
                List<StoredSegment> found = segment == null ? store.newest() : SegmentFiles.versions(store, segment);
                for (StoredSegment stored : found) {
                    rows.row(
                            stored.name(),
                            stored.version(),
                            stored.definedAt(),
                            SegmentFiles.parse(stored.text()).description());
                }
            }
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "members",
            description =
                    "List who is in a segment as of a date: as the run for that date found if it knew these definitions,"
                            + " else worked out now.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake segment members big-spenders --as-of 2011-07-16 -o csv")
    static final class Members implements Action {
        @Mixin
        SegmentName segment;

        @Mixin
        AsOfOption asOf;

        @Override
        public int run(Invocation invocation) {
            SegmentQueries.members(invocation, segment.name, asOf.orToday(invocation));
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "ledger",
            description = "List who entered and left a segment, when and why, as the runs found it.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake segment ledger big-spenders -o ndjson")
    static final class Ledger implements Action {
        @Mixin
        SegmentName segment;

        @Override
        public int run(Invocation invocation) {
            SegmentQueries.ledger(invocation, segment.name);
            return ExitCode.DONE;
        }
    }

    @Command(
            name = "diff",
            description =
                    "List who would enter and who would leave if one version of a segment took the place of another.",
            footerHeading = "%nExamples:%n",
            footer = "  crmlake segment diff big-spenders --from 1 --to 2 --as-of 2011-07-16")
    static final class Diff implements Action {
        @Mixin
        SegmentName segment;

        @Option(
                names = "--from",
                paramLabel = "N",
                required = true,
                converter = Converters.ToCount.class,
                description = "The version to start from.")
        int from;

        @Option(
                names = "--to",
                paramLabel = "N",
                required = true,
                converter = Converters.ToCount.class,
                description = "The version in its place.")
        int to;

        @Mixin
        AsOfOption asOf;

        @Override
        public int run(Invocation invocation) {
            SegmentDefinition before;
            SegmentDefinition after;
            try (SegmentStore store = open(invocation)) {
                before = SegmentFiles.version(store, segment.name, from);
                after = SegmentFiles.version(store, segment.name, to);
            }
            SegmentQueries.diff(invocation, before, after, asOf.orToday(invocation));
            return ExitCode.DONE;
        }
    }

    static SegmentStore open(Invocation invocation) {
        Configuration configuration = StoreSettings.ofQuestions(invocation);
        return SegmentStore.open(configuration, invocation.tenant());
    }
}
