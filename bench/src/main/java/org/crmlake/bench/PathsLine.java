package org.crmlake.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Attribution of ten times and a hundred times as many aggregated journeys by all models with 200 bootstrap draws, against DuckDB for
 * the three models that a query can say, without any interval.
 */
final class PathsLine implements Line {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final double MIB = 1 << 20;
    private static final int CHANNELS = 10;
    private static final int MOST_TOUCHES = 6;
    private static final double TOLERANCE = 1e-6;
    private static final String[] HEAD = {"path", "conversions", "value", "nulls"};

    @Override
    public String name() {
        return "attribution";
    }

    @Override
    public List<Comparison> measure(Lab lab) throws IOException, InterruptedException {
        List<Comparison> comparisons = new ArrayList<>();
        Side fewer = null;
        for (int paths : lab.sizes().growth()) {
            Path file = paths(lab.work().resolve("paths-" + paths + ".csv"), paths);
            Side ours = Side.named("crmlake campaign paths, " + paths + " lines, all models, 200 draws");
            Side other = Side.named("DuckDB, first, last and linear of the same file, no draws");
            Run run = null;
            int runs = paths > 1_000_000 ? 1 : lab.sizes().runs();
            for (int i = 0; i < runs; i++) {
                run = lab.crmlake().run("campaign", "paths", file.toString(), "--draws", "200", "-o", "json");
                ours.add(run);
                Run sums = lab.alone(DuckDbPaths.class, file.toString());
                other.add(sums);
                check(JSON.readTree(run.out()), JSON.readTree(sums.out()));
            }
            comparisons.add(new Comparison(
                    "attribution-" + paths,
                    "seconds",
                    "a new JVM each run; the file in the page cache",
                    ours,
                    other,
                    "",
                    null,
                    String.format(
                            Locale.ROOT,
                            "Equal on both sides: credits of first, last and linear. Ours adds position, Markov, Shapley and"
                                    + " the intervals of all.%s Peak resident memory %.0f MiB.",
                            ours.growthFrom(fewer),
                            run.peakMemory() / MIB)));
            fewer = ours;
        }
        return comparisons;
    }

    /** Writes a file of journeys, a quarter of which converted; the same one whenever it is asked for. */
    private static Path paths(Path file, int lines) throws IOException {
        Files.createDirectories(file.getParent());
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            out.write(String.join(",", HEAD) + "\n");
            for (int line = 0; line < lines; line++) {
                Draw draw = new Draw(1, line);
                StringBuilder path = new StringBuilder("c" + draw.nextInt(CHANNELS));
                for (int touches = draw.nextInt(MOST_TOUCHES); touches > 0; touches--) {
                    path.append(" > c").append(draw.nextInt(CHANNELS));
                }
                boolean converted = draw.nextInt(4) == 0;
                String cents = String.format(Locale.ROOT, "%d.%02d", draw.nextInt(100), draw.nextInt(100));
                out.write(path + (converted ? ",1," + cents + ",0\n" : ",0,0,1\n"));
            }
        }
        return file;
    }

    private static void check(JsonNode ours, JsonNode theirs) {
        for (JsonNode credit : theirs) {
            double value = Double.NaN;
            for (JsonNode row : ours) {
                if (row.get("subject").asText().equals(credit.get("model").asText())
                        && row.get("item").asText().equals(credit.get("channel").asText())
                        && row.get("measure").asText().equals("conversions")) {
                    value = row.get("value").asDouble();
                }
            }
            if (!(Math.abs(value - credit.get("credit").asDouble()) <= TOLERANCE * value + 1e-4)) {
                throw new IllegalStateException(
                        "Cannot compare the credits: crmlake says " + value + ", DuckDB " + credit + ".");
            }
        }
        if (theirs.size() != 3 * CHANNELS) {
            throw new IllegalStateException("Cannot compare the credits: DuckDB has " + theirs.size() + " of them.");
        }
    }
}
