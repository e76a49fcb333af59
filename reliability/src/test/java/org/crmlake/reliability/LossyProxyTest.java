package org.crmlake.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LossyProxyTest {
    private final BlockingQueue<String> deeds = new LinkedBlockingQueue<>();
    private ServerSocket server;

    /** A server that does what a line says, and answers with the same line. */
    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(this::serve);
        accepting.setDaemon(true);
        accepting.start();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    BufferedReader lines = reader(client)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    deeds.add(line);
                    client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The client has gone.
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    @Test
    void handsOnWhatIsSaidInBothDirections() throws Exception {
        try (LossyProxy proxy = LossyProxy.to(address(), plan(0, 0));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            assertThat(ask(client, "rename a")).isEqualTo("rename a");
            assertThat(ask(client, "delete b")).isEqualTo("delete b");
            assertThat(proxy.lost()).isEmpty();
        }
    }

    @Test
    void losesTheAnswerOfARequestThatIsDoneAllTheSame() throws Exception {
        try (LossyProxy proxy = LossyProxy.to(address(), plan(1, 1))) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                assertThat(ask(client, "rename a")).isEqualTo("rename a");
                assertThat(ask(client, "delete b")).isEqualTo("delete b");
                assertThat(ask(client, "rename c")).isNull();
            }
            assertThat(deeds).containsExactly("rename a", "delete b", "rename c");
            assertThat(proxy.lost()).containsExactly("c");
            try (Socket again = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
                assertThat(ask(again, "rename d")).isEqualTo("rename d");
            }
        }
    }

    @Test
    void knowsARequestThatComesInPieces() throws Exception {
        try (LossyProxy proxy = LossyProxy.to(address(), plan(0, 1));
                Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            client.setTcpNoDelay(true);
            client.getOutputStream().write("ren".getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().flush();

            assertThat(ask(client, "ame e")).isNull();
            assertThat(deeds.take()).isEqualTo("rename e");
        }
    }

    @Test
    void takesAClientToTheServerThatItNames() throws Exception {
        try (LossyProxy proxy = LossyProxy.socks(plan(0, 1));
                Socket client = new Socket(new Proxy(
                        Proxy.Type.SOCKS, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port())))) {
            client.connect(address());

            assertThat(ask(client, "delete f")).isEqualTo("delete f");
            assertThat(ask(client, "rename g")).isNull();
            assertThat(proxy.lost()).containsExactly("g");
        }
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private static LossyProxy.Plan plan(int passed, int lost) {
        return new LossyProxy.Plan(Pattern.compile("rename (\\w)\n"), passed, lost);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Returns the answer, or null if the connection is cut instead. */
    private static String ask(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return reader(client).readLine();
    }
}
