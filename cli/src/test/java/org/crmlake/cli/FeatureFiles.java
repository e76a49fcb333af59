package org.crmlake.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

/** What the features are tried on: customers of a shop who bought, and people who were written to. */
record FeatureFiles(Path folder) {
    /** The purchases of some customers of the sample until the date, as CSV. */
    String orders() throws IOException {
        return file(
                "orders.csv",
                Files.readAllLines(RunCrmlake.REPOSITORY.resolve("samples/cdnow/CDNOW_sample.txt")).stream()
                        .map(line -> line.strip().split(" +"))
                        .filter(cells -> cells[1].compareTo("0400") < 0 && cells[2].compareTo("19970930") <= 0)
                        .map(cells -> cells[1] + "," + cells[2] + "," + cells[4])
                        .collect(Collectors.joining("\n", "customer,day,amount\n", "\n")));
    }

    String avro() throws IOException {
        Path file = folder.resolve("one.avro");
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
            out.create(schema, file.toFile());
            out.append(order);
        }
        return file.toString();
    }

    String parquet() throws IOException {
        Path file = folder.resolve("one.parquet");
        MessageType columns = MessageTypeParser.parseMessageType(
                "message order { required binary customer (UTF8); required binary day (UTF8); required binary amount (UTF8); }");
        try (ParquetWriter<Group> out = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(columns)
                .build()) {
            out.write(new SimpleGroupFactory(columns)
                    .newGroup()
                    .append("customer", "parquet")
                    .append("day", "19970703")
                    .append("amount", "13"));
        }
        return file.toString();
    }

    /** Everybody is in one of two arms and clicks; every second one pays for gold; there is a line that is no record. */
    static String people(int from, int to) {
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

    String mapping(String format, String options) throws IOException {
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

    String file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text).toString();
    }
}
