package org.crmlake.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.NoSuchNamespaceException;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.apache.iceberg.jdbc.JdbcCatalog;
import org.apache.iceberg.rest.CatalogHandlers;
import org.apache.iceberg.rest.RESTCatalogProperties.SnapshotMode;
import org.apache.iceberg.rest.RESTSerializers;
import org.apache.iceberg.rest.requests.CreateNamespaceRequest;
import org.apache.iceberg.rest.requests.CreateTableRequest;
import org.apache.iceberg.rest.requests.RegisterTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.responses.ConfigResponse;
import org.apache.iceberg.rest.responses.ErrorResponse;
import org.apache.iceberg.shaded.com.fasterxml.jackson.annotation.JsonAutoDetect;
import org.apache.iceberg.shaded.com.fasterxml.jackson.annotation.PropertyAccessor;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.DeserializationFeature;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.PropertyNamingStrategies;

/**
 * A service that speaks Iceberg's REST protocol, as far as crmlake does, over Iceberg's own handlers and a database in memory: H2, which
 * has to be on the class path.
 *
 * @see <a href="https://github.com/apache/iceberg/blob/main/open-api/rest-catalog-open-api.yaml">the protocol</a>
 */
public final class CatalogService implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static {
        JSON.setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY);
        JSON.configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
        JSON.setPropertyNamingStrategy(new PropertyNamingStrategies.KebabCaseStrategy());
        RESTSerializers.registerAll(JSON);
    }

    /** Decides what happens to a commit, of which the first makes the table; whatever is cut ends the client's connection without an answer. */
    public interface Commits {
        /** Returns whether the request is dropped before anything is done. */
        boolean cutsRequest();

        /** Returns whether the answer is dropped when all is done. */
        boolean cutsAnswer();

        /** Every commit is done and answered. */
        Commits ALL = new Commits() {
            @Override
            public boolean cutsRequest() {
                return false;
            }

            @Override
            public boolean cutsAnswer() {
                return false;
            }
        };
    }

    private final Commits commits;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private final JdbcCatalog catalog = new JdbcCatalog();

    private CatalogService(String warehouse, Configuration hadoop, Commits commits) throws IOException {
        this.commits = commits;
        catalog.setConf(hadoop);
        catalog.initialize(
                "served",
                Map.of(
                        "uri",
                        "jdbc:h2:mem:" + UniqueName.of("served") + ";DATABASE_TO_LOWER=TRUE;DB_CLOSE_DELAY=-1",
                        "warehouse",
                        warehouse,
                        "jdbc.schema-version",
                        "V1"));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(threads);
        server.createContext("/v1/", this::handle);
    }

    /**
     * Starts the service at a free port of this machine.
     *
     * @param warehouse the URI of the folder of the tables
     * @param hadoop by which that folder is reached
     */
    public static CatalogService start(String warehouse, Configuration hadoop, Commits commits) throws IOException {
        CatalogService service = new CatalogService(warehouse, hadoop, commits);
        service.server.start();
        return service;
    }

    public String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String[] path =
                exchange.getRequestURI().getPath().substring("/v1/".length()).split("/");
        boolean isCommit = exchange.getRequestMethod().equals("POST") && path.length >= 3 && path[2].equals("tables");
        Object answer;
        int status = 200;
        byte[] asked = exchange.getRequestBody().readAllBytes();
        if (isCommit && commits.cutsRequest()) {
            exchange.close();
            return;
        }
        try {
            answer = answer(exchange.getRequestMethod(), path, asked);
        } catch (NoSuchTableException | NoSuchNamespaceException e) {
            status = 404;
            answer = error(status, e);
        } catch (AlreadyExistsException | CommitFailedException e) {
            status = 409;
            answer = error(status, e);
        } catch (RuntimeException e) {
            status = 500;
            answer = error(status, e);
        }
        if (isCommit && commits.cutsAnswer()) {
            exchange.close();
            return;
        }
        byte[] bytes = answer == null ? new byte[0] : JSON.writeValueAsBytes(answer);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer == null ? 204 : status, answer == null ? -1 : bytes.length);
        if (answer != null) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private Object answer(String method, String[] path, byte[] asked) {
        if (path[0].equals("config")) {
            return ConfigResponse.builder().build();
        }
        if (path.length == 1) {
            return CatalogHandlers.createNamespace(catalog, read(asked, CreateNamespaceRequest.class));
        }
        Namespace namespace = Namespace.of(path[1]);
        if (path.length == 2) {
            return CatalogHandlers.loadNamespace(catalog, namespace);
        }
        if (path[2].equals("register")) {
            return CatalogHandlers.registerTable(catalog, namespace, read(asked, RegisterTableRequest.class));
        }
        if (path.length == 3) {
            return CatalogHandlers.createTable(catalog, namespace, read(asked, CreateTableRequest.class));
        }
        TableIdentifier table = TableIdentifier.of(namespace, path[3]);
        if (path.length == 5) {
            return null;
        }
        return method.equals("GET")
                ? CatalogHandlers.loadTable(catalog, table, SnapshotMode.ALL)
                : CatalogHandlers.updateTable(catalog, table, read(asked, UpdateTableRequest.class));
    }

    private static <T> T read(byte[] json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ErrorResponse error(int status, RuntimeException e) {
        return ErrorResponse.builder()
                .responseCode(status)
                .withType(e.getClass().getSimpleName())
                .withMessage(String.valueOf(e.getMessage()))
                .build();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        catalog.close();
    }
}
