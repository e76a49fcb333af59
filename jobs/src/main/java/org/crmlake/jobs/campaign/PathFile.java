package org.crmlake.jobs.campaign;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.jobs.campaign.attribution.Journey;
import org.crmlake.jobs.campaign.attribution.JourneyTally;
import org.crmlake.jobs.campaign.statistics.PoissonWeights;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Printable;

/**
 * Attribution of journeys that are aggregated already: a CSV file, perhaps compressed with gzip, with a header line and the columns
 * path, conversions, their value, and journeys without one. A path is the channels joined by {@code " > "}.
 */
public final class PathFile {
    private static final String SEPARATOR = ">";
    private static final int NUMBERS = 3;

    private final Path file;
    private final List<String[]> paths = new ArrayList<>();
    private final List<String[]> numbers = new ArrayList<>();

    private PathFile(Path file) {
        this.file = file;
    }

    /**
     * Returns the credits of all models that need no times. The bootstrap takes each journey for a customer's own, as
     * the file does not know customers, and each conversion of a path for worth the same.
     *
     * @throws CrmException of kind NOT_FOUND if there is no such file, DATA if it is not as described
     */
    public static List<ResultRow> attribute(Path file, AttributionSettings settings) {
        PathFile read = new PathFile(file);
        read.read();
        return read.rows(settings);
    }

    private void read() {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            lines.readLine();
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    line(line, number);
                }
            }
        } catch (NoSuchFileException e) {
            throw new CrmException(
                    Kind.NOT_FOUND, "Cannot read paths of " + file + ": there is no such file. Check the path.", e);
        } catch (IOException e) {
            throw new CrmException(
                    Kind.EXTERNAL,
                    "Cannot read paths of " + file + ": " + Printable.of(e.getMessage())
                            + ". Check that it is a readable" + " file.",
                    e);
        }
    }

    private void line(String line, int number) {
        String[] cells = new String[NUMBERS];
        int end = line.length();
        for (int i = NUMBERS - 1; i >= 0; i--) {
            int comma = line.lastIndexOf(',', end - 1);
            if (comma < 0) {
                throw unusable(number, "it has fewer than four columns");
            }
            cells[i] = line.substring(comma + 1, end).strip();
            end = comma;
        }
        String path = line.substring(0, end).strip();
        if (path.length() > 1 && path.startsWith("\"") && path.endsWith("\"")) {
            path = path.substring(1, path.length() - 1);
        }
        String[] channels =
                Arrays.stream(path.split(SEPARATOR, -1)).map(String::strip).toArray(String[]::new);
        if (!path.isEmpty() && Arrays.stream(channels).anyMatch(String::isEmpty)) {
            throw unusable(number, "a channel of '" + Printable.of(path) + "' has no name");
        }
        check(cells, number);
        paths.add(path.isEmpty() ? new String[0] : channels);
        numbers.add(cells);
    }

    private void check(String[] cells, int number) {
        try {
            if (Long.parseLong(cells[0]) >= 0
                    && new BigDecimal(cells[1]).signum() >= 0
                    && Long.parseLong(cells[2]) >= 0) {
                return;
            }
        } catch (NumberFormatException e) {
            // What follows says it for both.
        }
        throw unusable(
                number,
                "'" + Printable.of(String.join(",", cells)) + "' is not a count, an amount and a count from 0 on");
    }

    private List<ResultRow> rows(AttributionSettings settings) {
        TreeSet<String> names = new TreeSet<>();
        paths.forEach(path -> names.addAll(Arrays.asList(path)));
        if (names.isEmpty() || names.size() > 63) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot read paths of " + file + ": it has " + names.size()
                            + " channels, and 1 to 63 can be attributed to. Check the file.");
        }
        List<String> channels = List.copyOf(names);
        Map<String, Integer> places = new java.util.HashMap<>();
        channels.forEach(channel -> places.put(channel, places.size()));
        JourneyTally tally = new JourneyTally(channels.size(), settings, settings.draws());
        double[] weights = new double[settings.draws() + 1];
        for (int i = 0; i < paths.size(); i++) {
            String[] cells = numbers.get(i);
            int[] path = Arrays.stream(paths.get(i)).mapToInt(places::get).toArray();
            long conversions = Long.parseLong(cells[0]);
            long nulls = Long.parseLong(cells[2]);
            if (conversions > 0) {
                PoissonWeights.fillMeans(settings.seed(), 2L * i, conversions, weights);
                tally.add(new Journey(path, null, conversions, new BigDecimal(cells[1]), 0), weights);
            }
            if (nulls > 0) {
                PoissonWeights.fillMeans(settings.seed(), 2L * i + 1, nulls, weights);
                tally.add(new Journey(path, null, 0, BigDecimal.ZERO, nulls), weights);
            }
        }
        return AttributionResults.rows(tally, channels, settings, Map.of(), AttributionResults.Times.UNKNOWN);
    }

    private CrmException unusable(int line, String reason) {
        return new CrmException(
                Kind.DATA,
                "Cannot read paths of " + file + ": line " + line + ": " + reason
                        + ". Write path,conversions,value,nulls under a header line.");
    }
}
