package org.crmlake.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * The ports of one sandbox, all on loopback. They are chosen once and kept for ever, because the lake's table metadata holds
 * absolute {@code hdfs://localhost:port/} addresses.
 */
record SandboxPorts(Map<Port, Integer> numbers) {
    /** Above the ports that programs ask for by name, below those that systems hand to outgoing connections. */
    private static final int LOWEST = 10_240;

    private static final int HIGHEST = 32_000;

    /** What listens on a port. */
    enum Port {
        NAMENODE("namenode"),
        NAMENODE_HTTP("namenode-http"),
        DATANODE("datanode"),
        DATANODE_HTTP("datanode-http"),
        DATANODE_IPC("datanode-ipc"),
        ZOOKEEPER("zookeeper"),
        MASTER("master"),
        REGIONSERVER("regionserver"),
        CATALOG("catalog");

        private final String key;

        Port(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }
    }

    SandboxPorts {
        numbers = Map.copyOf(numbers);
    }

    int of(Port port) {
        return numbers.get(port);
    }

    /** Returns {@code localhost:number}. */
    String address(Port port) {
        return "localhost:" + of(port);
    }

    /**
     * Returns the ports of a home, choosing and saving free ones where it has none yet. Two who do so at once would choose two: only who
     * holds a lock of the home may.
     */
    static SandboxPorts ofHome(SandboxHome home) {
        return saved(home).map(ports -> ports.withCatalog(home)).orElseGet(() -> {
            SandboxPorts chosen = choose(RandomGenerator.getDefault());
            PropertiesFile.write(home.portsFile(), chosen.properties());
            return chosen;
        });
    }

    /** Returns the ports that a home has chosen, that of its database not among them where it has none yet; empty if it has none. */
    static Optional<SandboxPorts> saved(SandboxHome home) {
        return PropertiesFile.read(home.portsFile()).map(saved -> parse(home, saved));
    }

    /** Returns distinct ports nobody listens on; at random, so that two sandboxes starting at once do not meet. */
    static SandboxPorts choose(RandomGenerator random) {
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        Set<Integer> seen = new HashSet<>();
        for (Port port : Port.values()) {
            int number;
            do {
                number = random.nextInt(LOWEST, HIGHEST);
            } while (!seen.add(number) || !isFree(number));
            numbers.put(port, number);
        }
        return new SandboxPorts(numbers);
    }

    /** A home of a time when the lake's catalog was plain files has no port for its database yet; no table names that one. */
    private SandboxPorts withCatalog(SandboxHome home) {
        if (numbers.containsKey(Port.CATALOG)) {
            return this;
        }
        int free;
        do {
            free = RandomGenerator.getDefault().nextInt(LOWEST, HIGHEST);
        } while (numbers.containsValue(free) || !isFree(free));
        Map<Port, Integer> all = new EnumMap<>(numbers);
        all.put(Port.CATALOG, free);
        SandboxPorts ports = new SandboxPorts(all);
        PropertiesFile.write(home.portsFile(), ports.properties());
        return ports;
    }

    private static SandboxPorts parse(SandboxHome home, Properties saved) {
        Map<Port, Integer> numbers = new EnumMap<>(Port.class);
        for (Port port : Port.values()) {
            String text = saved.getProperty(port.key(), "");
            if (port == Port.CATALOG && text.isEmpty()) {
                continue;
            }
            if (!text.matches("[1-9]\\d{0,4}")) {
                throw new CrmException(
                        Kind.CONFIG,
                        "Cannot read the sandbox's ports from " + home.portsFile() + ": " + port.key() + " is '" + text
                                + "', not a port number. Put the number back, or destroy the sandbox.");
            }
            numbers.put(port, Integer.valueOf(text));
        }
        return new SandboxPorts(numbers);
    }

    private Properties properties() {
        Properties properties = new Properties();
        numbers.forEach((port, number) -> properties.setProperty(port.key(), number.toString()));
        return properties;
    }

    /**
     * Checks that every port can be listened on.
     *
     * @throws CrmException EXTERNAL where another program holds one
     */
    void requireFree(SandboxHome home) {
        for (Port port : Port.values()) {
            if (!isFree(of(port))) {
                throw new CrmException(
                        Kind.EXTERNAL,
                        "Cannot start the sandbox in " + home.folder() + ": its port " + of(port) + " (" + port.key()
                                + ") is in use by another program. Stop that program and start again; the port is part"
                                + " of the addresses in the lake's tables and cannot change.");
            }
        }
    }

    private static boolean isFree(int number) {
        try (ServerSocket socket = new ServerSocket(number, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
