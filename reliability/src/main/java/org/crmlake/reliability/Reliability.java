package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.crmlake.model.Tenant;
import org.crmlake.testing.MiniKafka;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The full form of the crash harness, on a sandbox of its own. {@code reliability/run} starts it. */
@Command(
        name = "reliability/run",
        mixinStandardHelpOptions = true,
        description = "Kill crmlake while it takes sources in, again and again, and compare source, lake and HBase.")
public final class Reliability implements Callable<Integer> {
    @Option(names = "--repository", required = true, hidden = true)
    Path repository;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "200", description = "How many kills (default: 200).")
    int kills;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "60",
            description = "After so many the kills end, however many they were (default: 60).")
    int minutes;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Sources and kills (default: 1).")
    long seed;

    @Option(names = "--lanes", paramLabel = "N", defaultValue = "2", description = "Tenants at a time (default: 2).")
    int lanes;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "3000",
            description = "Records a batch (default: 3000).")
    int events;

    @Option(names = "--kills-only", description = "Leave out the faults of servers.")
    boolean killsOnly;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            defaultValue = "reliability/target/home",
            description = "Folder of the sandbox and the sources (default: reliability/target/home).")
    Path home;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            defaultValue = "reliability/target/report.json",
            description = "Where the report goes (default: reliability/target/report.json).")
    Path out;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Reliability()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        long started = System.nanoTime();
        Path folder = Files.createDirectories(home).toAbsolutePath().normalize();
        Launch launch = new Launch(
                List.of(repository.resolve("bin/crmlake").toString()),
                Map.of(
                        "CRMLAKE_HOME",
                        folder.toString(),
                        "CRMLAKE_NO_BUILD",
                        "1",
                        "CRMLAKE_JAVA_OPTS",
                        "-Xmx1g -XX:TieredStopAtLevel=1 -Dcrmlake.log.level=error"),
                folder);
        Deaths deaths = new Deaths(kills, Duration.ofMinutes(minutes), System.out);
        try (OwnSandbox sandbox = OwnSandbox.start(launch);
                MiniKafka.Broker broker = MiniKafka.start();
                Stores stores = Stores.open(folder.resolve("conf"))) {
            deaths.say("the sandbox is up");
            Path sources = Files.createTempDirectory(folder, "sources");
            // The first run of all writes the archive of loaded classes that makes the others start faster.
            Portion first = new Sources(sources, broker, new Random(seed), events)
                    .make(SourceKind.FILES, "undisturbed")
                    .get(0);
            TenantRun undisturbed =
                    new TenantRun(stores, new Tenant("undisturbed"), launch, new Random(seed), deaths, new Pace());
            undisturbed.take(first, List.of());
            deaths.say("undisturbed: " + Report.sentence(undisturbed.compare()));
            Campaign campaign = new Campaign(stores, broker, launch, sources, events, seed);
            List<Comparison> comparisons = campaign.run(deaths, lanes);
            // Written twice: should a fault end this process, what the kills showed is there.
            report(deaths, comparisons, List.of(), started);
            Faults faults = new Faults(broker, launch, sources, events, deaths);
            List<Scenario> scenarios = new ArrayList<>();
            if (!killsOnly) {
                scenarios.add(faults.brokerRestarted(stores));
                scenarios.add(faults.sandboxKilled(stores, sandbox));
                scenarios.add(faults.dataNodesAway());
            }
            Report report = report(deaths, comparisons, scenarios, started);
            report.print(System.out);
            return report.agrees() ? 0 : 1;
        }
    }

    private Report report(Deaths deaths, List<Comparison> comparisons, List<Scenario> scenarios, long started)
            throws IOException {
        Report report = new Report(
                seed,
                deaths.all(),
                comparisons,
                scenarios,
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
        report.write(out);
        return report;
    }
}
