package org.crmlake.ingest.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.SparkSession;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;

/** Hostile files of Avro and Parquet. */
final class HostileColumns {
    private static final String FIELDS = """
            fields:
              customer_key: "concat('shop:', id)"
              name: "'Order Completed'"
              event_time: "cast(day as timestamp)"
              amount: "cast(spent as decimal(18,4))"
            """;
    private static final Mapping AVRO = MappingFile.parse("hostile", "source: shop\nformat: avro\n" + FIELDS);
    private static final Mapping PARQUET = MappingFile.parse("hostile", "source: shop\nformat: parquet\n" + FIELDS);
    private static final String SCHEMA = """
            {"type":"record","name":"r","fields":[{"name":"id","type":"string"},{"name":"day","type":"string"},{"name":"spent","type":"double"}]}""";
    private static final int SYNC = 16;

    private final List<HostileFile> files = new ArrayList<>();

    private HostileColumns() {}

    static List<HostileFile> all(SparkSession spark, Path folder) throws IOException {
        HostileColumns columns = new HostileColumns();
        columns.avro();
        columns.parquet(
                parquet(
                        spark,
                        folder,
                        "select cast(id as string) as id, '2026-01-31' as day, cast(id as double) as spent from range(1000)"),
                parquet(
                        spark,
                        folder,
                        "select '1' as id, '2026-01-31' as day, double('NaN') as spent union all select '2', '2026-01-31', double('-Infinity') union all select '3', '2026-02-30', 1d union all select repeat('x', 3000000), '2026-01-31', 1d union all select null, null, null"));
        return columns.files;
    }

