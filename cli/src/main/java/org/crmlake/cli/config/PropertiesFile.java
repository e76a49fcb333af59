package org.crmlake.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.crmlake.model.CrmException;
import org.crmlake.model.CrmException.Kind;

/**
 * A file of {@code key = value} lines; {@code #} starts a comment line. There are no escapes and no continued lines, so what
 * stands in a line is what is meant, and every line has a number to be named in a message.
 *
 * @param entries the lines with a key, in their order
 * @param problems the lines that are neither empty, a comment nor {@code key = value}
 */
record PropertiesFile(List<Entry> entries, List<String> problems) {

    record Entry(String key, String value, String origin) {}

    static PropertiesFile read(Path file) {
        try {
            return parse(Files.readAllLines(file), file.toString());
        } catch (IOException e) {
            throw new CrmException(
                    Kind.CONFIG,
                    "Cannot read settings file " + file + ": " + e.getMessage()
                            + ". Make it a readable UTF-8 file or remove it.",
                    e);
        }
    }

    static PropertiesFile parse(List<String> lines, String name) {
        List<Entry> entries = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String origin = name + " line " + (i + 1);
            int equals = line.indexOf('=');
            if (equals > 0) {
                entries.add(new Entry(
                        line.substring(0, equals).strip(),
                        line.substring(equals + 1).strip(),
                        origin));
            } else {
                problems.add(origin + ": it is not of the form key = value");
            }
        }
        return new PropertiesFile(entries, problems);
    }
}
