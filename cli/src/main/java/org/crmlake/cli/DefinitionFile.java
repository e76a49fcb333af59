package org.crmlake.cli;

import java.nio.file.Path;
import org.crmlake.model.segment.SegmentDefinition;
import picocli.CommandLine.Parameters;

/** The argument {@code FILE}, for commands that read the definition of a segment. */
final class DefinitionFile {
    @Parameters(paramLabel = "FILE", description = "The definition, in YAML or JSON.")
    Path file;

    /** Returns the definition, after a look at everything that can be known without the stores. */
    SegmentDefinition definition() {
        return SegmentFiles.check(file);
    }

    String text() {
        return SegmentFiles.text(file);
    }
}
