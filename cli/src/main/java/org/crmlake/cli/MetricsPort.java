package org.crmlake.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/** Metrics on a port, for Prometheus to fetch. It listens on this machine only, unless another address is named. */
final class MetricsPort implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(?:(.+):)?(\\d{1,5})");
    private static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int LARGEST_PORT = 65_535;

    private final HttpServer server;

    private MetricsPort(HttpServer server) {
        this.server = server;
    }

    /**
     * Serves what {@code text} returns, asked anew each time, at {@code /metrics}.
     *
     * @param address {@code [HOST:]PORT}; port 0 takes any that is free
     * @throws CrmException of kind USAGE if it is none, CONFIG if it cannot be had
     */
    static MetricsPort open(String address, Supplier<String> text) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
            throw new CrmException(
                    Kind.USAGE,
                    "Cannot serve metrics on '" + address + "': it is no address. Give a port, or host:port.");
        }
        String host = parts.group(1) == null ? "127.0.0.1" : parts.group(1);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(host, Integer.parseInt(parts.group(2))), 0);
            server.createContext("/", exchange -> answer(exchange, text));
            server.start();
            return new MetricsPort(server);
        } catch (IOException | IllegalArgumentException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot serve metrics on '" + address + "': " + e.getMessage() + ". Choose another port.",
                    e);
        }
    }

    /** Returns where the metrics are. */
    String url() {
        InetSocketAddress address = server.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/metrics";
    }

    private static void answer(HttpExchange exchange, Supplier<String> text) throws IOException {
        try (exchange) {
            boolean known = exchange.getRequestURI().getPath().equals("/metrics");
            boolean reads = exchange.getRequestMethod().equals("GET");
            byte[] body = (known && reads ? text.get() : "The metrics are at GET /metrics.\n")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", TYPE);
            exchange.sendResponseHeaders(known ? reads ? 200 : 405 : 404, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
