package org.crmlake.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.crmlake.testing.MiniKafka;
import org.crmlake.testing.UniqueName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each feature is started once by {@code bin/crmlake} as it is built, on the class path that is shipped, in a sandbox of its own: what that
 * class path lacks shows here only.
 */
@Tag("long")
@ExtendWith(MiniKafka.class)
class EveryFeatureIT {
    private static final String AS_OF = "1997-10-01";

    private final AtomicInteger commands = new AtomicInteger();

    @TempDir
    private Path folder;

    /** What a command said. */
    private record Said(String line, int code, String out, String err) {
        Said saying(String words) {
            assertThat(out).as(line).contains(words);
            return this;
        }
    }

    @BeforeEach
    void startTheSandbox() throws Exception {
        done("sandbox", "start");
        done("init");
    }

    @AfterEach
    void stopTheSandbox() throws Exception {
        run("sandbox", "stop");
    }

    @Test
    void works(MiniKafka.Broker broker) throws Exception {
        takesRecordsIn(broker);
        takesDeadLettersInAgain();
        computes();
        answers();
        keepsItselfInOrder();
    }

    private void takesRecordsIn(MiniKafka.Broker broker) throws Exception {
        JsonNode orders = json("ingest", orders(), "--mapping", mapping("csv", "options: { header: 'true' }\n"));
        assertThat(orders.path("accepted").asLong()).isGreaterThan(500);
        assertThat(orders.path("rejected").asLong()).isZero();
        String json = file("one.json", """
                {"customer":"json","day":"19970701","amount":"10.50"}
                {"customer":"json","day":"the first of July","amount":"11"}
                """);
        String avro = folder.resolve("one.avro").toString();
        writeAvro(avro);
        String parquet = folder.resolve("one.parquet").toString();
        writeParquet(parquet);

        file("arriving/people.jsonl", people(1, 40));
        String arriving = folder.resolve("arriving").toString();
        String stream = file("people.yaml", "source: people\nformat: segment\n");
        String topic = UniqueName.of("people");
        broker.create(topic, 1);
        broker.send(
                topic,
                0,
                people(41, 80).lines().map(line -> line.getBytes(UTF_8)).toList());

        List<Said> said = together(
                List.of("ingest", json, "--mapping", mapping("json", ""), "-o", "json"),
                List.of("ingest", avro, "--mapping", mapping("avro", ""), "-o", "json"),
                List.of("ingest", parquet, "--mapping", mapping("parquet", ""), "-o", "json"),
                List.of("ingest", arriving, "--mapping", stream, "--follow", "--stop-when-idle", "1s"),
                List.of("ingest", "kafka", "--topic", topic, "--bootstrap", broker.bootstrap(), "--available-now"));

        said.get(0).saying("\"accepted\": 1, \"rejected\": 1,");
        said.get(1).saying("\"accepted\": 1, \"rejected\": 0,");
        said.get(2).saying("\"accepted\": 1, \"rejected\": 0,");
    }

    private void takesDeadLettersInAgain() throws Exception {
        done("dead-letters", "list", "-o", "csv").saying("shop-json,");
        JsonNode again =
                json("dead-letters", "replay", "--mapping", mapping("json", "").replace("json", "mended"));
        assertThat(again.path("accepted").asLong()).isEqualTo(1);
    }

    private void computes() throws Exception {
        done("segment", "define", file("golden.yaml", """
                segment: golden
                where: { trait: { name: plan, equals: gold } }
                """));
        done("campaign", "define", file("summer.yaml", """
                campaign: summer
                window: { from: 1997-07-01, to: 1997-09-15 }
                arms: { event: Campaign Assigned, property: arm, control: none }
                outcomes: [ { name: visit, event: Site Visited } ]
                attribution:
                  event: Order Completed
                  touches: [ Ad Clicked ]
                  channel: { property: channel }
                  currency: USD
                  draws: 0
                """));

        List<String> jobs = List.of("customer-daily", "rfm", "churn", "clv", "segments", "campaigns");
        List<String> line = new ArrayList<>(List.of("run"));
        line.addAll(jobs);
        line.addAll(List.of("--as-of", AS_OF));
        JsonNode reports = json(line.toArray(String[]::new));

        assertThat(reports).extracting(report -> report.path("job").asText()).containsExactlyElementsOf(jobs);
    }

