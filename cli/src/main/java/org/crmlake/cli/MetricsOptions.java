package org.crmlake.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the metrics of an ingester go. */
final class MetricsOptions {
    @Option(
            names = "--metrics-file",
            paramLabel = "FILE",
            description =
                    "Keep the metrics in this file, in the text format of Prometheus; for node_exporter the name has"
                            + " to end in .prom.")
    Path file;

    @Option(
            names = "--metrics-port",
            paramLabel = "[HOST:]PORT",
            description = "Serve the metrics on this port at /metrics (default host: 127.0.0.1).")
    String port;
}
