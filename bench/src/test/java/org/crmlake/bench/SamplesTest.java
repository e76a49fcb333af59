package org.crmlake.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("crmlake.repository"));
    private static final Path RETAIL = REPOSITORY.resolve("samples/online-retail");

    @Test
    void everySampleIsTheFileItsReadmeDescribes() throws IOException, NoSuchAlgorithmException {
        List<Path> samples;
        try (Stream<Path> files = Files.walk(REPOSITORY.resolve("samples"))) {
            samples = files.filter(Files::isRegularFile)
                    .filter(file -> !Set.of("README.md", "LICENSE")
                            .contains(file.getFileName().toString()))
                    .toList();
        }

        assertThat(samples).hasSize(7);
        for (Path sample : samples) {
            assertThat(sample.resolveSibling("README.md"))
                    .content(StandardCharsets.UTF_8)
                    .contains("| `" + sample.getFileName() + "` | " + String.format("%,d", Files.size(sample)) + " | ")
                    .contains(sha256(sample));
        }
    }

    @Test
    void everyFolderOfSamplesIsNamedInTheNotice() throws IOException {
        try (Stream<Path> folders = Files.list(REPOSITORY.resolve("samples")).filter(Files::isDirectory)) {
            assertThat(folders).isNotEmpty().allSatisfy(folder -> assertThat(REPOSITORY.resolve("NOTICE"))
                    .content(StandardCharsets.UTF_8)
                    .contains("\nsamples/" + folder.getFileName() + "\n"));
        }
    }

    @Test
    void theExtractIsWholeDaysOfTheFullFileByteForByte() throws IOException {
        String full = unzipped("online_retail_2010-12-01_2011-08-31.csv.gz");
        String extract = unzipped("online_retail_2011-06-01_2011-07-15.csv.gz");
        String header = full.substring(0, full.indexOf('\n') + 1);
        String lines = extract.substring(header.length());
        int from = full.indexOf(lines);

        assertThat(extract).startsWith(header);
        assertThat(from).isPositive();
        assertThat(full.substring(0, from)).doesNotContain(",2011-06-01 ");
        assertThat(full.substring(from + lines.length())).doesNotContain(",2011-07-15 ");
    }

    private static String unzipped(String name) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(RETAIL.resolve(name)))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
