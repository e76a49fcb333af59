package org.crmlake.reliability;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between clients and servers, hands on what they say to each other, and now and then loses an answer: when a request of the kind
 * that is to be harmed has been handed on, and the server has begun to answer, the client's connection is cut. The server's is read on for a
 * while, so that it does what it was asked for.
 */
final class LossyProxy implements AutoCloseable {
    private static final int CHUNK = 64 << 10;
    /** Of what a client has said so much is remembered as a request may be long. */
    private static final int LONGEST_REQUEST = 8 << 10;

    private static final int DRAIN_MILLIS = 2_000;

    /** How a client says to which server it wants to go, and gets there. */
    private interface Way {
        Socket open(Socket client) throws IOException;
    }

    /**
     * Which answers are lost.
     *
     * @param request matches the bytes of a request, each as one character; its first group names what is asked for
     * @param passed so many of such requests are answered first
     * @param lost the answers to so many are lost then
     */
    record Plan(Pattern request, int passed, int lost) {}

    private final ServerSocket listening;
    private final Way way;
    private final Plan plan;
    private final List<String> lost = new ArrayList<>();
    private final List<Socket> open = new ArrayList<>();
    private int seen;
    private int doomed;

    private LossyProxy(Way way, Plan plan) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.way = way;
        this.plan = plan;
        run("accepting", this::accept);
    }

    /** Returns a proxy for one server. */
    static LossyProxy to(InetSocketAddress server, Plan plan) throws IOException {
        return new LossyProxy(client -> new Socket(server.getAddress(), server.getPort()), plan);
    }

    /** Returns a proxy for whatever servers a client names: SOCKS, version 5 (RFC 1928), without authentication. */
    static LossyProxy socks(Plan plan) throws IOException {
        return new LossyProxy(LossyProxy::greet, plan);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Returns of each answer that was lost what had been asked for. */
    List<String> lost() {
        synchronized (lost) {
            return List.copyOf(lost);
        }
    }

    private static Socket greet(Socket client) throws IOException {
        DataInputStream in = new DataInputStream(client.getInputStream());
        OutputStream out = client.getOutputStream();
        in.readUnsignedByte();
        in.readFully(new byte[in.readUnsignedByte()]);
        out.write(new byte[] {5, 0});
        in.readFully(new byte[3]);
        int type = in.readUnsignedByte();
        byte[] address = new byte[type == 1 ? 4 : type == 4 ? 16 : in.readUnsignedByte()];
        in.readFully(address);
        int port = in.readUnsignedShort();
        InetAddress host = type == 3
                ? InetAddress.getByName(new String(address, StandardCharsets.US_ASCII))
                : InetAddress.getByAddress(address);
        byte[] answer = {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
        try {
            Socket server = new Socket(host, port);
            out.write(answer);
            return server;
        } catch (IOException e) {
            answer[1] = 5;
            out.write(answer);
            throw e;
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = remember(listening.accept());
            run("connecting", () -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = remember(way.open(client));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Talk talk = new Talk(client, server);
            run("answers", talk::answers);
            talk.requests();
        } catch (IOException e) {
            client.close();
        }
    }

    private Socket remember(Socket socket) throws IOException {
        synchronized (open) {
            if (listening.isClosed()) {
                socket.close();
            }
            open.removeIf(Socket::isClosed);
            open.add(socket);
        }
        return socket;
    }

    /** Returns whether the answer to this request is to be lost. */
    private boolean isDoomed() {
        synchronized (lost) {
            seen++;
            boolean chosen = seen > plan.passed() && doomed < plan.lost();
            doomed += chosen ? 1 : 0;
            return chosen;
        }
    }

    private final class Talk {
        private final Socket client;
        private final Socket server;
        private volatile String doomed;

        Talk(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void requests() throws IOException {
            StringBuilder said = new StringBuilder();
            byte[] chunk = new byte[CHUNK];
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                said.append(new String(chunk, 0, read, StandardCharsets.ISO_8859_1));
                Matcher request = plan.request().matcher(said);
                while (request.find()) {
                    if (isDoomed()) {
                        // Before it is handed on: the answer may be quick.
                        doomed = request.group(1);
                    }
                    said.delete(0, request.end());
                    request.reset(said);
                }
                said.delete(0, Math.max(0, said.length() - LONGEST_REQUEST));
                out.write(chunk, 0, read);
            }
            server.shutdownOutput();
        }

        void answers() throws IOException {
            byte[] chunk = new byte[CHUNK];
            InputStream in = server.getInputStream();
            OutputStream out = client.getOutputStream();
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                if (doomed != null) {
                    synchronized (lost) {
                        lost.add(doomed);
                    }
                    client.close();
                    drain(in, chunk);
                    break;
                }
                out.write(chunk, 0, read);
            }
            client.close();
            server.close();
        }

        private void drain(InputStream in, byte[] chunk) throws IOException {
            server.setSoTimeout(DRAIN_MILLIS);
            try {
                while (in.read(chunk) >= 0) {
                    // Nobody wants to know.
                }
            } catch (SocketTimeoutException e) {
                // All is said.
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void run(String name, Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // One of the two has gone, and what it was told with it; that is what connections do.
                    }
                },
                "lossy proxy, " + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        synchronized (open) {
            for (Socket socket : open) {
                socket.close();
            }
        }
    }
}