    private void answers() throws Exception {
        String everybody = "SELECT count(DISTINCT customer_key) AS n FROM events WHERE customer_key LIKE 'user:%'";
        List<Said> said = together(
                List.of("query", everybody, "-o", "csv"),
                List.of("models", "list", "-o", "csv"),
                List.of("segment", "members", "golden", "--as-of", AS_OF, "-o", "csv"),
                List.of("segment", "explain", "golden", "--customer", "user:u7", "--as-of", AS_OF, "-o", "json"),
                List.of("campaign", "report", "summer", "-o", "csv"),
                List.of("history", "user:u7", "-o", "csv"),
                List.of("profile", "user:u7", "-o", "csv"),
                List.of("profile", "shop:0001", "-o", "csv"),
                List.of(
                        "export",
                        "golden",
                        "--as-of",
                        AS_OF,
                        "--destination",
                        "google-customer-match",
                        "--out",
                        folder.resolve("out").toString(),
                        "-o",
                        "json"));

        said.get(0).saying("n\n80\n");
        said.get(1).saying(",bg-nbd,").saying(",gamma-gamma,");
        assertThat(said.get(2).out().lines()).hasSize(1 + 40);
        said.get(3).saying("gold");
        said.get(4).saying("visit").saying("attribution").saying("radio");
        said.get(5).saying("Campaign Assigned");
        said.get(6).saying("trait,email,u7@example.org,").saying("consent,ad_user_data,granted,");
        said.get(7).saying("score,churn_score,").saying("score,clv,").saying("score,rfm_segment,");
        said.get(8).saying("\"people_out\": 40");
        try (Stream<Path> files = Files.list(folder.resolve("out"))) {
            assertThat(files).hasSize(5);
        }
    }

    private void keepsItselfInOrder() throws Exception {
        List<Said> said = together(
                List.of("verify", "-o", "json"),
                List.of("doctor"),
                List.of("config", "explain"),
                List.of("help", "ingest"),
                List.of("dead-letters", "discard", "--stage", "decode", "--because", "a test"));

        said.get(0).saying("\"differing_days\": 0");
        said.get(4).saying("2");
    }

    /** The purchases of some customers of the sample until the date, as CSV. */
    private String orders() throws IOException {
        return file(
                "orders.csv",
                Files.readAllLines(RunCrmlake.REPOSITORY.resolve("samples/cdnow/CDNOW_sample.txt")).stream()
                        .map(line -> line.strip().split(" +"))
                        .filter(cells -> cells[1].compareTo("0400") < 0 && cells[2].compareTo("19970930") <= 0)
                        .map(cells -> cells[1] + "," + cells[2] + "," + cells[4])
                        .collect(Collectors.joining("\n", "customer,day,amount\n", "\n")));
    }

    private static void writeAvro(String name) throws IOException {
        Schema schema = SchemaBuilder.record("order")
                .fields()
                .requiredString("customer")
                .requiredString("day")
                .requiredString("amount")
                .endRecord();
        GenericRecord order = new GenericRecordBuilder(schema)
                .set("customer", "avro")
                .set("day", "19970702")
                .set("amount", "12")
                .build();
        try (DataFileWriter<GenericRecord> out = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            out.create(schema, Path.of(name).toFile());
            out.append(order);
        }
    }

    private static void writeParquet(String name) throws IOException {
        MessageType columns = MessageTypeParser.parseMessageType(
                "message order { required binary customer (UTF8); required binary day (UTF8); required binary amount (UTF8); }");
        try (ParquetWriter<Group> out = ExampleParquetWriter.builder(new LocalOutputFile(Path.of(name)))
                .withType(columns)
                .build()) {
            out.write(new SimpleGroupFactory(columns)
                    .newGroup()
                    .append("customer", "parquet")
                    .append("day", "19970703")
                    .append("amount", "13"));
        }
    }

