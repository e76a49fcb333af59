package org.crmlake.reliability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.crmlake.reliability.Portion.Placed;
import org.crmlake.testing.MiniKafka;

/** Makes sources, writes them down where crmlake reads them, and remembers what has to become of each record. */
final class Sources {
    /** How many batches a source is cut into. */
    static final int BATCHES = 3;

    private static final int PARTITIONS = 2;

    private final Path folder;
    private final MiniKafka.Broker broker;
    private final Random random;
    private final int events;

    /**
     * @param folder for files, which is there
     * @param random all content comes from it
     * @param events about how many records a batch has
     */
    Sources(Path folder, MiniKafka.Broker broker, Random random, int events) {
        this.folder = folder;
        this.broker = broker;
        this.random = random;
        this.events = events;
    }

    /** Returns what makes sources of other size. */
    Sources ofSize(int records) {
        return new Sources(folder, broker, random, records);
    }

    /** Makes a new source of {@code kind}; {@code name} sets it apart from all others. */
    List<Portion> make(SourceKind kind, String name) throws IOException {
        return switch (kind) {
            case FILES -> files(name);
            case MAPPED_FILES -> mappedFiles(name);
            case FOLDER -> List.of(arriving(name));
            case TOPIC -> List.of(topic(name));
        };
    }

    private List<Portion> files(String name) throws IOException {
        RecordMaker lines = new SegmentLines(random, name, Nameless.inFiles(), List.of());
        List<Portion> portions = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            Path file = folder.resolve(name + "-" + i + ".jsonl");
            portions.add(new Portion(
                    SourceKind.FILES,
                    file.getFileName().toString(),
                    List.of("ingest", file.toString()),
                    write(file, "", lines.batch(events))));
        }
        return portions;
    }

    private List<Portion> mappedFiles(String name) throws IOException {
        Path mapping = Files.writeString(folder.resolve(name + ".yaml"), OrderLines.MAPPING);
        RecordMaker lines = new OrderLines(random, name);
        List<Portion> portions = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            Path file = folder.resolve(name + "-" + i + ".csv");
            portions.add(new Portion(
                    SourceKind.MAPPED_FILES,
                    file.getFileName().toString(),
                    List.of("ingest", file.toString(), "--mapping", mapping.toString()),
                    write(file, OrderLines.HEADER + "\n", lines.batch(events))));
        }
        return portions;
    }

    private Portion arriving(String name) throws IOException {
        Path arriving = Files.createDirectories(folder.resolve(name));
        RecordMaker lines = new SegmentLines(random, name, Nameless.inFiles(), List.of());
        List<Placed> records = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            Path file = arriving.resolve(name + "-" + i + ".jsonl");
            records.addAll(write(file, "", lines.batch(events)));
            // The oldest is taken first.
            Files.setLastModifiedTime(
                    file, FileTime.fromMillis(Files.getLastModifiedTime(file).toMillis() - 10_000 + 1_000L * i));
        }
        return new Portion(
                SourceKind.FOLDER,
                name,
                List.of("ingest", arriving.toString(), "--follow", "--available-now", "--interval", "1ms", "--verbose"),
                records);
    }

    private Portion topic(String name) {
        broker.create(name, PARTITIONS);
        List<Placed> records = new ArrayList<>();
        List<SegmentLines.Sent> elsewhere = List.of();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            SegmentLines lines =
                    new SegmentLines(random, name + "-" + partition, Nameless.inPartition(name, partition), elsewhere);
            List<SourceRecord> all = new ArrayList<>(lines.batch(events));
            elsewhere = lines.sent();
            // A record without a value is filtered; it is put last, so that the others keep their offsets.
            all.add(SourceRecord.filtered(null));
            for (int offset = 0; offset < all.size(); offset++) {
                records.add(new Placed(all.get(offset), "kafka:" + name + "/" + partition, offset));
            }
            List<byte[]> values = new ArrayList<>();
            all.forEach(record ->
                    values.add(record.text() == null ? null : record.text().getBytes(StandardCharsets.UTF_8)));
            broker.send(name, partition, values);
        }
        return new Portion(
                SourceKind.TOPIC,
                name,
                List.of(
                        "ingest",
                        "kafka",
                        "--topic",
                        name,
                        "--bootstrap",
                        broker.bootstrap(),
                        "--max-records",
                        Integer.toString(Math.max(1, events * PARTITIONS / BATCHES)),
                        "--available-now",
                        "--interval",
                        "1ms",
                        "--verbose"),
                records);
    }

    private static List<Placed> write(Path file, String header, List<SourceRecord> records) throws IOException {
        StringBuilder text = new StringBuilder(header);
        List<Placed> placed = new ArrayList<>();
        for (SourceRecord record : records) {
            // All characters are ASCII, so that this is the offset in bytes.
            placed.add(new Placed(record, file.toString(), text.length()));
            text.append(record.text()).append('\n');
        }
        Files.writeString(file, text);
        return placed;
    }
}
