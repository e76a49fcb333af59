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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.crmlake.jobs.campaign.attribution.AttributionSettings;
import org.crmlake.jobs.campaign.attribution.Journey;
import org.crmlake.jobs.campaign.attribution.JourneyTally;
import org.crmlake.jobs.campaign.statistics.PoissonWeights;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;
import org.crmlake.model.Nearest;
import org.crmlake.model.Printable;

/**
 * Attribution of journeys that are aggregated already: a CSV file, perhaps compressed with gzip, with a header line and the columns
 * path, conversions, their value, and journeys without one. A path is the channels joined by a separator. The file is read twice,
 * for the names of the channels and for the journeys, and never held: it may be as long as it likes.
 */
public final class PathFile {
    private static final int NUMBERS = 3;
    private static final int MOST_CHANNELS = 63;

    private final Path file;
    private final Pattern separator;

    private PathFile(Path file, String separator) {
        this.file = file;
        this.separator = Pattern.compile(Pattern.quote(separator));
    }

    /** One line of the file. */
    private record Line(String[] path, long conversions, BigDecimal value, long nulls) {}

    /**
     * Returns the credits of all models that need no times. The bootstrap takes each journey for a customer's own, as
     * the file does not know customers, and each conversion of a path for worth the same.
     *
     * @param separator between the channels of a path; blanks around a channel do not count
     * @param spend what each channel cost; a channel that is not there has no return on spend
     * @throws CrmException of kind NOT_FOUND if there is no such file, DATA if it is not as described, USAGE if money was spent on a
     *     channel that it does not have
     */
    public static List<ResultRow> attribute(
            Path file, AttributionSettings settings, String separator, Map<String, BigDecimal> spend) {
        PathFile paths = new PathFile(file, separator);
        List<String> channels = paths.channels();
        spend.keySet().stream()
                .filter(channel -> !channels.contains(channel))
                .findFirst()
                .ifPresent(channel -> {
                    throw new CrmException(
                            Kind.USAGE,
                            "Cannot attribute the paths of " + file + ": money was spent on '" + Printable.of(channel)
                                    + "', which is no channel of it." + Nearest.question(channel, channels)
                                    + " Correct --spend or --separator.");
                });
        return AttributionResults.rows(
                paths.tally(channels, settings), channels, settings, spend, AttributionResults.Times.UNKNOWN);
    }

    private List<String> channels() {
        TreeSet<String> names = new TreeSet<>();
        read(line -> names.addAll(Arrays.asList(line.path())));
        if (names.isEmpty() || names.size() > MOST_CHANNELS) {
            throw new CrmException(
                    Kind.DATA,
                    "Cannot read paths of " + file + ": it has " + names.size()
                            + " channels, and 1 to 63 can be attributed to. Check the file.");
        }
        return List.copyOf(names);
    }

    private JourneyTally tally(List<String> channels, AttributionSettings settings) {
        Map<String, Integer> places = new HashMap<>();
        channels.forEach(channel -> places.put(channel, places.size()));
        JourneyTally tally = new JourneyTally(channels.size(), settings, settings.draws());
        double[] weights = new double[settings.draws() + 1];
        read(new Consumer<>() {
            private long number;

            @Override
            public void accept(Line line) {
                int[] path = Arrays.stream(line.path()).mapToInt(places::get).toArray();
                if (line.conversions() > 0) {
                    PoissonWeights.fillMeans(settings.seed(), 2 * number, line.conversions(), weights);
                    tally.add(new Journey(path, null, line.conversions(), line.value(), 0), weights);
                }
                if (line.nulls() > 0) {
                    PoissonWeights.fillMeans(settings.seed(), 2 * number + 1, line.nulls(), weights);
                    tally.add(new Journey(path, null, 0, BigDecimal.ZERO, line.nulls()), weights);
                }
                number++;
            }
        });
        return tally;
    }

    private void read(Consumer<Line> reader) {
        try (InputStream bytes = Files.newInputStream(file);
                InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
                BufferedReader lines = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            lines.readLine();
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) {
                    reader.accept(parsed(line, number));
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

    private Line parsed(String line, int number) {
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
                Arrays.stream(separator.split(path, -1)).map(String::strip).toArray(String[]::new);
        if (!path.isEmpty() && Arrays.stream(channels).anyMatch(String::isEmpty)) {
            throw unusable(number, "a channel of '" + Printable.of(path) + "' has no name");
        }
        return counted(path.isEmpty() ? new String[0] : channels, cells, number);
    }

    private Line counted(String[] path, String[] cells, int number) {
        try {
            Line line = new Line(path, Long.parseLong(cells[0]), new BigDecimal(cells[1]), Long.parseLong(cells[2]));
            if (line.conversions() >= 0 && line.value().signum() >= 0 && line.nulls() >= 0) {
                return line;
            }
        } catch (NumberFormatException e) {
            // What follows says it for both.
        }
        throw unusable(
                number,
                "'" + Printable.of(String.join(",", cells)) + "' is not a count, an amount and a count from 0 on");
    }

    private CrmException unusable(int line, String reason) {
        return new CrmException(
                Kind.DATA,
                "Cannot read paths of " + file + ": line " + line + ": " + reason
                        + ". Write path,conversions,value,nulls under a header line.");
    }
}
