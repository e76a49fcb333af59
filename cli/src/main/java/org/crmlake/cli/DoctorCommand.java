package org.crmlake.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.crmlake.cli.output.RowSink;
import org.crmlake.lake.LakeSettings;
import org.crmlake.model.CrmException;
import org.crmlake.sandbox.SandboxStatus;
import picocli.CommandLine.Command;

/** {@code crmlake doctor}: what this process found around itself. */
@Command(
        name = "doctor",
        description = "Show which Java and which configuration files were found, and whether the stores answer.",
        footerHeading = "%nExamples:%n",
        footer = {"  crmlake doctor", "  crmlake doctor -o json"})
final class DoctorCommand implements Action {
    private static final String OK = "ok";
    private static final String MISSING = "missing";

    @Override
    public int run(Invocation invocation) {
        try (RowSink rows = invocation.rows("what", "state", "detail")) {
            rows.row("crmlake", OK, Version.number());
            rows.row("java", OK, Runtime.version() + " in " + System.getProperty("java.home"));
            settings(invocation, rows);
            sandbox(invocation, rows);
            ConfFiles files = ConfFiles.of(invocation.shell().environment(), invocation.home());
            folder("hadoop configuration", files.hadoop(), rows);
            folder("hbase configuration", files.hbase(), rows);
            if (files.hadoop().complete() && files.hbase().complete()) {
                stores(StoreSettings.of(invocation).configuration(), rows);
            }
            String master = System.getProperty("spark.master");
            rows.row(
                    "spark master",
                    master == null ? MISSING : OK,
                    master == null ? "run bin/crmlake or spark-submit" : master);
        }
        return ExitCode.DONE;
    }

    private static void settings(Invocation invocation, RowSink rows) {
        Path file = invocation.settingsFile().toAbsolutePath();
        try {
            invocation.configuration();
            rows.row("settings", OK, Files.exists(file) ? file : "defaults, there is no " + file);
        } catch (CrmException e) {
            rows.row("settings", "wrong", e.getMessage());
            throw e;
        }
    }

    private static void sandbox(Invocation invocation, RowSink rows) {
        SandboxStatus status = SandboxCommand.control(invocation).status();
        rows.row(
                "sandbox",
                status.state().name().toLowerCase(Locale.ROOT),
                status.home().folder());
    }

    private static void folder(String what, ConfFiles.Folder folder, RowSink rows) {
        List<Path> found = folder.found();
        String names = found.stream().map(file -> file.getFileName().toString()).collect(Collectors.joining(", "));
        rows.row(
                what,
                folder.complete() ? OK : MISSING,
                folder.path() + " (" + folder.from() + "): " + (found.isEmpty() ? "no files" : names));
    }

    private static void stores(Configuration configuration, RowSink rows) {
        Reachability.hdfs(configuration).forEach(service -> answer(service, rows));
        Reachability.hbase(configuration).forEach(service -> answer(service, rows));
        rows.row("lake", OK, Lake.place(configuration));
    }

    private static void answer(Reachability.Service service, RowSink rows) {
        rows.row(service.name(), service.answers() ? OK : "does not answer", String.join(", ", service.addresses()));
    }

    /** What needs the lake on the class path: loaded only when the command runs. */
    private static final class Lake {
        static String place(Configuration configuration) {
            return LakeSettings.onClusterOf(configuration).place();
        }
    }
}
