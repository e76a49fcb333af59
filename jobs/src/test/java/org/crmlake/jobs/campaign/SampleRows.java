package org.crmlake.jobs.campaign;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The rows of the sample files, for tests of what needs no Spark. */
public final class SampleRows {
    private SampleRows() {}

    /** A customer of Hillstrom's experiment; columns from the end, as the second may be quoted. */
    public record Hillstrom(
            double recency,
            double history,
            double womens,
            String arm,
            boolean visit,
            boolean conversion,
            double spend) {}

    public static List<Hillstrom> hillstrom() {
        return lines("samples/hillstrom/hillstrom_a.csv.gz").stream()
                .map(line -> line.replaceFirst("\"[^\"]*\"", "band").split(",", -1))
                .map(cell -> new Hillstrom(
                        Double.parseDouble(cell[1]),
                        Double.parseDouble(cell[3]),
                        Double.parseDouble(cell[5]),
                        cell[9],
                        cell[10].equals("1"),
                        cell[11].equals("1"),
                        Double.parseDouble(cell[12])))
                .toList();
    }

    public static List<String[]> paths() {
        return lines("samples/pathdata/PathData.csv.gz").stream()
                .map(line -> line.split(","))
                .toList();
    }

    private static List<String> lines(String sample) {
        return text(sample).lines().skip(1).toList();
    }

    public static String text(String sample) {
        Path file = Path.of(System.getProperty("crmlake.repository"), sample);
        try (InputStream content = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
