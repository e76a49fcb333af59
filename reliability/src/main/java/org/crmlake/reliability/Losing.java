package org.crmlake.reliability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Loses the answer to a commit after the deed. Tables of the folder catalog are committed to by a rename, for which the NameNode is asked: the
 * process reaches it through a proxy that cuts the connection then.
 */
final class Losing {
    /**
     * A call of Hadoop's RPC: the name of the method in the header of the request, and then what it is about. The last name is that
     * of a version of a table.
     */
    private static final Pattern RENAME = Pattern.compile(
            "\\x06rename\\x12.{1,2000}?/(events|dead_letters)/metadata/v\\d+\\.(?:gz\\.)?metadata\\.json",
            Pattern.DOTALL);

    private final Commands commands;
    private final Launch launch;
    private final Path conf;
    private final Path folder;
    private final Toll toll;

    Losing(Commands commands, Launch launch, Path conf, Path folder, Toll toll) {
        this.commands = commands;
        this.launch = launch;
        this.conf = conf;
        this.folder = folder;
        this.toll = toll;
    }

    /** Runs the command of {@code portion}, which loses one answer or several, and returns whether the portion is in. */
    boolean strike(Portion portion, Aim aim) throws IOException, InterruptedException {
        // A batch commits to two tables.
        int commits = 2 * portion.kind().batches();
        int passed = commands.random().nextInt(commits);
        int lost = 1 + commands.random().nextInt(Math.min(3, commits - passed));
        try (LossyProxy proxy = LossyProxy.socks(new LossyProxy.Plan(RENAME, passed, lost))) {
            Map<String, String> through = Map.of(
                    "hadoop.rpc.socket.factory.class.default",
                    "org.apache.hadoop.net.SocksSocketFactory",
                    // What goes to DataNodes needs a socket with a channel.
                    "hadoop.rpc.socket.factory.class.ClientProtocol",
                    "org.apache.hadoop.net.StandardSocketFactory",
                    "hadoop.socks.server",
                    "localhost:" + proxy.port());
            Launch lossy = launch.with(SiteFiles.with(through, conf, folder.resolve("lossy")));
            try (Child child = lossy.start(commands.ingest(portion, aim.bulkLoad()))) {
                Ending ending = Ending.of(child.await(Commands.PATIENCE), child);
                if (ending == Ending.REFUSED) {
                    throw new IllegalStateException("Nobody else was there, and still: " + child.words());
                }
                proxy.lost()
                        .forEach(table -> toll.add(
                                new LostAnswer(portion.kind(), table, ending),
                                commands.tenant() + " " + portion.name()));
                return ending == Ending.COMMITTED;
            }
        }
    }
}
