package org.crmlake.ingest.batch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crmlake.ingest.contract.Contract;
import org.crmlake.ingest.contract.ContractFiles;
import org.crmlake.ingest.mapping.Mapping;
import org.crmlake.ingest.mapping.MappingFile;

/** What {@code docs/hostile-records.md} says: the records that are sent, and what is to become of each. */
final class HostilePage {
    private static final Pattern ROW = Pattern.compile("\\| ([^|]*) \\| `([^|]*)` \\| (.*) \\|");
    private static final Pattern NOTATION = Pattern.compile("⟨(?:0x([0-9a-f]+)|(\\d+)×([^⟩]+)|(\\d+) colliding keys)⟩");

    private HostilePage() {}

    /**
     * A record.
     *
     * @param what it is, in words
     * @param written as on the page
     * @param outcome in words
     */
    record Sent(String what, String written, String outcome) {
        byte[] bytes() {
            return HostilePage.bytes(written);
        }
    }

    /**
     * The records of one file.
     *
     * @param head what stands before them, or empty
     * @param good an ordinary record, in which {@code #} stands for its number
     */
    record Section(
            String name, Mapping mapping, List<Contract> contracts, String head, String good, List<Sent> records) {
        /** Returns the line of the ordinary record that is sent before record number {@code i}, and behind the last. */
        String good(int i) {
            return good.replace("#", Integer.toString(i));
        }

        /** Writes the file; returns where each of {@link #records()} begins. */
        List<Long> write(Path file) throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            List<Long> starts = new ArrayList<>();
            if (!head.isEmpty()) {
                line(out, head.getBytes(StandardCharsets.UTF_8));
            }
            for (int i = 0; i < records.size(); i++) {
                line(out, good(i).getBytes(StandardCharsets.UTF_8));
                starts.add((long) out.size());
                line(out, records.get(i).bytes());
            }
            line(out, good(records.size()).getBytes(StandardCharsets.UTF_8));
            Files.write(file, out.toByteArray());
            return starts;
        }

        private static void line(ByteArrayOutputStream out, byte[] line) {
            out.writeBytes(line);
            out.write('\n');
        }
    }

    /**
     * Returns a record for which a mapping takes {@code megabytes} at once, between two ordinary ones: not on the page, as it depends on
     * the process what becomes of it.
     */
    static Section takingMuch(int megabytes) {
        StringBuilder name = new StringBuilder("concat('Line', substr(concat(");
        for (int i = 0; i < megabytes / 10 + 1; i++) {
            name.append("repeat(concat(value, '").append(i % 10).append(i / 10).append("'), 10000), ");
        }
        name.append("''), 1, 1))");
        Mapping mapping = MappingFile.parse("code", """
                source: log
                format: text
                fields: {customer_key: "'log:1'", event_time: "timestamp '2026-01-31 00:00:00'", name: "%s"}
                """.formatted(name));
        return new Section(
                megabytes + " MB at once",
                mapping,
                List.of(),
                "",
                "#",
                List.of(new Sent(
                        "a text of a thousand letters",
                        "⟨1048×a⟩",
                        "dead letter, map: name: it takes more memory than there is")));
    }

    /** Returns the sections of the page; {@code folder} is for the contracts. */
    static List<Section> read(Path page, Path folder) throws IOException {
        List<Section> sections = new ArrayList<>();
        String[] parts = Files.readString(page).split("\n## ");
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].contains("```yaml")) {
                continue;
            }
            List<Contract> contracts = List.of();
            if (parts[i].contains("```yaml\ntitle:")) {
                Path own = Files.createDirectories(folder.resolve("contracts-" + i));
                Files.writeString(own.resolve("contract.yaml"), block(parts[i], "yaml\ntitle:", "title:"));
                contracts = ContractFiles.read(own);
            }
            List<Sent> records = new ArrayList<>();
            for (String line : parts[i].lines().toList()) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    String outcome = new String(bytes(row.group(3)), StandardCharsets.UTF_8);
                    records.add(new Sent(row.group(1), row.group(2), outcome.replace("&#124;", "|")));
                }
            }
            sections.add(new Section(
                    parts[i].lines().findFirst().orElseThrow(),
                    MappingFile.parse("page", block(parts[i], "yaml\nsource:", "source:")),
                    contracts,
                    parts[i].contains("```head\n")
                            ? block(parts[i], "head\n", "").strip()
                            : "",
                    block(parts[i], "good\n", "").strip(),
                    records));
        }
        return sections;
    }

    private static String block(String text, String begin, String keep) {
        int from = text.indexOf("```" + begin) + 3 + begin.length();
        return keep + text.substring(from, text.indexOf("```", from));
    }

    private static byte[] bytes(String written) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher notation = NOTATION.matcher(written);
        int at = 0;
        while (notation.find()) {
            out.writeBytes(written.substring(at, notation.start()).getBytes(StandardCharsets.UTF_8));
            at = notation.end();
            if (notation.group(1) != null) {
                out.writeBytes(HexFormat.of().parseHex(notation.group(1)));
            } else if (notation.group(2) != null) {
                for (int i = 0; i < Integer.parseInt(notation.group(2)); i++) {
                    out.writeBytes(notation.group(3)
                            .replace("#", Integer.toString(i, Character.MAX_RADIX))
                            .getBytes(StandardCharsets.UTF_8));
                }
            } else {
                out.writeBytes(colliding(Integer.parseInt(notation.group(4))).getBytes(StandardCharsets.UTF_8));
            }
        }
        out.writeBytes(written.substring(at).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** Members of an object whose names all have one hash code in Java: {@code Aa} has that of {@code BB}. */
    private static String colliding(int names) {
        List<String> members = new ArrayList<>();
        for (int i = 0; i < names; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 1; bit < names; bit *= 2) {
                name.append((i & bit) == 0 ? "Aa" : "BB");
            }
            members.add("\"" + name + "\":\"\"");
        }
        return String.join(",", members);
    }
}
