package org.crmlake.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters a command is about: those for which all holds that is given. */
final class DeadLetterOptions {
    // Words of its own: help knows every command, and starts without the classes of the lake.
    enum State {
        OPEN,
        REPLAYING,
        REPLAYED,
        DISCARDED
    }

    enum Stage {
        DECODE,
        FILTER,
        MAP,
        VALIDATE,
        CONTRACT
    }

    @Parameters(
            paramLabel = "FINGERPRINT",
            arity = "0..*",
            description = "These letters, by their fingerprints from `crmlake dead-letters show`.")
    List<String> fingerprints = new ArrayList<>();

    @Option(names = "--source", paramLabel = "NAME", description = "Those of this source.")
    String source;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description = "Those that came so far: decode, filter, map, validate or contract.")
    Stage stage;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Those whose reason contains this.")
    String reason;

    @Option(names = "--batch", paramLabel = "ID", description = "Those that this batch turned down.")
    String batch;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Converters.ToMoment.class,
            description = "Those first turned down at this time or later.")
    Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Converters.ToMoment.class,
            description = "Those first turned down before this time.")
    Instant to;
}