    /** Everybody is in one of two arms and clicks; every second one pays for gold; there is a line that is no record. */
    private static String people(int from, int to) {
        StringBuilder lines = new StringBuilder("no record\n");
        IntStream.rangeClosed(from, to).forEach(number -> {
            event(
                    lines,
                    number,
                    "identify",
                    "",
                    "02",
                    "\"traits\":{\"email\":\"u%d@example.org\",\"plan\":\"%s\"}"
                            .formatted(number, number % 2 == 1 ? "gold" : "tin"));
            for (String purpose : List.of("ad_user_data", "ad_personalization")) {
                event(
                        lines,
                        number,
                        "track",
                        "Consent Updated",
                        "03",
                        "\"properties\":{\"purpose\":\"%s\",\"state\":\"granted\"}".formatted(purpose));
            }
            event(
                    lines,
                    number,
                    "track",
                    "Campaign Assigned",
                    "04",
                    "\"properties\":{\"arm\":\"%s\"}".formatted(number % 4 < 2 ? "mail" : "none"));
            event(lines, number, "track", "Ad Clicked", "05", "\"properties\":{\"channel\":\"radio\"}");
            if (number % 5 != 0) {
                event(lines, number, "track", "Site Visited", "06", "\"properties\":{}");
                event(
                        lines,
                        number,
                        "track",
                        "Order Completed",
                        "06",
                        "\"properties\":{\"revenue\":12.5,\"currency\":\"USD\"}");
            }
        });
        return lines.toString();
    }

    private static void event(StringBuilder lines, int number, String type, String name, String day, String members) {
        lines.append("{\"type\":\"%s\",\"event\":\"%s\",\"userId\":\"u%d\",\"timestamp\":\"1997-07-%sT10:00:00Z\",%s}\n"
                .formatted(type, name, number, day, members));
    }

    private String mapping(String format, String options) throws IOException {
        String text = """
                source: shop-%s
                format: %s
                %sfields:
                  natural_key: "concat(customer, day, amount)"
                  customer_key: "concat('shop:', customer)"
                  name: "'Order Completed'"
                  event_time: "%s"
                  amount: "cast(amount as decimal(18,4))"
                  currency: "'USD'"
                """;
        String day = "to_timestamp(day, 'yyyyMMdd')";
        file(
                "mended.yaml",
                text.formatted(
                        format, format, options, day.replace("day", "replace(day, 'the first of July', '19970701')")));
        return file(format + ".yaml", text.formatted(format, format, options, day));
    }

    private String file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }

    /** Commands that do not wait for each other, as many at once as there are cores. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    private List<Said> together(List<String>... lines) {
        List<Said> said = Stream.of(lines)
                .parallel()
                .map(line -> run(line.toArray(String[]::new)))
                .toList();
        assertThat(said).allMatch(one -> one.code() == 0);
        return said;
    }

    private JsonNode json(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(arguments));
        line.addAll(List.of("-o", "json"));
        return new ObjectMapper().readTree(done(line.toArray(String[]::new)).out());
    }

    private Said done(String... arguments) {
        Said said = run(arguments);
        assertThat(said.code()).as(said::toString).isZero();
        return said;
    }

    private Said run(String... arguments) {
        Path err = folder.resolve("err-" + commands.incrementAndGet());
        try {
            Process process = builder(arguments).redirectError(err.toFile()).start();
            process.getOutputStream().close();
            String out = new String(process.getInputStream().readAllBytes(), UTF_8);
            return new Said(String.join(" ", arguments), process.waitFor(), out, Files.readString(err));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> line = new ArrayList<>();
        line.add(RunCrmlake.REPOSITORY.resolve("bin/crmlake").toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().keySet().removeIf(name -> name.matches("(CRMLAKE|SPARK|HADOOP|HBASE)_.*"));
        builder.environment().put("CRMLAKE_NO_BUILD", "1");
        builder.environment().put("CRMLAKE_HOME", folder.resolve("home").toString());
        return builder;
    }
}
