package org.crmlake.cli.export;

import java.util.function.Consumer;
import org.apache.hadoop.fs.Path;

/**
 * Where it is recorded who is in which arm of a campaign.
 *
 * @param campaign its name
 * @param event the name of the event that records it
 * @param recorder takes in a file of JSON lines for {@link ArmsFile#MAPPING}; what it throws ends the export
 */
public record ArmsRecord(String campaign, String event, Consumer<Path> recorder) {}
