package org.crmlake.reliability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Loses the answer to a commit after the deed: the process reaches its catalog through a proxy that cuts the connection then. */
final class Losing {
    private static final String URI = "lake.catalog.uri";
    private static final Pattern SERVER = Pattern.compile("//([^:/]+):(\\d+)");

    private final Commands commands;
    private final Launch launch;
    private final Stores stores;
    private final Path folder;
    private final Toll toll;

    Losing(Commands commands, Launch launch, Stores stores, Path folder, Toll toll) {
        this.commands = commands;
        this.launch = launch;
        this.stores = stores;
        this.folder = folder;
        this.toll = toll;
    }

    /** Runs the command of {@code portion}, which loses one answer or several, and returns whether the portion is in. */
    boolean strike(Portion portion, Aim aim) throws IOException, InterruptedException {
        // A batch commits to two tables.
        int commits = 2 * portion.kind().batches();
        int passed = commands.random().nextInt(commits);
        int lost = 1 + commands.random().nextInt(Math.min(3, commits - passed));
        CatalogInUse catalog = stores.catalogInUse();
        try (LossyProxy proxy = proxy(new LossyProxy.Plan(catalog.commit(), passed, lost))) {
            Launch lossy = launch.with(SiteFiles.with(through(proxy), stores.conf(), folder.resolve("lossy")));
            try (Child child = lossy.start(commands.ingest(portion, aim.bulkLoad()))) {
                Ending ending = Ending.of(child.await(Commands.PATIENCE), child);
                if (ending == Ending.REFUSED) {
                    throw new IllegalStateException("Nobody else was there, and still: " + child.words());
                }
                proxy.lost()
                        .forEach(table -> toll.add(
                                new LostAnswer(portion.kind(), catalog, CatalogInUse.table(table), ending),
                                commands.tenant() + " " + portion.name()));
                return ending == Ending.COMMITTED;
            }
        }
    }

    private LossyProxy proxy(LossyProxy.Plan plan) throws IOException {
        if (stores.catalogInUse() == CatalogInUse.FOLDER) {
            return LossyProxy.socks(plan);
        }
        Matcher server = server();
        return LossyProxy.to(new InetSocketAddress(server.group(1), Integer.parseInt(server.group(2))), plan);
    }

    private Map<String, String> through(LossyProxy proxy) {
        if (stores.catalogInUse() != CatalogInUse.FOLDER) {
            return Map.of(URI, server().replaceFirst("//localhost:" + proxy.port()));
        }
        return Map.of(
                "hadoop.rpc.socket.factory.class.default",
                "org.apache.hadoop.net.SocksSocketFactory",
                // What goes to DataNodes needs a socket with a channel.
                "hadoop.rpc.socket.factory.class.ClientProtocol",
                "org.apache.hadoop.net.StandardSocketFactory",
                "hadoop.socks.server",
                "localhost:" + proxy.port());
    }

    private Matcher server() {
        String uri = stores.configuration().get(URI);
        Matcher server = SERVER.matcher(uri);
        if (!server.find()) {
            throw new IllegalStateException(
                    "Cannot put a proxy before the catalog: its address " + uri + " names no port.");
        }
        return server;
    }
}
