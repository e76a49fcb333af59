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
import org.crmlake.reliability.Campaign.TenantOutcome;
import org.crmlake.testing.MiniKafka;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The full form of the crash harness, on a sandbox of its own. {@code reliability/run} starts it. */
@Command(
        name = "reliability/run",
        mixinStandardHelpOptions = true,
        description =
                "Kill crmlake while it takes sources in, pause it, and lose what its catalog answers, again and again, and compare source,"
                        + " lake and HBase.")
public final class Reliability implements Callable<Integer> {
    @Option(names = "--repository", required = true, hidden = true)
    Path repository;

    @Option(names = "--kills", paramLabel = "N", defaultValue = "200", description = "How many kills (default: 200).")
    int kills;

    @Option(names = "--pauses", paramLabel = "N", defaultValue = "50", description = "How many pauses (default: 50).")
    int pauses;

    @Option(
            names = "--lost-answers",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many answers of the catalog get lost (default: 50).")
    int lostAnswers;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "180",
            description = "After so many all this ends, however many they were (default: 180).")
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

    @Option(names = "--processes-only", description = "Leave out the faults of servers.")
    boolean processesOnly;

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
        Toll toll = new Toll(
                Map.of(Harm.KILL, kills, Harm.PAUSE, pauses, Harm.LOST_ANSWER, lostAnswers),
                Duration.ofMinutes(minutes),
                System.out);
        try (OwnSandbox sandbox = OwnSandbox.start(launch);
                MiniKafka.Broker broker = MiniKafka.start();
                Catalogs catalogs = Catalogs.open(launch, folder.resolve("conf"), folder.resolve("catalogs"))) {
            Stores stores = catalogs.place(0).stores();
            toll.say("the sandbox is up");
            Path sources = Files.createTempDirectory(folder, "sources");
            // The first run of all writes the archive of loaded classes that makes the others start faster.
            Random random = new Random(seed);
            Sources undisturbed = new Sources(sources, broker, random, events);
            Tenant tenant = new Tenant("undisturbed");
            TenantRun run = new TenantRun(
                    stores,
                    tenant,
                    launch,
                    undisturbed,
                    sources.resolve("undisturbed"),
                    new Commands(tenant, random, new Pace()),
                    toll);
            run.take(undisturbed.make(SourceKind.FILES, "undisturbed").get(0), List.of());
            toll.say("undisturbed: " + Report.sentence(run.compare()));
            Campaign campaign = new Campaign(catalogs, broker, sources, events, seed);
            List<TenantOutcome> outcomes = campaign.run(toll, lanes);
            toll.requireAll();
            // Written twice: should a fault end this process, what the blows showed is there.
            report(toll, outcomes, List.of(), started);
            Faults faults = new Faults(broker, launch, sources, events, toll);
            List<Scenario> scenarios = new ArrayList<>();
            if (!processesOnly) {
                scenarios.add(faults.brokerRestarted(stores));
                scenarios.add(faults.sandboxKilled(stores, sandbox));
                scenarios.add(faults.dataNodesAway());
            }
            Report report = report(toll, outcomes, scenarios, started);
            report.print(System.out);
            return report.agrees() ? 0 : 1;
        }
    }

    private Report report(Toll toll, List<TenantOutcome> outcomes, List<Scenario> scenarios, long started)
            throws IOException {
        Report report = new Report(
                seed,
                toll.deaths(),
                toll.pauses(),
                toll.answers(),
                outcomes.stream().map(TenantOutcome::comparison).toList(),
                outcomes.stream().map(TenantOutcome::exports).toList(),
                toll.failures(),
                scenarios,
                Duration.ofNanos(System.nanoTime() - started).toSeconds());
        report.write(out);
        return report;
    }
}
