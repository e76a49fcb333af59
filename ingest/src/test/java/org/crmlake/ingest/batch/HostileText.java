package org.crmlake.ingest.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;

/** Hostile files of CSV, and such as are packed. */
final class HostileText {
    private static final String FIELDS = """
            fields:
              customer_key: "concat('shop:', id)"
              name: "'Order Completed'"
              event_time: "cast(day as timestamp)"
              amount: "cast(spent as decimal(18,4))"
            """;
    private static final Mapping CSV = mapping("csv", "options: {header: true}\n");

    private static final String HEADER = "id,day,spent\n";
    private static final String GOOD = "1,2026-01-31,1.50\n";
    static final int LARGE = 100 << 20;

    private final List<HostileFile> files = new ArrayList<>();

    private HostileText() {}

    static List<HostileFile> all() throws IOException {
        HostileText text = new HostileText();
        text.csv();
        text.packed();
        return text.files;
    }

    private void csv() {
        csv("zero-bytes", "", "DATA Cannot ingest {file}: it is empty. Check what wrote it.");
        csv("blank-lines", "\n \t\r\n\r", "DATA Cannot ingest {file}: it has only blank lines. Check what wrote it.");
        csv("header-alone", HEADER, "0 events");
        csv("bom", "\uFEFF" + HEADER + GOOD, "1 events");
        csv("bom-alone", "\uFEFF", "DATA Cannot ingest {file}: it has only blank lines. Check what wrote it.");
        csv(
                "line-ends",
                "id,day,spent\r\n1,2026-01-31,1\r2,2026-01-31,2\n\r3,2026-01-31,3\r\r\n4,2026-01-31,4",
                "4 events");
        csv(
                "unclosed-quote",
                HEADER + "\"1,2026-01-31,1\n" + GOOD,
                "1 events, 1 decode: the line does not have the 3 columns of the header");
        csv(
                "quote-inside",
                HEADER + "1\",2026-01-31,\"1\"x\n" + GOOD,
                "1 events, 1 map: amount: The value '\"1\"x' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\" because it is malformed");
        csv(
                "quotes-only",
                HEADER + "\"\"\"\"\"\n\"\n" + GOOD,
                "1 events, 2 decode: the line does not have the 3 columns of the header");
        csv(
                "nul-bytes",
                HEADER + "\0\0\0\n1\0,2026-01-31,1\n" + GOOD,
                "1 events, 1 decode: the line does not have the 3 columns of the header, 1 validate: customer_key 'shop:1?': it has a NUL character");
        csv(
                "control-characters",
                HEADER + "\u0001\u001b[31m,2026-01-31,1\n",
                "0 events, 1 validate: customer_key 'shop:??[31m': it has a control character");
        csv(
                "latin-1",
                bytes(HEADER + "\u00E4,2026-01-31,1\n" + GOOD, StandardCharsets.ISO_8859_1),
                "1 events, 1 decode: the line is not UTF-8");
        csv("overlong-utf8", with(HEADER, 0xC0, 0xAF, ',', '2', '\n'), "0 events, 1 decode: the line is not UTF-8");
        csv(
                "surrogate-bytes",
                with(HEADER, 0xED, 0xA0, 0x80, ',', '2', '\n'),
                "0 events, 1 decode: the line is not UTF-8");
        csv(
                "utf-16",
                bytes(HEADER + GOOD, StandardCharsets.UTF_16LE),
                "CONFIG Cannot use mapping shop: 3 problems: customer_key `concat('shop:', id)`: A column, variable, …");
        csv(
                "long-line",
                out -> {
                    out.write((HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
                    repeat(out, 'x', LARGE);
                    out.write(("\n" + GOOD).getBytes(StandardCharsets.UTF_8));
                },
                "2 events, 1 decode: the record has 104857600 bytes, more than 1048576; its first 16777217 are kept, and it cannot be replayed");
        csv(
                "long-first-line",
                out -> repeat(out, 'x', LARGE),
                "DATA Cannot ingest {file}: its first line names no columns: the record has 104857600 bytes, more than 1048576; its first 16777217 are kept, and it cannot be replayed. Check the format in the mapping.");
        csv(
                "many-columns",
                String.join(",", numbers(100_000)) + "\n" + GOOD,
                "DATA Cannot ingest {file}: it has 100000 columns, more than 4096. Check the format in the mapping; of JSON, declare the columns that count with 'schema'.");
        csv(
                "wide",
                "id,day,spent," + String.join(",", numbers(1000)) + "\n1,2026-01-31,1" + ",".repeat(1000) + "\n",
                "1 events");
        csv(
                "many-fields",
                HEADER + ",".repeat(300_000) + "\n" + GOOD,
                "1 events, 1 decode: the line does not have the 3 columns of the header");
        csv(
                "same-header-twice",
                "id,id,day,spent\n1,1,2026-01-31,1\n",
                "CONFIG Cannot use mapping shop: customer_key `concat('shop:', id)`: A column, variable, or function …");
        csv(
                "header-of-separators",
                ",,,\n1,2,3,4\n",
                "CONFIG Cannot use mapping shop: 3 problems: customer_key `concat('shop:', id)`: A column, variable, …");
        csv(
                "amounts",
                HEADER + "1,2026-01-31,1e400\n2,2026-01-31,NaN\n3,2026-01-31,-Infinity\n4,2026-01-31,1e-999999999\n"
                        + "5,2026-01-31,1e999999999\n6,2026-01-31,0x1p3\n7,2026-01-31," + "9".repeat(1000)
                        + "\n8,2026-01-31,"
                        + "9".repeat(1_000_000) + "\n",
                "0 events, 1 map: amount: BigInteger would overflow supported range, 1 map: amount: The value '-Infinity' of the type \"STRING\" cannot be cast to \"DECIMAL(18,4)\" because it is malformed, 1 map: amount: …");
        csv(
                "dates",
                HEADER + "1,0000-00-00,1\n2,2026-02-30,1\n3,294248-01-01,1\n4,-290309-01-01,1\n5,10000-01-01,1\n"
                        + "6,1969-12-31,1\n7,,1\n8,9999-12-31 23:59:60,1\n9,2026-01-31T25:00,1\n10,now,1\n",
                "0 events, 1 map: event_time: The value '-290309-01-01' of the type \"STRING\" cannot be cast to \"TIMESTAMP\" because it is malformed, 1 map: event_time: The value '0000-00-00' of the type \"STRING\" cannot…");
        csv(
                "long-key",
                HEADER + "k".repeat(100_000) + ",2026-01-31,1\n",
                "0 events, 1 validate: customer_key 'shop:kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…': it is longer than 256 bytes");
        csv(
                "noise",
                noise(1 << 16),
                "CONFIG Cannot use mapping shop: 3 problems: customer_key `concat('shop:', id)`: A column, variable, …");
    }

    private void packed() throws IOException {
        byte[] many = gzip((HEADER + GOOD.repeat(20_000)).getBytes(StandardCharsets.UTF_8));
        byte[] good = gzip((HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
        add(
                "truncated.csv.gz",
                CSV,
                Arrays.copyOf(many, many.length - 20),
                "DATA Cannot read {file}: the compressed data end too early. Nothing was written; replace the file and repeat the command.");
        add(
                "ends-in-the-head.csv.gz",
                CSV,
                Arrays.copyOf(many, 5),
                "DATA Cannot read {file}: the compressed data end too early. Nothing was written; replace the file and repeat the command.");
        add(
                "wrong-crc.csv.gz",
                CSV,
                flipped(good, good.length - 8),
                "DATA Cannot read {file}: gzip stream CRC failure. Nothing was written; replace the file and repeat the command.");
        add(
                "wrong-length.csv.gz",
                CSV,
                flipped(good, good.length - 1),
                "DATA Cannot read {file}: stored gzip size doesn't match decompressed size. Nothing was written; replace the file and repeat the command.");
        add(
                "wrong-magic.csv.gz",
                CSV,
                (HEADER + GOOD).getBytes(StandardCharsets.UTF_8),
                "DATA Cannot read {file}: not a gzip file. Nothing was written; replace the file and repeat the command.");
        add(
                "broken-block.csv.gz",
                CSV,
                flipped(many, 20),
                "DATA Cannot read {file}: invalid bit length repeat. Nothing was written; replace the file and repeat the command.");
        add(
                "nothing-inside.csv.gz",
                CSV,
                gzip(new byte[0]),
                "DATA Cannot ingest {file}: it has only blank lines. Check what wrote it.");
        add("two-members.csv.gz", CSV, join(good, gzip(GOOD.getBytes(StandardCharsets.UTF_8))), "2 events");
        add(
                "noise-behind.csv.gz",
                CSV,
                join(good, noise(100)),
                "DATA Cannot read {file}: not a gzip file. Nothing was written; replace the file and repeat the command.");
        add(
                "packed-twice.csv.gz",
                CSV,
                gzip(good),
                "CONFIG Cannot use mapping shop: 3 problems: customer_key `concat('shop:', id)`: A column, variable, …");
        add(
                "one-line-bomb.csv.gz",
                CSV,
                out -> {
                    GZIPOutputStream gzip = new GZIPOutputStream(out);
                    gzip.write((HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
                    repeat(gzip, 'x', 3 * LARGE);
                    gzip.write(("\n" + GOOD).getBytes(StandardCharsets.UTF_8));
                    gzip.finish();
                },
                "2 events, 1 decode: the record has 314572800 bytes, more than 1048576; its first 16777217 are kept, and it cannot be replayed");
        add(
                "blank-bomb.csv.gz",
                CSV,
                out -> {
                    GZIPOutputStream gzip = new GZIPOutputStream(out);
                    gzip.write((HEADER + GOOD).getBytes(StandardCharsets.UTF_8));
                    repeat(gzip, '\n', LARGE / 4);
                    gzip.finish();
                },
                "1 events");
        add(
                "truncated.csv.bz2",
                CSV,
                new byte[] {'B', 'Z', 'h', '9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 1, 2},
                "DATA Cannot read {file}: unexpected end of stream. Nothing was written; replace the file and repeat the command.");
        add(
                "noise.csv.bz2",
                CSV,
                noise(500),
                "DATA Cannot read {file}: not a bzip2 file. Nothing was written; replace the file and repeat the command.");
        add(
                "noise.csv.deflate",
                CSV,
                noise(500),
                "DATA Cannot read {file}: incorrect header check. Nothing was written; replace the file and repeat the command.");
        add(
                "noise.csv.zst",
                CSV,
                noise(500),
                "DATA Cannot read {file}: native zStandard library not available: this version of libhadoop was built without zstd support. Nothing was written; replace the file and repeat the command.");
        add(
                "noise.csv.snappy",
                CSV,
                noise(500),
                "DATA Cannot read {file}: the compressed data are broken. Nothing was written; replace the file and repeat the command.");
        add(
                "noise.csv.lz4",
                CSV,
                noise(500),
                "DATA Cannot read {file}: the compressed data are broken. Nothing was written; replace the file and repeat the command.");
    }

    static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add("c" + i);
        }
        return numbers;
    }

    private void csv(String name, String text, String outcome) {
        add(name + ".csv", CSV, text, outcome);
    }

    private void csv(String name, byte[] bytes, String outcome) {
        add(name + ".csv", CSV, bytes, outcome);
    }

    private void csv(String name, HostileFile.Content content, String outcome) {
        add(name + ".csv", CSV, content, outcome);
    }

    private void add(String name, Mapping mapping, String text, String outcome) {
        add(name, mapping, text.getBytes(StandardCharsets.UTF_8), outcome);
    }

    private void add(String name, Mapping mapping, byte[] bytes, String outcome) {
        add(name, mapping, out -> out.write(bytes), outcome);
    }

    private void add(String name, Mapping mapping, HostileFile.Content content, String outcome) {
        files.add(new HostileFile(name, mapping, content, outcome));
    }

    static Mapping mapping(String format, String rest) {
        return MappingFile.parse("hostile", "source: shop\nformat: " + format + "\n" + rest + FIELDS);
    }

    private static byte[] bytes(String text, Charset charset) {
        return text.getBytes(charset);
    }

    private static byte[] with(String text, int... bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        for (int b : bytes) {
            out.write(b);
        }
        return out.toByteArray();
    }

    static void repeat(OutputStream out, char letter, int times) throws IOException {
        byte[] piece = new byte[1 << 20];
        Arrays.fill(piece, (byte) letter);
        for (int written = 0; written < times; written += piece.length) {
            out.write(piece, 0, Math.min(piece.length, times - written));
        }
    }

    static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    static byte[] flipped(byte[] bytes, int at) {
        byte[] flipped = bytes.clone();
        flipped[at] ^= 0x55;
        return flipped;
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(bytes);
        }
        return packed.toByteArray();
    }
}
