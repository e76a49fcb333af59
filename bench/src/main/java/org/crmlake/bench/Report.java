package org.crmlake.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What one call of {@code bench/run} found. */
record Report(Instant at, Machine machine, String commit, Sizes sizes, List<Comparison> comparisons) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final double THOUSAND = 1000;

    /** Writes the report as JSON: machine, sizes, and for each comparison both sides with all their values. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        JSON.writeValue(file.toFile(), json());
    }

    ObjectNode json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("at", at.toString());
        report.put("commit", commit);
        report.putPOJO("machine", machine);
        report.putPOJO("sizes", sizes);
        ArrayNode lines = report.putArray("lines");
        for (Comparison comparison : comparisons) {
            ObjectNode line = lines.addObject();
            line.put("line", comparison.name());
            line.put("ratio", rounded(comparison.ratio()));
            line.put("unit", comparison.unit());
            line.put("state", comparison.state());
            put(line.putObject("ours"), comparison.ours());
            put(line.putObject("other"), comparison.other());
            line.put("aim", comparison.aim());
            line.put("met", comparison.met());
            line.put("note", comparison.note());
        }
        return report;
    }

    private static void put(ObjectNode json, Side side) {
        json.put("what", side.what());
        json.put("median", rounded(side.median()));
        json.putPOJO("values", side.values());
        if (!side.cpuSeconds().isEmpty()) {
            json.put("cpu_median", rounded(side.cpuMedian()));
            json.putPOJO("cpu_seconds", side.cpuSeconds());
        }
    }

    /** Returns the report for people. */
    String table() {
        StringBuilder table = new StringBuilder();
        table.append(String.format(
                Locale.ROOT,
                "%s, %d cores, %d MiB, %s, commit %s%n%n",
                machine.processor(),
                machine.cores(),
                machine.memoryMib(),
                machine.jvm(),
                commit));
        table.append(String.format(
                "%-16s %10s %10s %7s  %-15s %8s %8s  %s%n",
                "line", "ours", "other", "ratio", "unit", "CPU ours", "other", "aim"));
        for (Comparison line : comparisons) {
            String aim = line.met() == null ? "" : (line.met() ? "met: " : "MISSED: ") + line.aim();
            table.append(String.format(
                    Locale.ROOT,
                    "%-16s %10.2f %10.2f %6.2fx  %-15s %8s %8s  %s%n",
                    line.name(),
                    line.ours().median(),
                    line.other().median(),
                    line.ratio(),
                    line.unit(),
                    cpu(line.ours()),
                    cpu(line.other()),
                    aim));
        }
        for (Comparison line : comparisons) {
            table.append(String.format(
                    "%n%s: %s; against %s. State: %s. %s%n",
                    line.name(), line.ours().what(), line.other().what(), line.state(), line.note()));
        }
        return table.toString();
    }

    private static String cpu(Side side) {
        return side.cpuSeconds().isEmpty() ? "" : String.format(Locale.ROOT, "%.1f", side.cpuMedian());
    }

    private static double rounded(double value) {
        return Math.round(value * THOUSAND) / THOUSAND;
    }
}
