package org.crmlake.cli;

import picocli.CommandLine.Parameters;

/** The argument {@code SEGMENT}, for commands that ask about one that is defined. */
final class SegmentName {
    @Parameters(paramLabel = "SEGMENT", description = "The segment's name.")
    String name;
}
