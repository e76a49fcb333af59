package org.crmlake.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {
    @TempDir
    private Path folder;

    @Test
    void thePortServesWhatIsTrueNow() throws Exception {
        String[] text = {"a 1\n"};
        try (MetricsPort port = MetricsPort.open("0", () -> text[0])) {
            assertThat(port.url()).startsWith("http://127.0.0.1:");
            assertThat(get(port.url()).body()).isEqualTo("a 1\n");
            text[0] = "a 2\n";
            HttpResponse<String> second = get(port.url());
            assertThat(second.body()).isEqualTo("a 2\n");
            assertThat(second.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(get(port.url() + "/x").statusCode()).isEqualTo(404);
            assertThat(send(HttpRequest.newBuilder(URI.create(port.url()))
                                    .POST(HttpRequest.BodyPublishers.ofString("x")))
                            .statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void saysWhyAPortCannotBeHad() {
        try (MetricsPort port = MetricsPort.open("127.0.0.1:0", () -> "")) {
            String taken = port.url().replaceAll(".*:(\\d+)/.*", "$1");
            assertThatThrownBy(() -> MetricsPort.open(taken, () -> ""))
                    .hasMessageStartingWith("Cannot serve metrics on '" + taken + "': ")
                    .hasMessageEndingWith(". Choose another port.");
        }
        assertThatThrownBy(() -> MetricsPort.open("70000", () -> ""))
                .hasMessage("Cannot serve metrics on '70000': it is no address. Give a port, or host:port.");
    }

    @Test
    void theFileIsReplacedAndNothingIsLeftBeside() throws IOException {
        Path file = folder.resolve("crmlake.prom");

        new MetricsFile(file).write("a 1\n");
        new MetricsFile(file).write("a 2\n");

        assertThat(Files.readString(file)).isEqualTo("a 2\n");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).containsExactly(file);
        }
        assertThatThrownBy(() -> new MetricsFile(folder.resolve("no/a.prom")).write("a 1\n"))
                .hasMessageStartingWith("Cannot write the metrics to " + folder.resolve("no/a.prom") + ": ")
                .hasMessageEndingWith("Name a file in a folder that may be written to.");
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
