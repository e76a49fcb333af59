package org.crmlake.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.crmlake.testing.UniqueName;
import org.h2.api.Trigger;
import org.h2.tools.Server;

/** A server of H2, and a proxy before it that cuts the connection on which the answer to an UPDATE or INSERT would come. */
final class LossyDatabase implements LossyCatalog {
    private static final String SETTINGS = ";DATABASE_TO_LOWER=TRUE";
    private static final AtomicBoolean LOSE_ANSWER = new AtomicBoolean();
    private static final AtomicBoolean LOSE_REQUEST = new AtomicBoolean();
    private static final AtomicBoolean CUT = new AtomicBoolean();
    private static final AtomicBoolean SILENT = new AtomicBoolean();

    private final String name = UniqueName.of("lake");
    private final Connection keeper;
    private final Server server;
    private final ServerSocket proxy;
    private volatile int cuts;

    LossyDatabase() throws SQLException, IOException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        LOSE_ANSWER.set(false);
        LOSE_REQUEST.set(false);
        CUT.set(false);
        SILENT.set(false);
        keeper = DriverManager.getConnection("jdbc:h2:mem:" + name + SETTINGS, "sa", "");
        server = Server.createTcpServer("-tcpPort", "0", "-tcpDaemon").start();
        proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    @Override
    public LakeSettings settings(Path warehouse) {
        return LakeSettings.jdbc(
                "jdbc:h2:tcp://127.0.0.1:" + proxy.getLocalPort() + "/mem:" + name + SETTINGS,
                warehouse.toUri().toString(),
                "sa",
                "");
    }

    @Override
    public void loseAnswer() {
        watch();
        LOSE_ANSWER.set(true);
    }

    @Override
    public void keepAnswer() {
        loseAnswer();
        SILENT.set(true);
    }

    @Override
    public Map<String, String> limit(Duration answer) {
        return Map.of("jdbc.network_timeout", Long.toString(answer.toMillis()));
    }

    @Override
    public void loseRequest() {
        watch();
        LOSE_REQUEST.set(true);
    }

    @Override
    public boolean isWaiting() {
        return LOSE_ANSWER.get() || LOSE_REQUEST.get() || CUT.get();
    }

    int cuts() {
        return cuts;
    }

    private void watch() {
        try (Statement statement = keeper.createStatement()) {
            statement.execute(
                    "CREATE TRIGGER IF NOT EXISTS loss AFTER INSERT, UPDATE ON iceberg_tables FOR EACH ROW CALL '"
                            + Loss.class.getName() + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs in the database, before the change is committed; the answer is the first thing that it says afterwards. */
    public static final class Loss implements Trigger {
        @Override
        public void fire(Connection connection, Object[] before, Object[] after) throws SQLException {
            if (LOSE_REQUEST.compareAndSet(true, false)) {
                throw new SQLException("Disk full", "58030");
            }
            if (LOSE_ANSWER.compareAndSet(true, false)) {
                CUT.set(true);
            }
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = proxy.accept();
            Socket database = new Socket(InetAddress.getLoopbackAddress(), server.getPort());
            start(() -> carry(client, database, false));
            start(() -> carry(database, client, true));
        }
    }

    private void carry(Socket from, Socket to, boolean isAnswer) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (isAnswer && CUT.compareAndSet(true, false)) {
                    cuts++;
                    if (SILENT.compareAndSet(true, false)) {
                        in.transferTo(OutputStream.nullOutputStream());
                    }
                    return;
                }
                out.write(bytes, 0, count);
                out.flush();
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) {
                return;
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws SQLException, IOException {
        proxy.close();
        server.stop();
        keeper.close();
    }
}