    private void avro() throws IOException {
        byte[] good = avro(CodecFactory.nullCodec(), 100);
        byte[] packed = avro(CodecFactory.deflateCodec(9), 100);
        int blocks = blocks(good);
        byte[] head = Arrays.copyOf(good, blocks);
        byte[] mark = Arrays.copyOfRange(good, blocks - SYNC, blocks);
        avro("zero-bytes", new byte[0], "DATA Cannot ingest {file}: it is empty. Check what wrote it.");
        avro(
                "text",
                "id,day\n1,2026-01-31\n".getBytes(StandardCharsets.UTF_8),
                "DATA Cannot ingest {file}: it is not an Avro file: Not an Avro data file. Check the format in the mapping.");
        avro(
                "magic-alone",
                new byte[] {'O', 'b', 'j', 1},
                "DATA Cannot ingest {file}: it is not an Avro file: it ends too early. Check the format in the mapping.");
        avro("head-alone", head, "0 events");
        avro(
                "ends-in-the-head",
                Arrays.copyOf(good, blocks / 2),
                "DATA Cannot ingest {file}: it is not an Avro file: it ends too early. Check the format in the mapping.");
        avro(
                "ends-in-a-block",
                Arrays.copyOf(good, good.length - 100),
                "DATA Cannot read {file}: its data are broken (NullPointerException). Nothing was written; replace the file and repeat the command.");
        avro(
                "wrong-mark",
                HostileText.flipped(good, good.length - 1),
                "DATA Cannot read {file}: Invalid sync!. Nothing was written; replace the file and repeat the command.");
        avro(
                "noise-behind",
                HostileText.join(good, HostileText.noise(100)),
                "DATA Cannot read {file}: it ends too early. Nothing was written; replace the file and repeat the command.");
        avro(
                "unknown-codec",
                replaced(good, "null", "nuln"),
                "DATA Cannot ingest {file}: it is not an Avro file: Unrecognized codec: nuln. Check the format in the mapping.");
        avro(
                "schema-no-json",
                replaced(good, "{\"type\":\"record\"", "[\"type\":\"record\""),
                "DATA Cannot ingest {file}: it is not an Avro file: Unexpected character (':' (code 58)): was expecting comma to separate Array entries. Check the format in the mapping.");
        avro(
                "broken-block",
                HostileText.flipped(packed, blocks(packed) + 30),
                "DATA Cannot read {file}: invalid bit length repeat. Nothing was written; replace the file and repeat the command.");
        avro(
                "negative-count",
                block(head, mark, -5, new byte[] {2, 'a'}),
                "DATA Cannot read {file}: it ends too early. Nothing was written; replace the file and repeat the command.");
        avro(
                "huge-count",
                block(head, mark, Long.MAX_VALUE / 2, new byte[] {2, 'a'}),
                "DATA Cannot read {file}: it ends too early. Nothing was written; replace the file and repeat the command.");
        avro(
                "huge-block",
                join(head, number(1), number(Integer.MAX_VALUE - 10), new byte[] {1, 2, 3}, mark),
                "EXTERNAL Cannot ingest {file}: it asks for more memory than this process has, as a broken file may. Check the file; if it is sound, give Spark more memory.");
        avro(
                "negative-block",
                join(head, number(1), number(-10), new byte[] {1, 2, 3}, mark),
                "DATA Cannot read {file}: Block size invalid or too large for this implementation: -10. Nothing was written; replace the file and repeat the command.");
        avro(
                "huge-string",
                block(head, mark, 1, join(number(Integer.MAX_VALUE - 10), new byte[] {'a'})),
                "EXTERNAL Cannot ingest {file}: it asks for more memory than this process has, as a broken file may. Check the file; if it is sound, give Spark more memory.");
        avro(
                "negative-string",
                block(head, mark, 1, join(number(-10), new byte[] {'a'})),
                "DATA Cannot read {file}: Malformed data. Length is negative: -10. Nothing was written; replace the file and repeat the command.");
        avro(
                "endless-number",
                block(head, mark, 1, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}),
                "DATA Cannot read {file}: Invalid long encoding. Nothing was written; replace the file and repeat the command.");
        avro(
                "long-string",
                avro(CodecFactory.deflateCodec(1), "x".repeat(3_000_000), "2026-01-31", 1),
                "0 events, 1 decode: the record has 3000040 bytes as JSON, more than 1048576");
        avro(
                "values",
                avro(CodecFactory.nullCodec(), "1", "2026-02-30", Double.NaN),
                "0 events, 1 map: event_time: The value '2026-02-30' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is malformed");
    }

    private void parquet(byte[] good, byte[] values) {
        int footer = ByteBuffer.wrap(good).order(ByteOrder.LITTLE_ENDIAN).getInt(good.length - 8);
        parquet("zero-bytes", new byte[0], "DATA Cannot ingest {file}: it is empty. Check what wrote it.");
        parquet(
                "text",
                "id,day\n1,2026-01-31\n".getBytes(StandardCharsets.UTF_8),
                "DATA Cannot ingest {file}: it is not a Parquet file: {file} is not a Parquet file. Expected magic number at tail, but found [45, 51, 49, 10]. Check the format in the mapping.");
        parquet(
                "magic-alone",
                "PAR1".getBytes(StandardCharsets.US_ASCII),
                "DATA Cannot ingest {file}: it is not a Parquet file: {file} is not a Parquet file (length is too low: 4). Check the format in the mapping.");
        parquet(
                "two-magics",
                "PAR1PAR1".getBytes(StandardCharsets.US_ASCII),
                "DATA Cannot ingest {file}: it is not a Parquet file: {file} is not a Parquet file (length is too low: 8). Check the format in the mapping.");
        parquet(
                "wrong-magic-behind",
                HostileText.flipped(good, good.length - 1),
                "DATA Cannot ingest {file}: it is not a Parquet file: {file} is not a Parquet file. Expected magic number at tail, but found [80, 65, 82, 100]. Check the format in the mapping.");
        parquet("wrong-magic-before", HostileText.flipped(good, 0), "1000 events");
        parquet(
                "encrypted",
                replacedAt(good, good.length - 1, (byte) 'E'),
                "DATA Cannot ingest {file}: it is not a Parquet file: Trying to read file with encrypted footer. No keys available. Check the format in the mapping.");
        parquet(
                "negative-footer",
                footer(good, -1),
                "DATA Cannot ingest {file}: it is not a Parquet file: footer is too large: 4294967295to be read. Check the format in the mapping.");
        parquet(
                "huge-footer",
                footer(good, Integer.MAX_VALUE),
                "DATA Cannot ingest {file}: it is not a Parquet file: corrupted file: the footer index is not within the file: -2147474685. Check the format in the mapping.");
        parquet(
                "short-footer",
                footer(good, 3),
                "DATA Cannot ingest {file}: it is not a Parquet file: its head is broken. Check the format in the mapping.");
        parquet(
                "long-footer",
                footer(good, good.length),
                "DATA Cannot ingest {file}: it is not a Parquet file: corrupted file: the footer index is not within the file: -8. Check the format in the mapping.");
        parquet(
                "broken-footer",
                HostileText.flipped(good, good.length - 8 - footer + 5),
                "DATA Cannot ingest {file}: it is not a Parquet file: don't know what type: 15. Check the format in the mapping.");
        parquet(
                "no-footer",
                Arrays.copyOf(good, good.length / 2),
                "DATA Cannot ingest {file}: it is not a Parquet file: {file} is not a Parquet file. Expected magic number at tail, but found [4, 0, 86, 13]. Check the format in the mapping.");
        parquet(
                "broken-page-head",
                HostileText.flipped(good, 5),
                "DATA Cannot read {file}: Required field 'type' was not present! Struct: PageHeader(type:null, uncompressed_page_size:6890, compressed_page_size:4024, crc:1018719013, data_page_header:DataPageHeader(nu…");
        parquet(
                "broken-page",
                HostileText.flipped(good, 200),
                "DATA Cannot read {file}: FAILED_TO_UNCOMPRESS(5). Nothing was written; replace the file and repeat the command.");
        parquet(
                "pages-gone",
                join(
                        "PAR1".getBytes(StandardCharsets.US_ASCII),
                        Arrays.copyOfRange(good, good.length - 8 - footer, good.length)),
                "DATA Cannot ingest {file}: its footer speaks of 1000 rows that lie behind its end. It was cut; get it whole and repeat the command.");
        parquet(
                "values",
                values,
                "2 events, 1 decode: the record has 3000040 bytes as JSON, more than 1048576, 1 map: event_time: The value '2026-02-30' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is malformed, 1 val…");
    }

    private void avro(String name, byte[] bytes, String outcome) {
        files.add(new HostileFile(name + ".avro", AVRO, out -> out.write(bytes), outcome));
    }

    private void parquet(String name, byte[] bytes, String outcome) {
        files.add(new HostileFile(name + ".parquet", PARQUET, out -> out.write(bytes), outcome));
    }

    private static byte[] avro(CodecFactory codec, int rows) throws IOException {
        Schema schema = new Schema.Parser().parse(SCHEMA);
        List<GenericRecord> records = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            records.add(record(schema, Integer.toString(i), "2026-01-31", i));
        }
        return avro(codec, schema, records);
    }

    private static byte[] avro(CodecFactory codec, String id, String day, double spent) throws IOException {
        Schema schema = new Schema.Parser().parse(SCHEMA);
        return avro(codec, schema, List.of(record(schema, id, day, spent)));
    }

    private static GenericRecord record(Schema schema, String id, String day, double spent) {
        GenericRecord record = new GenericData.Record(schema);
        record.put("id", id);
        record.put("day", day);
        record.put("spent", spent);
        return record;
    }

    private static byte[] avro(CodecFactory codec, Schema schema, List<GenericRecord> records) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.setCodec(codec).create(schema, out, HostileText.noise(SYNC));
            for (GenericRecord record : records) {
                writer.append(record);
            }
        }
        return out.toByteArray();
    }

    /** Returns where the blocks begin: behind the first mark. */
    private static int blocks(byte[] avro) {
        byte[] mark = HostileText.noise(SYNC);
        int at = 0;
        while (!Arrays.equals(avro, at, at + SYNC, mark, 0, SYNC)) {
            at++;
        }
        return at + SYNC;
    }

    private static byte[] block(byte[] head, byte[] mark, long count, byte[] content) {
        return join(head, number(count), number(content.length), content, mark);
    }

    /** Avro's own way to write a number: zigzag, seven bits a byte. */
    private static byte[] number(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = number << 1 ^ number >> 63;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] replaced(byte[] bytes, String text, String by) {
        String latin = new String(bytes, StandardCharsets.ISO_8859_1);
        return latin.replaceFirst(java.util.regex.Pattern.quote(text), java.util.regex.Matcher.quoteReplacement(by))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] replacedAt(byte[] bytes, int at, byte by) {
        byte[] replaced = bytes.clone();
        replaced[at] = by;
        return replaced;
    }

    private static byte[] footer(byte[] parquet, int length) {
        byte[] other = parquet.clone();
        ByteBuffer.wrap(other).order(ByteOrder.LITTLE_ENDIAN).putInt(other.length - 8, length);
        return other;
    }

    private static byte[] parquet(SparkSession spark, Path folder, String rows) throws IOException {
        Path target = folder.resolve("whole");
        spark.sql(rows)
                .coalesce(1)
                .write()
                .mode("overwrite")
                .parquet(target.toUri().toString());
        try (Stream<Path> parts = Files.list(target)) {
            return Files.readAllBytes(
                    parts.filter(part -> part.getFileName().toString().startsWith("part-"))
                            .findFirst()
                            .orElseThrow());
        }
    }
}
