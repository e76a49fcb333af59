package org.crmlake.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.compress.BZip2Codec;
import org.crmlake.ingest.source.InputFiles.InputFile;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineReaderTest {
    private static final Configuration CONF = new Configuration();

    @TempDir
    private Path folder;

    @Test
    void readsEveryLineOnceWhateverTheSlices() throws IOException {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            byte[] text = text(random);
            Path file = Files.write(folder.resolve(seed + ".txt"), text);

            List<LineRecord> lines = new ArrayList<>();
            for (long start = 0; start < text.length; ) {
                long length = Math.min(1 + random.nextInt(40), text.length - start);
                lines.addAll(read(new FileSlice(7, file.toUri().toString(), start, length), 0));
                start += length;
            }

            assertThat(lines.stream().map(LineReaderTest::shown).toList())
                    .as("seed " + seed)
                    .isEqualTo(expected(text));
            assertThat(lines).allSatisfy(line -> {
                int from = (int) line.position();
                assertThat(line.bytes()).isEqualTo(Arrays.copyOfRange(text, from, from + line.bytes().length));
                assertThat(line.file()).isEqualTo(7);
            });
        }
    }

    @Test
    void readsAPackedFileWithPositionsInTheUnpackedText() throws IOException {
        byte[] text = "one\r\n\ntwo\nthree".getBytes(StandardCharsets.UTF_8);
        BZip2Codec bzip2 = new BZip2Codec();
        bzip2.setConf(CONF);

        for (String name : List.of("a.gz", "a.bz2")) {
            Path file = folder.resolve(name);
            try (OutputStream raw = Files.newOutputStream(file);
                    OutputStream packed =
                            name.endsWith(".gz") ? new GZIPOutputStream(raw) : bzip2.createOutputStream(raw)) {
                packed.write(text);
            }

            assertThat(read(whole(file), 0).stream().map(LineReaderTest::shown))
                    .as(name)
                    .containsExactly("0 one", "6 two", "10 three");
        }
    }

    @Test
    void takesTheFirstLineThatIsNotBlankAsTheHeader() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "\n \r\nid,day\n1,2\n\n3,4\n");

        assertThat(read(whole(file), 1).stream().map(LineReaderTest::shown)).containsExactly("11 1,2", "16 3,4");
    }

    @Test
    void skipsTheHeaderInTheFirstSliceOnly() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "id,day\n1,2\n3,4\n");
        String path = file.toUri().toString();

        assertThat(read(new FileSlice(0, path, 0, 8), 1)).hasSize(1);
        assertThat(read(new FileSlice(0, path, 8, 7), 1)).hasSize(1);
    }

    @Test
    void leavesTheMarkOfUtf8Out() throws IOException {
        byte[] text = "\uFEFFid,day\n1,2\n".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(text);
        }
        for (Path file : List.of(
                Files.write(folder.resolve("a.csv"), text),
                Files.write(folder.resolve("a.csv.gz"), packed.toByteArray()))) {
            assertThat(read(whole(file), 0).stream().map(line -> new String(line.bytes(), StandardCharsets.UTF_8)))
                    .as(file.toString())
                    .containsExactly("id,day", "1,2");
        }
    }

    @Test
    void saysThatAPackedFileEndsTooEarly() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 1000; i++) {
                gzip.write(("line " + i * 7919L + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = Files.write(folder.resolve("a.gz"), Arrays.copyOf(packed.toByteArray(), packed.size() / 2));

        assertThatThrownBy(() -> read(whole(file), 0))
                .hasMessage("Cannot read " + file.toUri() + ": the compressed data end too early. Nothing was written;"
                        + " replace the file and repeat the command.")
                .extracting(problem -> ((CrmException) problem).kind())
                .isEqualTo(Kind.DATA);
    }

    @Test
    void keepsTheBeginningOfALineWithoutEndAndCountsTheRest() throws IOException {
        byte[] text = new byte[LineRecord.MOST_KEPT + 70_000];
        Arrays.fill(text, (byte) 'x');
        text[2] = '\r';
        text[text.length - 3] = '\n';
        Path file = Files.write(folder.resolve("long.txt"), text);

        List<LineRecord> lines = read(whole(file), 0);

        assertThat(lines).extracting(LineRecord::position).containsExactly(0L, 3L, text.length - 2L);
        assertThat(lines).extracting(LineRecord::length).containsExactly(2L, text.length - 6L, 2L);
        assertThat(lines.get(1).bytes()).hasSize(LineRecord.MOST_KEPT).containsOnly('x');
    }

    @Test
    void doesNotTakeForEmptyWhatIsNotPacked() throws IOException {
        Path file = Files.writeString(folder.resolve("a.bz2"), "id,day\n1,2\n");

        assertThatThrownBy(() -> read(whole(file), 0))
                .hasMessage("Cannot read " + file.toUri()
                        + ": not a bzip2 file. Nothing was written; replace the file and" + " repeat the command.");
    }

    @Test
    void doesNotBlameTheFileForAFileSystemThatIsAway() throws IOException {
        Configuration conf = new Configuration();
        FlakyFiles.addTo(conf);
        Path plain = Files.writeString(folder.resolve("a.csv"), "one");
        Path packed = folder.resolve("b.csv.gz");
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(packed))) {
            gzip.write("one".getBytes(StandardCharsets.UTF_8));
        }

        for (Path file : List.of(plain, packed)) {
            FileSlice slice = new FileSlice(0, FlakyFiles.of(file), 0, Files.size(file));
            FlakyFiles.fail(1);
            assertThatThrownBy(() -> new LineReader(conf, slice, 0).hasNext())
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXTERNAL))
                    .hasMessage("Cannot read " + slice.path()
                            + ": no data node answers. Nothing was written; check that the"
                            + " file system runs and repeat the command.");
            try (LineReader again = new LineReader(conf, slice, 0)) {
                assertThat(again.next().bytes()).asString().isEqualTo("one");
            }
        }
    }

    @Test
    void readsAFileWhateverItIsCalledAndLiesBesideIt() throws IOException {
        for (String name : List.of("day 10:30.csv", "c:\\d.csv", "ärger.csv")) {
            Path file = Files.writeString(folder.resolve(name), "one\n");
            // Not of this file: whoever wrote it meant another.
            Files.writeString(folder.resolve("." + name + ".crc"), "crc");

            assertThat(read(new FileSlice(0, "file:" + file, 0, 3), 0)).as(name).hasSize(1);
        }
    }

    @Test
    void saysThatTheFileIsGone() {
        Path file = folder.resolve("gone.csv");

        assertThatThrownBy(() -> read(whole(file, 4), 0))
                .isInstanceOf(CrmException.class)
                .hasMessageStartingWith("Cannot read " + file.toUri() + ": ")
                .hasMessageContaining("does not exist");
    }

    @Test
    void cutsLargeFilesAndLeavesPackedOnesWhole() {
        long size = 100L << 20;
        InputFiles files = new InputFiles(List.of(
                new InputFile("file:/a.csv", size, 0),
                new InputFile("file:/b.csv.gz", size, 0),
                new InputFile("file:/c.csv.bz2", size, 0),
                new InputFile("file:/empty.csv", 0, 0)));

        List<FileSlice> slices = FileSlice.slice(CONF, files, 10);

        assertThat(slices.stream().filter(slice -> slice.file() == 0).count()).isEqualTo(4);
        // Positions in packed files count from the start of the unpacked text, so such a file has one reader.
        assertThat(slices.stream().filter(slice -> slice.file() == 1)).hasSize(1);
        assertThat(slices.stream().filter(slice -> slice.file() == 2)).hasSize(1);
        assertThat(slices.stream().filter(slice -> slice.file() == 3)).isEmpty();
        for (int file = 0; file < 3; file++) {
            long next = 0;
            for (FileSlice slice : slices) {
                if (slice.file() == file) {
                    assertThat(slice.start()).isEqualTo(next);
                    next += slice.length();
                }
            }
            assertThat(next).isEqualTo(size);
        }
    }

    @Test
    void keepsSlicesNeitherTinyNorHuge() {
        assertThat(FileSlice.slice(CONF, new InputFiles(List.of(new InputFile("file:/a", 1 << 20, 0))), 100))
                .hasSize(1);
        assertThat(FileSlice.slice(CONF, new InputFiles(List.of(new InputFile("file:/a", 1L << 40, 0))), 1))
                .allMatch(slice -> slice.length() <= 128L << 20);
    }

    /** Lines of all lengths and ends, some blank, the last perhaps without an end. */
    private static byte[] text(Random random) {
        StringBuilder text = new StringBuilder();
        int lines = random.nextInt(20) + 1;
        for (int i = 0; i < lines; i++) {
            int length = random.nextInt(4) == 0 ? 0 : random.nextInt(30);
            for (int c = 0; c < length; c++) {
                text.append(random.nextInt(10) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
            }
            boolean last = i == lines - 1;
            if (!last || random.nextBoolean()) {
                text.append(List.of("\r\n", "\n", "\n", "\r").get(random.nextInt(4)));
            }
        }
        return text.isEmpty() ? new byte[] {'\n'} : text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> expected(byte[] text) {
        List<String> lines = new ArrayList<>();
        String all = new String(text, StandardCharsets.UTF_8);
        Matcher end = Pattern.compile("\r\n|\r|\n|$").matcher(all);
        for (int start = 0; start < all.length() && end.find(start); start = end.end()) {
            String line = all.substring(start, end.start());
            if (!line.isBlank()) {
                lines.add(start + " " + line);
            }
        }
        return lines;
    }

    private static String shown(LineRecord line) {
        return line.position() + " " + new String(line.bytes(), StandardCharsets.UTF_8);
    }

    private static FileSlice whole(Path file) throws IOException {
        return whole(file, Files.size(file));
    }

    private static FileSlice whole(Path file, long length) {
        return new FileSlice(0, file.toUri().toString(), 0, length);
    }

    private static List<LineRecord> read(FileSlice slice, int headerLines) {
        List<LineRecord> lines = new ArrayList<>();
        try (LineReader reader = new LineReader(CONF, slice, headerLines)) {
            reader.forEachRemaining(lines::add);
        }
        return lines;
    }
}
